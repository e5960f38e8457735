"""How much of what tells people apart each source has, and how much of that can be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

# what standardising makes, and the items of the vocabulary that it is read from
_READ_FROM = {
    "forename": ("forename", "full_name"),
    "surname": ("surname", "full_name"),
    "date_of_birth": ("date_of_birth",),
    "sex": ("sex",),
    "postcode": ("postcode", "address", "address_line_1"),
    "street": ("address", "address_line_1"),
    "uprn": ("uprn",),
    "nhs_number": ("nhs_number",),
    "upn": ("upn",),
    "telephone": ("telephone",),
    "email": ("email",),
}


@frozen
class Covered:
    """An identifier in a source. rows: of the source; written: rows that have something there; usable: rows in which
    it can be read and is no placeholder."""

    source: str
    item: str
    rows: int
    written: int
    usable: int


def coverage(tables: Mapping[str, pa.Table], standard: Mapping[str, pa.Table]) -> tuple[Covered, ...]:
    """Of each source, by the items that it has. tables: as received, by source; standard: standardised."""
    return tuple(one for source, table in tables.items() for one in _covered(source, table, standard[source]))


def _covered(source: str, table: pa.Table, standard: pa.Table) -> Iterator[Covered]:
    for item, names in _READ_FROM.items():
        there = [name for name in names if name in table.column_names]
        if not there:
            continue
        filled = [_filled(table[name]) for name in there]
        written = filled[0]
        for more in filled[1:]:
            written = pc.or_(written, more)
        usable = pc.sum(pc.is_valid(standard[item])).as_py() or 0
        yield Covered(source, item, table.num_rows, max(pc.sum(written).as_py() or 0, usable), usable)


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return pc.is_valid(column)
    return pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False)
