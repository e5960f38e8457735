"""Type 3: one person's single view, for a named practitioner with a purpose and a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from attrs import frozen
from django.db import transaction

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY
from joinedup.engine.clients.index import search_key
from joinedup.engine.clients.single_view import SingleView, single_view
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import Gate, Matching, RefusedError
from joinedup.engine.gate.movement import INDEX, Kind, Movement
from joinedup.service.gatehouse.queries import last_allowed
from joinedup.service.lookups.outcomes import FOUND, NOBODY, REFUSED, SEVERAL
from joinedup.service.lookups.queries import consent_reference, marked
from joinedup.service.lookups.recording import note
from joinedup.service.releases.lending import IndexNow, agreed_items
from joinedup.service.releases.making import make_release


@frozen
class Asked:
    """Who is looked for, by whom, and why. `practitioner` is a name and role as the partner knows it.

    purpose: one of the agreement's; its first where none is given. person and role: of somebody signed in.
    """

    surname: str
    date_of_birth: date
    practitioner: str
    recipient: str
    reason: str
    purpose: str = ""
    emergency: bool = False
    explanation: str = ""
    person: int = 0
    role: str = ""


@frozen
class Found:
    """Who is found in an index, by the keyed hash that was searched for; and in which systems each of them is."""

    key: str
    clients: frozenset[str]
    systems: tuple[tuple[str, str, str], ...] = ()  # (client, partner, data set)


def rests_on_consent(agreement: Agreement) -> bool:
    """Whether what leaves under the agreement needs the person's consent."""
    legal = agreement.legal
    answers = (
        ARTICLE_6.get(legal.article_6),
        CONDITIONS.get(legal.special_category),
        CONDITIONS.get(legal.criminal),
        CONFIDENTIALITY.get(legal.confidentiality),
    )
    return any(answer is not None and answer.needs_consent for answer in answers)


def _in_index(
    agreement: Agreement, index: IndexNow, kind: Kind, columns: Sequence[str], asked: Asked, subject: str, consent: str
) -> Movement:
    # by LINK the host finds somebody within the index that it keeps: nothing leaves; by DELIVER it does
    return Movement(
        kind=kind,
        agreement=agreement.reference,
        source=index.name,
        supplier=agreement.host,
        dataset=INDEX,
        columns=tuple(columns),
        purpose=asked.purpose or agreement.purposes[0],
        recipient=agreement.host if kind is Kind.LINK else asked.recipient,
        by=asked.practitioner,
        subject=subject,
        consent=consent,
    )


def find_client(
    gate: Gate,
    *,
    agreement: Agreement,
    surname: str,
    date_of_birth: date,
    by: str,
    secret: bytes,
    with_systems: bool = False,
) -> Found:
    """Who is meant, within the index only: nothing of them is read from any supply, and nothing leaves the host.

    with_systems: also where each of them is, by a movement each; only for the person themselves, because it takes
    longer for somebody than for nobody. Raises RefusedError, `no-index`.
    """
    index = IndexNow(agreement.reference)
    key = search_key(secret, surname, date_of_birth.isoformat())
    asked = Asked(surname, date_of_birth, by, agreement.host, "")
    movement = _in_index(agreement, index, Kind.LINK, ("client", "search_key"), asked, f"search {key}", "")
    with gate.lend(movement, matching=Matching("search_key", key)) as table:
        clients = frozenset(pl.DataFrame(table)["client"].unique().to_list())
    systems: set[tuple[str, str, str]] = set()
    for client in sorted(clients) if with_systems else ():
        where = _in_index(agreement, index, Kind.LINK, ("client", "source"), asked, client, "")
        with gate.lend(where, matching=Matching("client", client)) as table:
            systems |= {(client, *index.supplies[source]) for source in pl.DataFrame(table)["source"].unique()}
    return Found(key, clients, tuple(sorted(systems)))


def look_up(gate: Gate, *, agreement: Agreement, asked: Asked, secret: bytes, on: date) -> SingleView:
    """The single view of the one person found. Every system's records come by a movement of their own.

    Every look-up is written down, whatever came of it. Somebody kept out of sight is not found, and nothing tells
    that from nobody: the same is asked of the gate and of the register, and written, in the same order.

    Raises RefusedError, `reason-missing`, `nobody-found`, `several-found`.
    """
    if not asked.reason.strip():
        raise error("reason-missing", where=agreement.reference)
    if asked.recipient not in agreement.recipients and rests_on_consent(agreement):
        raise error("not-a-party", where=agreement.reference, partner=asked.recipient, reference=agreement.reference)
    index = IndexNow(agreement.reference)
    key = search_key(secret, asked.surname, asked.date_of_birth.isoformat())
    # whose consent to ask after is known only once they are found, so the host looks within its index first
    kind = Kind.LINK if rests_on_consent(agreement) else Kind.DELIVER
    search = _in_index(agreement, index, kind, ("client", "search_key"), asked, f"search {key}", "")
    try:
        with gate.lend(search, matching=Matching("search_key", key)) as table:
            clients = sorted(pl.DataFrame(table)["client"].unique().to_list())
    except RefusedError:
        _note(agreement, asked, key, REFUSED)
        raise
    hidden = marked(agreement.reference, key, clients)
    shown = [client for client in clients if client not in hidden]
    if not shown:
        _note(agreement, asked, key, NOBODY, clients[0] if len(clients) == 1 else "")
        raise error("nobody-found", where=agreement.reference)
    if len(shown) > 1:
        _note(agreement, asked, key, SEVERAL)
        raise error("several-found", where=agreement.reference, count=len(shown))
    (client,) = shown
    consent = consent_reference(agreement.reference, client, asked.emergency)
    try:
        records = _records(gate, agreement, index, asked, client, consent)
    except RefusedError:
        _note(agreement, asked, key, REFUSED, client)
        raise
    view = single_view(client, records)
    with transaction.atomic():
        make_release(
            by=asked.practitioner,
            agreement=agreement.reference,
            sharing_type=3,
            title="Look-up of one person",
            on=on,
            movement=last_allowed(agreement.reference),
            facts={"subject": client, "reason": asked.reason, "recipient": asked.recipient, "records": len(records)},
            write=lambda folder: None,
        )
        systems = sorted({(supplier, dataset) for supplier, dataset, _ in records})
        _note(agreement, asked, key, FOUND, client, systems)
    return view


def _records(
    gate: Gate, agreement: Agreement, index: IndexNow, asked: Asked, client: str, consent: str
) -> list[tuple[str, str, dict[str, object]]]:
    """(partner, data set, item → value) of each record of the person."""
    where = _in_index(agreement, index, Kind.DELIVER, ("client", "source", "source_row"), asked, client, consent)
    with gate.lend(where, matching=Matching("client", client)) as table:
        found = pl.DataFrame(table)
    records: list[tuple[str, str, dict[str, object]]] = []
    for (source,), rows in sorted(found.group_by("source"), key=lambda group: str(group[0][0])):
        supplier, dataset = index.supplies[str(source)]
        movement = Movement(
            kind=Kind.DELIVER,
            agreement=agreement.reference,
            source=str(source),
            supplier=supplier,
            dataset=dataset,
            columns=agreed_items(agreement, str(source), supplier, dataset),
            purpose=asked.purpose or agreement.purposes[0],
            recipient=asked.recipient,
            by=asked.practitioner,
            subject=client,
            consent=consent,
        )
        with gate.lend(movement, rows=rows["source_row"].to_list()) as table:
            held = pl.DataFrame(table)
        records += [(supplier, dataset, row) for row in held.drop("row_number").iter_rows(named=True)]
    return records


def _note(
    agreement: Agreement,
    asked: Asked,
    key: str,
    outcome: str,
    client: str = "",
    systems: Sequence[tuple[str, str]] = (),
) -> None:
    note(
        person=asked.person,
        by=asked.practitioner,
        role=asked.role,
        partner=asked.recipient,
        agreement=agreement.reference,
        purpose=asked.purpose or agreement.purposes[0],
        reason=asked.reason,
        emergency=asked.emergency,
        explanation=asked.explanation,
        outcome=outcome,
        key=key,
        client=client,
        systems=systems,
    )
