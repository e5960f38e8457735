"""What releases ask of the gate: an index, and the items of the supplies that it was made from."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import Gate, Matching
from joinedup.engine.gate.movement import INDEX, Kind, Movement
from joinedup.service.linkage.queries import latest
from joinedup.service.supplies.queries import source

WHO_AND_WHERE = ("source", "source_row", "client", "birth_year", "sex", "lsoa", "household")


class IndexNow:
    """The latest index under an agreement, and which data set each of its sources is."""

    def __init__(self, reference: str) -> None:
        row = latest(reference)
        if row is None:
            raise error("no-index", where=reference)
        self.name = row.name
        self.records = int(row.rows)
        self.supplies: dict[str, tuple[str, str]] = {
            name: (supplier, dataset) for name, (supplier, dataset) in row.facts["supplies"].items()
        }

    def datasets(self) -> pl.DataFrame:
        """source → source_dataset."""
        names = list(self.supplies)
        return pl.DataFrame({"source": names, "source_dataset": [self.supplies[name][1] for name in names]})


def lend_index(
    gate: Gate,
    index: IndexNow,
    *,
    agreement: Agreement,
    kind: Kind,
    recipient: str,
    by: str,
    columns: Sequence[str] = WHO_AND_WHERE,
    subject: str = "",
    matching: Matching | None = None,
    none: bool = False,
    least: int = 0,
) -> pl.DataFrame:
    """Rows of the index, with source_dataset beside them where the source is asked for. Raises RefusedError.

    none: no row, only whether it is allowed, which is written down like any movement. least: the fewest people that
    a count made of it will stand for.
    """
    movement = Movement(
        kind=kind,
        agreement=agreement.reference,
        source=index.name,
        supplier=agreement.host,
        dataset=INDEX,
        columns=tuple(columns),
        purpose=agreement.purposes[0],
        recipient=recipient,
        by=by,
        subject=subject,
        least=least,
    )
    with gate.lend(movement, rows=() if none else None, matching=matching) as table:
        rows = pl.DataFrame(table)
    return rows.join(index.datasets(), on="source", how="left") if "source" in columns else rows


def lend_items(
    gate: Gate,
    supply: str,
    *,
    agreement: Agreement,
    supplier: str,
    dataset: str,
    items: Sequence[str],
    kind: Kind,
    recipient: str,
    by: str,
    subject: str = "",
    rows: Sequence[int] | None = None,
) -> pl.DataFrame:
    """Agreed items of one supply with row numbers. Raises RefusedError."""
    movement = Movement(
        kind=kind,
        agreement=agreement.reference,
        source=supply,
        supplier=supplier,
        dataset=dataset,
        columns=tuple(items),
        purpose=agreement.purposes[0],
        recipient=recipient,
        by=by,
        subject=subject,
    )
    with gate.lend(movement, rows=rows) as table:
        return pl.DataFrame(table)


def agreed_items(agreement: Agreement, supply: str, supplier: str, dataset: str) -> tuple[str, ...]:
    """The items that were agreed from this data set and that the supply holds."""
    terms = agreement.terms_for(supplier, dataset)
    held = source(supply)
    if terms is None or held is None:
        return ()
    return tuple(item for item in terms.items if item in held.columns)
