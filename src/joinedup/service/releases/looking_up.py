"""Type 3: one person's single view, for a named practitioner with a purpose and a reason."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.clients.index import search_key
from joinedup.engine.clients.single_view import SingleView, single_view
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import Gate, Matching
from joinedup.engine.gate.movement import Kind
from joinedup.service.gatehouse.queries import last_allowed
from joinedup.service.releases.lending import IndexNow, agreed_items, lend_index, lend_items
from joinedup.service.releases.making import make_release


@frozen
class Asked:
    """Who is looked for, by whom, and why. `practitioner` is a name and role as the partner knows it."""

    surname: str
    date_of_birth: date
    practitioner: str
    recipient: str
    reason: str


def look_up(gate: Gate, *, agreement: Agreement, asked: Asked, secret: bytes, on: date) -> SingleView:
    """The single view of the one person found. Every system's records come by a movement of their own.

    Raises RefusedError, `reason-missing`, `nobody-found`, `several-found`.
    """
    if not asked.reason.strip():
        raise error("reason-missing", where=agreement.reference)
    index = IndexNow(agreement.reference)
    key = search_key(secret, asked.surname, asked.date_of_birth.isoformat())
    found = lend_index(
        gate,
        index,
        agreement=agreement,
        kind=Kind.DELIVER,
        recipient=asked.recipient,
        by=asked.practitioner,
        columns=("client", "search_key"),
        subject=f"search {key}",
        matching=Matching("search_key", key),
    )
    clients = found["client"].unique().to_list()
    if not clients:
        raise error("nobody-found", where=agreement.reference)
    if len(clients) > 1:
        raise error("several-found", where=agreement.reference, count=len(clients))
    (client,) = clients
    where = lend_index(
        gate,
        index,
        agreement=agreement,
        kind=Kind.DELIVER,
        recipient=asked.recipient,
        by=asked.practitioner,
        columns=("client", "source", "source_row"),
        subject=client,
        matching=Matching("client", client),
    )
    records = []
    for (source,), rows in sorted(where.group_by("source"), key=lambda group: str(group[0][0])):
        supplier, dataset = index.supplies[str(source)]
        held = lend_items(
            gate,
            str(source),
            agreement=agreement,
            supplier=supplier,
            dataset=dataset,
            items=agreed_items(agreement, str(source), supplier, dataset),
            kind=Kind.DELIVER,
            recipient=asked.recipient,
            by=asked.practitioner,
            subject=client,
            rows=rows["source_row"].to_list(),
        )
        records += [(supplier, dataset, row) for row in held.drop("row_number").iter_rows(named=True)]
    view = single_view(client, records)
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
    return view
