"""Records as typed columns of the vocabulary, piece by piece, over a DuckDB connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from joinedup.engine.supplies.layout import Layout
from joinedup.engine.supplies.records import Notes, records
from joinedup.engine.supplies.select import can_be_unreadable, flag_name, typed_select
from joinedup.engine.supplies.source import ROW_NUMBER, Note, Source, raw_name
from joinedup.engine.supplies.tidy import tidied

_RAW = "joinedup_raw_piece"
UNREADABLE = "unreadable"


def typed_pieces(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    layout: Layout,
    items: Sequence[str],
    notes: Notes,
    keep: Sequence[int] = (),
) -> Iterator[pa.Table]:
    """Tables of `row_number`, the items typed, and `raw:<heading>` for the positions in `keep`.

    A value that cannot be read is null, and noted with its row and item. Raises what `records` raises.
    """
    query = typed_select(layout, items, _RAW)
    places = [place for place, column in enumerate(layout.columns) if column.item in items]
    for piece in records(source, layout, notes):
        connection.register(_RAW, _tidied(piece, places))
        try:
            typed = connection.execute(query).to_arrow_table()
        finally:
            connection.unregister(_RAW)
        for item in filter(can_be_unreadable, items):
            _note_unreadable(typed, item, notes)
        typed = typed.select([ROW_NUMBER, *items])
        for place in keep:
            typed = typed.append_column(f"raw:{source.headings[place]}", piece[raw_name(place)])
        yield typed


def _tidied(piece: pa.Table, places: Sequence[int]) -> pa.Table:
    columns = {raw_name(place): tidied(piece[raw_name(place)].combine_chunks()) for place in places}
    return pa.table({ROW_NUMBER: piece[ROW_NUMBER], **columns})


def _note_unreadable(typed: pa.Table, item: str, notes: Notes) -> None:
    flags = typed[flag_name(item)].to_numpy()
    if flags.any():
        for number in typed[ROW_NUMBER].to_numpy()[np.flatnonzero(flags)]:
            notes.add(Note(int(number), UNREADABLE, item))
