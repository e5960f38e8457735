"""Read what residents may see of themselves, and what they have asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import evolve, frozen
from django.utils import timezone

from joinedup.engine.agreements.agreement import Agreement, PartyRole
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.agreements.lifecycle import State as AgreementState
from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.authorization.acting import Acting
from joinedup.service.lookups.queries import Seen, of_clients
from joinedup.service.residents.clock import Kind, Standing, Step, Taken, standing
from joinedup.service.residents.models import Found, RequestStep, Resident, RightsRequest, SignInCode, WrongTry

WRONG_TRIES, WITHIN = 20, timedelta(minutes=15)


@frozen
class Sharing:
    """One agreement under which a resident's records are shared: what is held, by whom, and the terms.

    held: (partner, data set, titles of the items agreed). several: more than one person fits, so none is shown.
    """

    agreement: Agreement
    stands: bool
    client: str
    held: tuple[tuple[str, str, tuple[str, ...]], ...]
    found_on: date
    several: bool


@frozen
class Asked:
    """A request with how it stands."""

    row: RightsRequest
    steps: tuple[RequestStep, ...]
    standing: Standing


def resident(number: object) -> Resident | None:
    """The resident of a session, or None."""
    return Resident.objects.filter(pk=number).first() if isinstance(number, int) else None


def code_by_tag(tag: str) -> SignInCode | None:
    """The code that begins like this, or None."""
    return SignInCode.objects.filter(tag=tag).select_related("resident").first()


def too_many_tries(origin: str) -> bool:
    """Whether too many wrong codes came from one place."""
    return WrongTry.objects.filter(origin=origin, at__gt=timezone.now() - WITHIN).count() >= WRONG_TRIES


def sharings(person: Resident) -> list[Sharing]:
    """Each agreement under which the resident was found when they proved who they are."""
    told = []
    for row in Found.objects.filter(resident=person):
        version = agreement_row(row.agreement)
        agreement = as_agreement(version)
        held = []
        for partner, dataset in row.systems:
            terms = agreement.terms_for(partner, dataset)
            held.append((partner, dataset, tuple(ITEMS[item].title for item in terms.items) if terms else ()))
        stands = version.state == AgreementState.SIGNED.value
        told.append(Sharing(agreement, stands, row.client, tuple(held), row.found_on, not row.client))
    return told


def clients_with(person: Resident, partner: str) -> dict[str, str]:
    """By agreement, who a resident is in its index, where a partner's systems hold them and they alone fit."""
    rows = Found.objects.filter(resident=person).exclude(client="")
    return {row.agreement: row.client for row in rows if any(one == partner for one, _dataset in row.systems)}


def looks(person: Resident, on: date) -> list[Seen]:
    """Who looked at the resident's own records, as far as they may know on this day."""
    rows = Found.objects.filter(resident=person).exclude(client="")
    return of_clients(list(rows.values_list("agreement", "client")), on)


def controllers(person: Resident) -> list[str]:
    """The partners of whom a resident may ask: controllers under the agreements under which they were found."""
    roles = (PartyRole.CONTROLLER, PartyRole.JOINT_CONTROLLER)
    found = [sharing.agreement.parties for sharing in sharings(person)]
    return sorted({party.partner for parties in found for party in parties if party.role in roles})


def _asked(row: RightsRequest) -> Asked:
    steps = tuple(row.steps.all())
    taken = [Taken(Step(step.step), step.on) for step in steps]
    return Asked(row, steps, standing(Kind(row.kind), row.received_on, taken))


def requests_of(person: Resident) -> list[Asked]:
    """What a resident has asked for, the latest first."""
    rows = RightsRequest.objects.filter(resident=person).select_related("words").prefetch_related("steps")
    return [_asked(row) for row in rows]


def requests_for(acting: Acting) -> list[Asked]:
    """What was asked of somebody's partner, or of every partner where they act for the whole partnership.

    Open ones first, by the day on which something is due.
    """
    rows = RightsRequest.objects.select_related("words", "resident").prefetch_related("steps")
    if acting.partner:
        rows = rows.filter(controller=acting.partner)
    found = [_asked(row) for row in rows]
    far = date.max
    return sorted(
        found,
        key=lambda one: (
            one.standing.state == "answered", one.standing.acknowledge_by or one.standing.due or far, one.row.pk
        ),
    )  # fmt: skip


def request_for(acting: Acting, number: int) -> Asked | None:
    """One request that somebody may see, or None."""
    rows = RightsRequest.objects.filter(pk=number).select_related("words", "resident").prefetch_related("steps")
    if acting.partner:
        rows = rows.filter(controller=acting.partner)
    row = rows.first()
    return _asked(row) if row else None


def everywhere(acting: Acting) -> Acting:
    """The same person as far as agreements of the whole partnership go: a resident is found under every one of them,
    and whoever serves them is shown none.
    """
    return evolve(acting, partner="", initiative="")


def code_fingerprint(row: SignInCode) -> str:
    """The hash that the event of proving who somebody is holds: not the code itself."""
    fields = ("resident_id", "tag", "made_on", "expires_on", "by", "how")
    return fingerprint({field: getattr(row, field) for field in fields})


def request_fingerprint(row: RightsRequest) -> str:
    """The hash that the request's event holds."""
    return fingerprint({field: getattr(row, field) for field in ("resident_id", "kind", "controller", "received_on")})


def step_fingerprint(row: RequestStep) -> str:
    """The hash that the step's event holds."""
    fields = ("request_id", "on", "step", "words", "by")
    return fingerprint({"at": row.at.isoformat(), **{field: getattr(row, field) for field in fields}})


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for code in SignInCode.objects.select_related("resident"):
        yield Attested("resident-verified", code.resident.handle, code_fingerprint(code))
    for row in RightsRequest.objects.select_related("resident"):
        yield Attested("right-asked", row.resident.handle, request_fingerprint(row))
    for step in RequestStep.objects.all():
        yield Attested("right-step", f"request {step.request_id}", step_fingerprint(step))
