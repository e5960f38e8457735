"""Type 2: a linked, pseudonymised extract, k-anonymous, for a recipient that the agreement names."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.clients.cohort import shown
from joinedup.engine.clients.extract import QUASI_IDENTIFIERS, linked_extract, quasi_identifiers, sensitive_columns
from joinedup.engine.clients.extract_description import describe
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import Kind
from joinedup.engine.gate.opt_out import APPLIED
from joinedup.engine.pseudonyms.closeness import t_closeness
from joinedup.engine.pseudonyms.coarsening import Promise, SafeRows, make_safe
from joinedup.engine.pseudonyms.date_shift import Disguise
from joinedup.engine.pseudonyms.diversity import Diversity, l_diversity
from joinedup.engine.pseudonyms.free_text import free_text_columns
from joinedup.engine.pseudonyms.ladders import ALL, age_ladder, area_ladder, joined_ladder
from joinedup.engine.pseudonyms.twin import synthetic_twin
from joinedup.engine.pseudonyms.uniqueness import uniqueness
from joinedup.engine.spreadsheet_safe import whole_file, write_csv
from joinedup.service.objections.queries import mark
from joinedup.service.releases.lending import IndexNow, lend_index, lend_items
from joinedup.service.releases.making import make_delivery
from joinedup.service.releases.models import Release

LEAST_VALUES = 2  # of each special category or offence, in every group where anybody has one
FILES = {
    "extract.csv": "The extract: one row a person, without names.",
    "twin.csv": "Its synthetic twin: the same columns, rows of nobody, to write code against.",
}


def lend_linked(
    gate: Gate, *, agreement: Agreement, items: Mapping[str, Sequence[str]], recipient: str, by: str
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The index and, by data set, the items asked for, all by movements of their own. Raises RefusedError."""
    index = IndexNow(agreement.reference)
    people = lend_index(gate, index, agreement=agreement, kind=Kind.DELIVER, recipient=recipient, by=by)
    tables = {}
    for supply, (supplier, dataset) in index.supplies.items():
        if dataset in items:
            tables[dataset] = lend_items(
                gate,
                supply,
                agreement=agreement,
                supplier=supplier,
                dataset=dataset,
                items=items[dataset],
                kind=Kind.DELIVER,
                recipient=recipient,
                by=by,
            )
    return people, tables


@frozen(eq=False)
class Extract:
    """A linked, pseudonymised, k-anonymous extract that has not left yet."""

    title: str
    agreement: Agreement
    recipient: str
    table: pl.DataFrame
    facts: dict[str, object]

    @property
    def digest(self) -> str:
        """SHA-256 of the rows as they would be delivered: what a checker checks."""
        return hashlib.sha256(self.table.write_csv().encode()).hexdigest()


def prepare_extract(
    gate: Gate,
    *,
    agreement: Agreement,
    title: str,
    items: Mapping[str, Sequence[str]],
    edges: Sequence[int],
    areas: pl.DataFrame,
    k: int,
    recipient: str,
    by: str,
    disguise: Disguise,
    on: date,
    diverse: int = LEAST_VALUES,
    counting: Diversity = Diversity.DISTINCT,
    close: float = 1.0,
) -> Extract:
    """Make the extract. areas: lsoa, msoa, lad, one row an LSOA; k: the smallest group allowed; diverse, counting: the
    least different values of each special category or offence in it; close: the furthest that a group may be from all.

    k is at least what the agreement asks for. Ages and areas are made coarser until every combination of age, sex and
    area has at least k people, not all of whom share what the law calls a special category or an offence; rows that
    would still stand out are left out and counted. Raises RefusedError, and `rows-stand-out` where too many would have
    to be.
    """
    k = max(k, agreement.least_count)
    people, tables = lend_linked(gate, agreement=agreement, items=items, recipient=recipient, by=by)
    extract = linked_extract(
        people,
        tables,
        disguise=disguise,
        year=on.year,
        edges=edges,
        area_of=dict(zip(areas["lsoa"], areas["lsoa"], strict=True)),
    )
    free = free_text_columns(extract.drop("pseudonym", *QUASI_IDENTIFIERS))
    extract = extract.drop(free)
    quasi = quasi_identifiers(extract.columns)
    ladders = {
        "age": age_ladder(edges),
        **{
            name: joined_ladder(extract[name].cast(pl.String).drop_nulls().unique().sort().to_list(), ALL)
            for name in quasi
            if name not in ("age", "area")
        },
        "area": area_ladder(areas.select("lsoa", "msoa", "lad")),
    }
    sensitive = tuple(name for name in sensitive_columns(extract.columns) if name not in quasi)
    safe = make_safe(extract, quasi, Promise(k, sensitive, diverse=diverse, counting=counting, close=close), ladders)
    facts: dict[str, object] = {
        "k": safe.k,
        "rows": safe.table.height,
        "left_out": safe.left_out,
        "share_left_out": round(safe.share, 6),
        "steps": dict(safe.steps),
        "promised": {"k": k, "diverse": diverse, "counting": counting.value, "close": close},
        **_measured(extract, safe, quasi, sensitive),
        **_objections(agreement, people.height),
        "free_text": list(free),
        "recipient": recipient,
        "items": {name: list(columns) for name, columns in items.items()},
    }
    return Extract(title, agreement, recipient, safe.table, facts)


def _measured(
    before: pl.DataFrame, safe: SafeRows, quasi: Sequence[str], sensitive: Sequence[str]
) -> dict[str, object]:
    """How safe it was and is, and what that cost: told to the checker and kept with the release."""
    least = {name: l_diversity(safe.table, quasi, name) for name in sensitive}
    return {
        "unique_before": uniqueness(before, quasi).sample,
        "unique": uniqueness(safe.table, quasi).sample,
        "loss": safe.loss,
        "diversity": {name: [_told(found.distinct), _told(found.entropy)] for name, found in least.items()},
        "closeness": {name: round(t_closeness(safe.table, quasi, name), 4) for name in sensitive},
    }


def _objections(agreement: Agreement, lent: int) -> dict[str, object]:
    """How many records objections kept back, as counts may be shown; nothing where none is applied.

    Those of the opt-out and those of people who objected to a partner are not told apart.
    """
    objected = bool(mark([agreement.reference, *agreement.draws_on]))
    if agreement.legal.opt_out != APPLIED and not objected:
        return {}
    name = "opted_out_records" if agreement.legal.opt_out == APPLIED else "objected_records"
    return {name: shown(IndexNow(agreement.reference).records - lent)}


def _told(least: float) -> float | None:
    return None if math.isinf(least) else round(least, 3)


def deliver(extract: Extract, *, by: str, on: date, name: str = "") -> Release:
    """Deliver the extract, with its twin of nobody's rows and a description. name: made up if not given."""

    def write(folder: Path) -> None:
        twin = synthetic_twin(extract.table)
        write_csv(folder / "extract.csv", extract.table.columns, extract.table.iter_rows())
        write_csv(folder / "twin.csv", twin.columns, twin.iter_rows())
        with whole_file(folder / "csv-metadata.json") as stream:
            json.dump(describe(extract.table, FILES, extract.title), stream, indent=1, ensure_ascii=False)

    return make_delivery(
        extract.agreement, by=by, title=extract.title, on=on, facts=extract.facts, write=write, name=name
    )


def deliver_extract(
    gate: Gate,
    *,
    agreement: Agreement,
    title: str,
    items: Mapping[str, Sequence[str]],
    edges: Sequence[int],
    areas: pl.DataFrame,
    k: int,
    recipient: str,
    by: str,
    disguise: Disguise,
    on: date,
) -> Release:
    """Make the extract and deliver it at once. Raises as `prepare_extract` does."""
    extract = prepare_extract(
        gate, agreement=agreement, title=title, items=items, edges=edges, areas=areas, k=k, recipient=recipient,
        by=by, disguise=disguise, on=on,
    )  # fmt: skip
    return deliver(extract, by=by, on=on)
