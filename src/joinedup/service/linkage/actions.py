"""Link the supplies of an agreement into people, and keep the index."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import date

from attrs import frozen
from django.db import transaction

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.clients.index import make_index
from joinedup.engine.errors import error
from joinedup.engine.gate.decision import Decision
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import INDEX, INDEX_COLUMNS, Kind, Movement
from joinedup.engine.gate.opt_out import NOT_OPTED_OUT
from joinedup.engine.gate.register import Sealed
from joinedup.engine.linkage.link import Linked, link
from joinedup.engine.pseudonyms.pseudonym import pseudonym_maker
from joinedup.service.agreements.queries import withdrawn
from joinedup.service.audit.actions import append
from joinedup.service.gatehouse.holding_fields import holding_fields
from joinedup.service.linkage.models import LinkageRun
from joinedup.service.supplies.queries import held

# what linkage may read of what was agreed: who and where people are, nothing about them
LINKING_ITEMS = frozenset(
    (
        "record_id", "full_name", "title", "forename", "middle_names", "surname", "previous_surname", "date_of_birth",
        "sex", "telephone", "email", "nhs_number", "upn", "other_identifier", "address", "address_line_1",
        "address_line_2", "address_line_3", "address_line_4", "address_line_5", "postcode", "uprn", "birth_place",
    )
)  # fmt: skip


@frozen
class Run:
    """A linkage that was made and kept: its index's name, and what linkage said of it."""

    name: str
    linked: Linked
    clients: int


def link_supplies(
    gate: Gate,
    *,
    by: str,
    agreement: Agreement,
    postcode_lookup: Mapping[str, str],
    secret: bytes,
    name: str = "",
    advance: Callable[..., None] | None = None,
) -> Run:
    """Link the latest supply of each data set of the agreement. Every supply is lent by the gate, and so is refused.

    Supplies of a partner that has withdrawn are left out: the others' go on. name: the index's, made up if not given.

    Raises RefusedError, `nothing-to-link` where nothing has been received, and the errors of `link`.
    """
    gone = withdrawn(agreement.reference)
    supplies = [
        supply
        for supply in held(agreement.reference)
        if supply.supplier not in gone and supply.dataset != NOT_OPTED_OUT  # numbers to check against, not records
    ]
    if not supplies:
        raise error("nothing-to-link", where=agreement.reference)
    purpose = agreement.purposes[0]
    tables = {}
    for supply in supplies:
        movement = Movement(
            kind=Kind.LINK,
            agreement=agreement.reference,
            source=supply.name,
            supplier=supply.supplier,
            dataset=supply.dataset,
            columns=tuple(column for column in supply.columns if column in LINKING_ITEMS),
            purpose=purpose,
            recipient=agreement.host,
            by=by,
        )
        with gate.lend(movement) as table:
            tables[supply.name] = table
    linked = link(tables, advance=advance)
    indexed = make_index(
        linked.people,
        linked.standard,
        postcode_lookup=postcode_lookup,
        client_of=pseudonym_maker(secret, f"{agreement.reference} clients"),
        secret=secret,
    )
    keeping = Movement(
        kind=Kind.LINK,
        agreement=agreement.reference,
        source=name or index_name(agreement.reference, secrets.token_hex(4)),
        supplier=agreement.host,
        dataset=INDEX,
        columns=INDEX_COLUMNS,
        purpose=purpose,
        recipient=agreement.host,
        by=by,
    )
    with gate.receive(keeping) as incoming:
        incoming.connection.register("index_rows", indexed.table)
        incoming.connection.execute(f"CREATE TABLE {incoming.table} AS SELECT * FROM index_rows")
        incoming.facts.update(
            supplies={supply.name: [supply.supplier, supply.dataset] for supply in supplies},
            records=indexed.table.num_rows,
            clients=indexed.clients,
        )
    return Run(keeping.source, linked, indexed.clients)


def index_name(reference: str, mark: str) -> str:
    """The name of an index: which agreement, and a mark of its own."""
    return f"{reference.lower()}-index-{mark}"


@transaction.atomic
def keep(*, movement: int, decision: Decision, sealed: Sealed, facts: dict[str, object]) -> LinkageRun:
    """Write a sealed index into the register, with its event. The gate calls it."""
    plain = json.loads(json.dumps(facts, default=str))
    row = LinkageRun.objects.create(**holding_fields(movement, decision, sealed, plain))
    append(
        "index-sealed",
        by=decision.movement.by,
        subject=row.name,
        rows=row.rows,
        clients=plain.get("clients", 0),
        hash=row.fingerprint(),
    )
    return row


@transaction.atomic
def destroyed(*, by: str, name: str, on: date, reason: str) -> None:
    """Note that an index's key is gone; noting it again changes nothing."""
    if LinkageRun.objects.filter(name=name, destroyed_on__isnull=True).update(destroyed_on=on):
        append("source-destroyed", by=by, subject=name, reason=reason)
