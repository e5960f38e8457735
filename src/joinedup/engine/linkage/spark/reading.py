"""Files into standardised rows, on Spark's workers: the same reading and the same standardisation as on one machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from attrs import frozen

from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.linkage.contents import hashes_sql
from joinedup.engine.linkage.spark.parcels import Parcel, packed, spread
from joinedup.engine.linkage.standardise import memory_connection, standardise
from joinedup.engine.supplies.layout import Layout
from joinedup.engine.supplies.records import Notes
from joinedup.engine.supplies.table import open_table

_ROWS_AT_A_TIME = 100_000


@frozen
class Part:
    """One file to read: its path on every machine, its source and its place in it (from 0), and how to read it.

    kept: the heading of a column to hand through as it is, as `truth`; never compared. without: items left out.
    """

    path: str
    source: int
    place: int
    layout: Layout
    kept: str | None = None
    without: frozenset[str] = frozenset()


def parts_of(path: Path, source: int, layouts: Sequence[Layout] = (), kept: str | None = None) -> list[Part]:
    """A file, or the files of a folder (by name, but for those that start with a dot or an underscore), as parts.

    All are read with the layout of the first: the one of `layouts` that fits, or the one suggested. Raises what
    `open_table` raises, and `file-missing` for a folder without files.
    """
    paths = [path]
    if path.is_dir():
        paths = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith((".", "_")))
    if not paths:
        raise error("file-missing", where=path.name)
    layout = open_table(paths[0], keep=[kept] if kept is not None else [], fitting=layouts).layout
    told = items_that_tell(layout, kept)
    return [Part(str(one.resolve()), source, place, layout, kept, told) for place, one in enumerate(paths)]


def items_that_tell(layout: Layout, truth: str | None) -> frozenset[str]:
    """The data items that the truth's column was taken for; the supplier's own number is never compared anyway."""
    if truth is None:
        return frozenset()
    told = {one.item for one in layout.columns if one.item and one.heading.casefold() == truth.casefold()}
    return frozenset(told - {"record_id"})


def read_part(part: Part, bits: int) -> Iterator[Parcel]:
    """The rows of a file, standardised, in parcels by the first bits of the hash of their content.

    What was noticed while reading is in a parcel `notes`. An error of the file is a parcel `problem`: so it
    comes to the driver in its own words and not as a failure of Spark.
    """
    notes = Notes()
    try:
        kept = [part.kept] if part.kept is not None else []
        opened = open_table(Path(part.path), part.layout, kept)
        for table in _together(opened.pieces(notes)):
            yield from _by_content(part, table, bits)
    except JoinedupError as failure:
        told = {"code": failure.code, "where": failure.where, "details": failure.details}
        yield 0, "problem", json.dumps(told, default=str).encode()
        return
    counts: dict[str, int] = {}
    for (code, _), count in notes.counts.items():
        counts[code] = counts.get(code, 0) + count
    yield 0, "notes", json.dumps({"source": part.source, "counts": counts}).encode()


def _together(pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    for piece in pieces:
        waiting.append(piece)
        if sum(one.num_rows for one in waiting) >= _ROWS_AT_A_TIME:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _by_content(part: Part, table: pa.Table, bits: int) -> Iterator[Parcel]:
    if not table.num_rows:
        return
    names = [name for name in table.column_names if not name.startswith("raw:") and name not in part.without]
    raw = [name for name in table.column_names if name.startswith("raw:")]
    standard = standardise(table.select(names), threads=1)
    missing = pa.nulls(table.num_rows, pa.string())
    rows = standard.append_column(
        "record_id", table["record_id"].cast(pa.string()) if "record_id" in names else missing
    )
    rows = rows.append_column("truth", table[raw[0]].cast(pa.string()) if raw else missing)
    for name, number in (("source", part.source), ("part", part.place)):
        rows = rows.append_column(name, pa.repeat(pa.scalar(number, pa.int32()), table.num_rows))
    with memory_connection(threads=1) as connection:
        connection.register("standard", standard)
        one = connection.execute(f"SELECT one FROM (SELECT {hashes_sql()} FROM standard)").fetchnumpy()["one"]
    for bucket, places in spread((one >> np.uint64(64 - bits)).astype(np.int64), 1 << bits):
        yield bucket, "rows", packed(rows.take(places))
