"""Link the supplies of an agreement into people, and keep the index."""

from __future__ import annotations

import itertools
import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

import polars as pl
import pyarrow as pa
from attrs import frozen
from django.db import transaction

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.clients.index import make_index
from joinedup.engine.clients.record_keys import record_keys
from joinedup.engine.clients.search_tokens import tokens_of_records
from joinedup.engine.errors import error
from joinedup.engine.gate.decision import Decision
from joinedup.engine.gate.gate import Gate, RefusedError
from joinedup.engine.gate.movement import (
    CLIENT_IDS,
    INDEX,
    INDEX_COLUMNS,
    PAIRS,
    PAIRS_COLUMNS,
    SEARCH,
    SEARCH_COLUMNS,
    Kind,
    Movement,
)
from joinedup.engine.gate.opt_out import NOT_OPTED_OUT
from joinedup.engine.gate.register import Sealed
from joinedup.engine.linkage.graph import held_by_least, model_as_json
from joinedup.engine.linkage.incremental import PeopleIndex
from joinedup.engine.linkage.link import Linked
from joinedup.engine.linkage.review import Decided, Place, Uncertain
from joinedup.engine.linkage.stable import Event
from joinedup.engine.pseudonyms.pseudonym import pseudonym_maker
from joinedup.service.agreements.queries import withdrawn
from joinedup.service.audit.actions import append
from joinedup.service.gatehouse.holding_fields import holding_fields
from joinedup.service.linkage.measuring import quality_facts
from joinedup.service.linkage.models import LinkageRun
from joinedup.service.linkage.queries import latest, pairs_name, search_name
from joinedup.service.linkage.reviewing import decisions
from joinedup.service.lookups.following import follow_in_registers
from joinedup.service.objections.following import follow_objections
from joinedup.service.residents.following import follow_residents
from joinedup.service.supplies.queries import held

# what linkage may read of what was agreed: who and where people are, nothing about them
LINKING_ITEMS = frozenset(
    (
        "record_id", "full_name", "title", "forename", "middle_names", "surname", "previous_surname", "date_of_birth",
        "sex", "telephone", "email", "nhs_number", "upn", "other_identifier", "address", "address_line_1",
        "address_line_2", "address_line_3", "address_line_4", "address_line_5", "postcode", "uprn", "birth_place",
    )
)  # fmt: skip
_DOUBTFUL = 50  # people of a linkage whose records are offered to be looked at


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
    on: date | None = None,
    advance: Callable[..., None] | None = None,
) -> Run:
    """Link the latest supply of each data set of the agreement. Every supply is lent by the gate, and so is refused.

    Supplies of a partner that has withdrawn are left out: the others' go on. name: the index's, made up if not given.
    on: today, where test records are to tell how good the linkage is.

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
    datasets = {supply.name: (supply.supplier, supply.dataset) for supply in supplies}
    decided = _Deciding(agreement, tables, datasets, secret)
    with PeopleIndex(tables, decided=decided, advance=advance) as found:
        linked = found.linked
        told = quality_facts(found, tables, decided.as_kept, on)
    name = name or index_name(agreement.reference, secrets.token_hex(4))
    fresh = pseudonym_maker(secret, f"{agreement.reference} clients of {name}")
    numbers = itertools.count(1)
    indexed = make_index(
        linked.people,
        tables,
        linked.standard,
        datasets=datasets,
        postcode_lookup=postcode_lookup,
        new_id=lambda: fresh(str(next(numbers))),
        secret=secret,
        before=_ids_before(gate, agreement, by),
    )
    keeping = _made_here(agreement, name, INDEX, INDEX_COLUMNS, by)
    with gate.receive(keeping) as incoming:
        incoming.connection.register("index_rows", indexed.table)
        incoming.connection.execute(f"CREATE TABLE {incoming.table} AS SELECT * FROM index_rows")
        incoming.facts.update(
            supplies={supply.name: [supply.supplier, supply.dataset] for supply in supplies},
            records=indexed.table.num_rows,
            clients=indexed.clients,
            uncertain=[decided.as_kept(one) for one in linked.uncertain],
            quality=told,
            threshold=linked.threshold,
            model=model_as_json(linked.model),
            doubtful=_doubtful(linked, indexed.table),
            changes=[[event.kind, list(event.before), list(event.after)] for event in indexed.events],
        )
    _keep_pairs(gate, agreement, name, linked, indexed.table, by)
    if agreement.sharing_type == 3:
        _make_search(gate, agreement, name, linked, indexed.table, secret, by)
    return Run(keeping.source, linked, indexed.clients)


class _Deciding:
    """What people decided of pairs, from record keys to this linkage's rows; and the pairs to ask of, the other way."""

    def __init__(
        self,
        agreement: Agreement,
        tables: Mapping[str, pa.Table],
        datasets: Mapping[str, tuple[str, str]],
        secret: bytes,
    ) -> None:
        self._decided, self._tables, self._datasets, self._secret = decisions(agreement), tables, datasets, secret
        self._keys: dict[Place, str] = {}

    def __call__(self, standard: Mapping[str, pa.Table]) -> list[Decided]:
        keys = record_keys(self._tables, standard, self._datasets, self._secret)
        self._keys = {(source, row): key for source, row, key in keys.iter_rows()}
        places = {key: place for place, key in self._keys.items()} if self._decided else {}
        return [
            Decided(places[left], places[right], same)
            for (left, right), same in self._decided.items()
            if left in places and right in places
        ]

    def as_kept(self, one: Uncertain) -> list[object]:
        """A pair as the register keeps it: record keys in order, places, probability, reasons; no values."""
        (left, first), (right, second) = sorted((self._keys[place], place) for place in (one.left, one.right))
        told = [[words, round(bits, 2)] for words, bits in one.reasons]
        return [left, right, first, second, round(one.probability, 4), told]


def _make_search(
    gate: Gate, agreement: Agreement, index: str, linked: Linked, rows: pa.Table, secret: bytes, by: str
) -> None:
    """Keep by what each record of the index is found. Where this was interrupted, look-ups need every letter right."""
    places = pl.DataFrame(rows).select("source", "source_row", pl.col("row_number").alias("row"))
    standard = pl.concat(
        [pl.DataFrame(table).with_columns(pl.lit(source).alias("source")) for source, table in linked.standard.items()]
    ).rename({"row_number": "source_row"})
    tokens = tokens_of_records(standard.join(places, on=["source", "source_row"]).to_arrow(), secret)
    movement = _made_here(agreement, search_name(index), SEARCH, SEARCH_COLUMNS, by)
    with gate.receive(movement) as incoming:
        incoming.connection.register("tokens", tokens)
        incoming.connection.execute(
            f"CREATE TABLE {incoming.table} AS "
            "SELECT row_number() OVER (ORDER BY token, row) AS row_number, token, row AS index_row FROM tokens "
            "ORDER BY row_number"
        )
        incoming.facts.update(index=index, supplies=_supplies_of(index))


def _doubtful(linked: Linked, rows: pa.Table) -> list[list[object]]:
    """The people who hang together by the weakest links: client, records, how likely that link is."""
    clients = pl.DataFrame(rows).select("source", "source_row", "client", pl.len().over("client").alias("records"))
    order = pl.DataFrame(linked.people).select("source", pl.col("row_number").alias("source_row"))
    found = held_by_least(linked.people, linked.pairs, _DOUBTFUL)
    told = order[[row for row, _ in found]].join(
        clients, on=["source", "source_row"], how="left", maintain_order="left"
    )
    return [
        [client, records, round(weakest, 4)]
        for client, records, (_, weakest) in zip(told["client"], told["records"], found, strict=True)
    ]


def _keep_pairs(gate: Gate, agreement: Agreement, index: str, linked: Linked, rows: pa.Table, by: str) -> None:
    """Keep how people were put together. Where this was interrupted, it cannot be told why somebody is one person."""
    where = pl.DataFrame(rows).select("source", "source_row", pl.col("row_number").alias("row"))
    order = pl.DataFrame(linked.people).select("source", pl.col("row_number").alias("source_row"))
    row = order.join(where, on=["source", "source_row"], how="left", maintain_order="left")["row"].to_numpy()
    pairs = linked.pairs
    table = pl.DataFrame(
        {
            "index_row": row[pairs["left"].to_numpy()], "other_row": row[pairs["right"].to_numpy()],
            "odds": pairs["odds"].to_numpy(), "code": pairs["code"].to_numpy(),
        }
    )  # fmt: skip
    mirrored = (
        pl.concat([table, table.select(index_row="other_row", other_row="index_row", odds="odds", code="code")])
        .sort("index_row", "other_row")
        .with_row_index("row_number", 1)
    )
    movement = _made_here(agreement, pairs_name(index), PAIRS, PAIRS_COLUMNS, by)
    with gate.receive(movement) as incoming:
        incoming.connection.register("pairs", mirrored.to_arrow())
        incoming.connection.execute(
            f"CREATE TABLE {incoming.table} AS SELECT * REPLACE (row_number::BIGINT AS row_number) FROM pairs"
        )
        incoming.facts.update(index=index, supplies=_supplies_of(index))


def _supplies_of(index: str) -> object:
    return LinkageRun.objects.get(name=index).facts["supplies"]


def _made_here(agreement: Agreement, name: str, dataset: str, columns: tuple[str, ...], by: str) -> Movement:
    return Movement(
        kind=Kind.LINK,
        agreement=agreement.reference,
        source=name,
        supplier=agreement.host,
        dataset=dataset,
        columns=columns,
        purpose=agreement.purposes[0],
        recipient=agreement.host,
        by=by,
    )


def _ids_before(gate: Gate, agreement: Agreement, by: str) -> pa.Table | None:
    """Who had which id in the index before; None where there is none that may be read."""
    row = latest(agreement.reference)
    if row is None or not set(CLIENT_IDS) <= set(row.columns):
        return None
    try:
        with gate.lend(_made_here(agreement, row.name, INDEX, CLIENT_IDS, by)) as table:
            return table
    except RefusedError:  # it was kept for as long as was agreed; the refusal is written down
        return None


def index_name(reference: str, mark: str) -> str:
    """The name of an index: which agreement, and a mark of its own."""
    return f"{reference.lower()}-index-{mark}"


@transaction.atomic
def keep(*, movement: int, decision: Decision, sealed: Sealed, facts: dict[str, object]) -> LinkageRun:
    """Write a sealed index, or the search beside one, into the register, with its event. The gate calls it."""
    plain = json.loads(json.dumps(facts, default=str))
    row = LinkageRun.objects.create(**holding_fields(movement, decision, sealed, plain))
    told = {} if row.dataset != INDEX else {"clients": plain.get("clients", 0)}
    append(row.event, by=decision.movement.by, subject=row.name, rows=row.rows, hash=row.fingerprint(), **told)
    if changes := [Event(kind, tuple(before), tuple(after)) for kind, before, after in plain.get("changes", [])]:
        kinds = Counter(event.kind for event in changes)
        by = decision.movement.by
        append("ids-changed", by=by, subject=row.name, split=kinds["split"], merged=kinds["merge"])
        follow_in_registers(row.agreement, changes)
        follow_residents(row.agreement, changes)
        follow_objections(row.agreement, changes)
    return row


@transaction.atomic
def destroyed(*, by: str, name: str, on: date, reason: str) -> None:
    """Note that an index's key is gone; noting it again changes nothing."""
    if LinkageRun.objects.filter(name=name, destroyed_on__isnull=True).update(destroyed_on=on):
        append("source-destroyed", by=by, subject=name, reason=reason)
