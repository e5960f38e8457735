"""Write a person's objection down, and lift it: from then on the gate keeps back what the partner holds of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.law.objecting import may_object
from joinedup.engine.clients.index import search_key
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import RefusedError
from joinedup.service.accounts.queries import today
from joinedup.service.agreements.listing import entries
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.linkage.queries import latest
from joinedup.service.objections import queries
from joinedup.service.objections.models import Objection
from joinedup.service.project.secret import secret
from joinedup.service.releases.looking_up import find_client

COUNTS_AND_EXTRACTS = (1, 2)  # what stops while an objection is decided; a single view may be somebody's safety


def open_to_objection(acting: Acting) -> list[Agreement]:
    """The agreements under which somebody's partner supplies data, and to which people may object."""
    found, _total = entries(acting, today())
    return [
        one.agreement
        for one in found
        if may_object(one.agreement)
        and one.agreement.ends >= today()
        and any(t.supplier == acting.partner for t in one.agreement.supplies)
    ]


def record(
    acting: Acting, *, surname: str, date_of_birth: date, agreements: Sequence[str], why: str
) -> list[Objection]:
    """Keep what the partner holds of a person back under these agreements. Nothing of them is read or shown.

    Somebody who is in no index yet is known by their search key, for the day when they are. Raises `may-not`, and
    `objection-not-open` for an agreement to which nobody may object, or under which the partner supplies nothing.
    """
    if not acting.may(May.SERVE_RESIDENTS) or not acting.partner:
        raise error("may-not", role=acting.role.title)
    there = {one.reference: one for one in open_to_objection(acting)}
    if not agreements or not set(agreements) <= there.keys():
        raise error("objection-not-open")
    known = {reference: _known(there[reference], surname, date_of_birth, acting.by) for reference in agreements}
    with transaction.atomic():
        return [
            _keep(reference, acting.partner, client, key, why=why, by=acting.by)
            for reference, (key, clients) in known.items()
            for client in clients
        ]


def _known(agreement: Agreement, surname: str, date_of_birth: date, by: str) -> tuple[str, list[str]]:
    """The search key, and the clients whom it fits; one without a name where it fits nobody yet, or cannot be asked."""
    key = search_key(secret(f"index {agreement.reference}"), surname, date_of_birth.isoformat())
    if latest(agreement.reference) is None:
        return key, [""]
    try:
        found = find_client(
            gate(), agreement=agreement, surname=surname, date_of_birth=date_of_birth, by=by,
            secret=secret(f"index {agreement.reference}"),
        )  # fmt: skip
    except RefusedError:  # not in force now: it is written down, and the key holds whenever it is again
        return key, [""]
    return key, sorted(found.clients) or [""]


def _keep(
    reference: str, partner: str, client: str, key: str, *, why: str, by: str, request: int | None = None,
    deciding: bool = False,
) -> Objection:  # fmt: skip
    row = Objection.objects.create(
        agreement=reference, partner=partner, client=client, key=key, why=why, by=by, request=request,
        deciding=deciding, set_on=today(),
    )  # fmt: skip
    append(
        "objection-recorded", by=by, subject=f"objection {row.pk}", agreement=reference, partner=partner,
        hash=queries.objection_fingerprint(row),
    )  # fmt: skip
    return row


@transaction.atomic
def lift(acting: Acting, number: int) -> None:
    """What was kept back may leave again. Raises `may-not`, `objection-unknown`."""
    if not acting.may(May.SERVE_RESIDENTS):
        raise error("may-not", role=acting.role.title)
    row = Objection.objects.filter(pk=number, partner=acting.partner, lifted_on__isnull=True).first()
    if row is None:
        raise error("objection-unknown", where=f"objection {number}")
    _lift([row], acting.by)


def _lift(rows: Sequence[Objection], by: str) -> None:
    for row in rows:
        Objection.objects.filter(pk=row.pk).update(lifted_on=today())
        append("objection-lifted", by=by, subject=f"objection {row.pk}")


def hold_while_decided(request: int, partner: str, clients: Mapping[str, str], by: str) -> None:
    """A resident objects: counts and extracts go without them from now on, until the partner has answered.

    clients: by agreement, who they are in its index. Runs in the transaction of the request.
    """
    for reference, client in clients.items():
        agreement = as_agreement(agreement_row(reference))
        if may_object(agreement) and agreement.sharing_type in COUNTS_AND_EXTRACTS:
            _keep(reference, partner, client, "", why="", by=by, request=request, deciding=True)


def follow_answer(request: int, partner: str, clients: Mapping[str, str], by: str, *, granted: bool) -> None:
    """What the partner answered holds: everything stays back where it grants the objection, nothing where it refuses.

    Runs in the transaction of the answer.
    """
    _lift(queries.of_request(request), by)
    for reference, client in clients.items() if granted else ():
        _keep(reference, partner, client, "", why="", by=by, request=request)
