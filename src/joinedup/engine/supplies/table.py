"""An analyst's own file as one table in memory: no register, no vault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.supplies.in_memory import in_memory
from joinedup.engine.supplies.layout import Layout, checked, fitted
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.records import Notes
from joinedup.engine.supplies.source import FileFormat, Source
from joinedup.engine.supplies.suggest import suggest
from joinedup.engine.supplies.typed import typed_pieces


@frozen
class Reading:
    """A file that was read.

    table: `row_number` (int64, from 1, the first row below the headings), one typed column for each data item
    found (under its name in the vocabulary), and `raw:<heading>` (text) for every heading asked for.
    """

    table: pa.Table
    layout: Layout
    format: FileFormat
    sha256: str
    notes: Notes


@frozen
class Opened:
    """A file before its rows are read: how its columns are understood, and the positions of columns wanted besides."""

    source: Source
    layout: Layout
    kept: tuple[int, ...]

    def pieces(self, notes: Notes) -> Iterator[pa.Table]:
        """The rows as `Reading.table` has them, piece by piece. Raises `supply-formula`, `supply-no-rows`."""
        rows = 0
        with in_memory() as connection:
            for piece in typed_pieces(connection, self.source, self.layout, self.layout.items, notes, self.kept):
                rows += piece.num_rows
                yield piece
        if not rows:
            raise error("supply-no-rows", where=self.source.name)


def open_table(
    path: Path, layout: Layout | None = None, keep: Sequence[str] = (), *, fitting: Sequence[Layout] = ()
) -> Opened:
    """Open a file as `read_table` does, and raise what it raises but for errors of rows."""
    source = open_source(path)
    fits = (one for one in fitting if one.fits(source.headings))
    given = layout or next(fits, fitting[0] if fitting else None)
    used = checked(fitted(given, source.headings, source.format, source.name) if given else suggest(source))
    places = {heading.casefold(): place for place, heading in enumerate(source.headings)}
    for heading in keep:
        if heading.casefold() not in places:
            raise error("supply-column-unknown", where=f"{source.name}, column {heading}")
    return Opened(source, used, tuple(places[heading.casefold()] for heading in dict.fromkeys(keep)))


def read_table(
    path: Path, layout: Layout | None = None, keep: Sequence[str] = (), *, fitting: Sequence[Layout] = ()
) -> Reading:
    """Read a whole file with the layout given, or with the one suggested.

    fitting: layouts of several kinds of file; the one that fits this file's headings is used, and one must fit.
    keep: headings of columns wanted as they are, besides. Raises the errors of `open_source`, `supply-formula`,
    `layout-does-not-fit` and `supply-column-unknown` (a heading in `keep`).
    """
    opened = open_table(path, layout, keep, fitting=fitting)
    notes = Notes()
    table = pa.concat_tables(opened.pieces(notes)).combine_chunks()
    return Reading(table, opened.layout, opened.source.format, opened.source.sha256, notes)
