"""A person's objection (UK GDPR Article 21): what one partner holds of them does not leave under an agreement.

A person is known by their client and their search key in the agreement's index, never by a name; both count, so that
an objection holds where linkage gives them another id. Whoever shares surname and date of birth with them stays behind
too, where the key is known: better one too many than the one who objected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa
from attrs import frozen

from joinedup.engine.gate.movement import SEARCH_KEY

KNOWN_BY = ("client", SEARCH_KEY)


@frozen
class Objection:
    """One that holds: of whose data (`partner`), and who, by client or search key (empty where not known)."""

    partner: str
    client: str = ""
    key: str = ""


def values_of(objections: Sequence[Objection]) -> dict[str, tuple[str, ...]]:
    """By the columns of an index by which people are known, the values to look for."""
    told = {
        "client": {one.client for one in objections if one.client},
        SEARCH_KEY: {one.key for one in objections if one.key},
    }
    return {column: tuple(sorted(values)) for column, values in told.items() if values}


def objecting_rows(
    found: Sequence[pa.Table], supplier_of: Mapping[str, str], objections: Sequence[Objection]
) -> pl.DataFrame:
    """Rows of an index that must not leave: row_number, source, source_row.

    found: rows of the index with those values, with source, source_row, client and search_key. supplier_of: by source.
    """
    who = {(one.partner, column, value) for one in objections for column, value in _known(one)}
    rows = [
        (row["row_number"], row["source"], row["source_row"])
        for table in found
        for row in table.to_pylist()
        if any((supplier_of.get(row["source"]), column, row[column]) in who for column in KNOWN_BY)
    ]
    schema = {"row_number": pl.Int64, "source": pl.String, "source_row": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").unique()


def _known(one: Objection) -> list[tuple[str, str]]:
    return [(column, value) for column, value in zip(KNOWN_BY, (one.client, one.key), strict=True) if value]
