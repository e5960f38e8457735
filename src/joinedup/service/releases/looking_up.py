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
from joinedup.engine.clients.search_tokens import Question
from joinedup.engine.clients.single_view import SingleView, single_view
from joinedup.engine.errors import CATALOGUE, JoinedupError, error
from joinedup.engine.gate.gate import Gate, Matching, RefusedError
from joinedup.engine.gate.movement import Kind, Movement
from joinedup.service.gatehouse.queries import last_allowed
from joinedup.service.lookups.outcomes import FOUND, NOBODY, REFUSED, SEVERAL
from joinedup.service.lookups.queries import consent_reference, marked
from joinedup.service.lookups.recording import note
from joinedup.service.releases.lending import IndexNow, agreed_items
from joinedup.service.releases.making import make_release
from joinedup.service.releases.searching import Asked, Near, in_index, key_of, search


class NearlyFoundError(JoinedupError):
    """Nobody is exactly who was asked for; these are nearly. Nothing of them is told but what of the question fits."""

    def __init__(self, where: str, near: Sequence[Near]) -> None:
        super().__init__("nearly-found", CATALOGUE["nearly-found"], where, {"count": len(near)})
        self.near = tuple(near)


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
    asked = Asked(Question(surname=surname, date_of_birth=date_of_birth), by, agreement.host, "")
    movement = in_index(agreement, index, Kind.LINK, ("client", "search_key"), asked, f"search {key}")
    with gate.lend(movement, matching=Matching("search_key", (key,))) as table:
        clients = frozenset(pl.DataFrame(table)["client"].unique().to_list())
    systems: set[tuple[str, str, str]] = set()
    for client in sorted(clients) if with_systems else ():
        where = in_index(agreement, index, Kind.LINK, ("client", "source"), asked, client)
        with gate.lend(where, matching=Matching("client", (client,))) as table:
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
    # whose consent to ask after is known only once they are found, so the host looks within its index first
    kind = Kind.LINK if rests_on_consent(agreement) else Kind.DELIVER
    key = key_of(asked.question, secret)
    try:
        met = search(gate, agreement, index, kind, asked, secret)
    except RefusedError:
        _note(agreement, asked, key, REFUSED)
        raise
    everybody = sorted({near.client for near in met})
    hidden = marked(agreement.reference, key, everybody)
    seen = [near for near in met if near.client not in hidden]
    client = _meant(agreement, asked, key, seen, everybody)
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


def _meant(agreement: Agreement, asked: Asked, key: str, seen: Sequence[Near], everybody: Sequence[str]) -> str:
    """The one person meant. Raises `nobody-found`, `several-found`, NearlyFoundError; each is written down first."""
    whole = [near for near in seen if near.whole]
    chosen = [near for near in seen if near.client == asked.picked] if asked.picked else whole
    if len(chosen) == 1:
        return chosen[0].client
    if len(chosen) > 1:
        _note(agreement, asked, key, SEVERAL)
        raise error("several-found", where=agreement.reference, count=len(chosen))
    if seen and not asked.picked:
        _note(agreement, asked, key, SEVERAL)
        raise NearlyFoundError(agreement.reference, seen)
    _note(agreement, asked, key, NOBODY, everybody[0] if len(everybody) == 1 else "")
    raise error("nobody-found", where=agreement.reference)


def _records(
    gate: Gate, agreement: Agreement, index: IndexNow, asked: Asked, client: str, consent: str
) -> list[tuple[str, str, dict[str, object]]]:
    """(partner, data set, item → value) of each record of the person."""
    where = in_index(agreement, index, Kind.DELIVER, ("client", "source", "source_row"), asked, client, consent)
    with gate.lend(where, matching=Matching("client", (client,))) as table:
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
