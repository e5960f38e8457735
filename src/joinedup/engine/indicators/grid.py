"""A file as grids of text: one for delimited text, one for each visible sheet of a workbook, merged cells known.

Bytes and archives are measured before they are parsed, as supplies are.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import BinaryIO

import python_calamine as calamine
from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.sheet_guard import measure
from joinedup.engine.supplies.sheets import cell_text
from joinedup.engine.supplies.text_scan import TextFacts, Utf8Stream, scan_text
from joinedup.engine.supplies.xls_records import measure_xls

MOST_BYTES = 512 << 20
_DELIMITERS = ",;\t|"
_ZIP, _OLE, _PARQUET, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x1f\x8b"


@frozen
class Merged:
    """A merged range of cells: first and last row and column, from 0, both included."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@frozen
class Grid:
    """Rows of text as they stand, the first row first. `delimiter` for text, `sheet` for a workbook."""

    name: str
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    sheet: str = ""
    delimiter: str = ""
    merged: tuple[Merged, ...] = field(factory=tuple, repr=False)

    @property
    def where(self) -> str:
        """File and sheet, for an error."""
        return f"{self.name}, sheet {self.sheet}" if self.sheet else self.name

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, "" outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column].strip()
        return ""


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Every grid of a file. Raises `file-missing` and the `supply-…` errors about bytes and archives."""
    if not path.is_file():
        raise error("file-missing", where=path.name)
    with path.open("rb") as file:
        start = file.read(64)
        if start.startswith((_ZIP, _OLE)):
            return _sheets(path.name, file)
        if start.startswith(_GZIP):
            raise error("supply-compressed", where=path.name, kind="gzip")
        if start.startswith(_PARQUET):
            return (_table(path),)
        facts = scan_text(file, path.name)
        return (_delimited(path.name, file, facts),)


def _delimited(name: str, file: BinaryIO, facts: TextFacts) -> Grid:
    if facts.size > MOST_BYTES:
        raise error("supply-too-large", where=name, what=f"more than {MOST_BYTES >> 20} MiB")
    text = Utf8Stream(file, facts, 0).read(-1).decode("utf-8")
    try:
        delimiter = _delimiter(text)
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if rows and rows[-1] and "\n" in rows[-1][-1] and text.count('"') % 2:
            raise error("supply-rows-unreadable", where=f"{name}, row {len(rows)}")
    except csv.Error:
        raise error("supply-rows-unreadable", where=name) from None
    return Grid(name, rows, delimiter=delimiter)


def _delimiter(text: str) -> str:
    """The delimiter that gives most lines the same number of columns, and most columns."""
    lines = text[:200_000].splitlines()[:200]

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        return (widths.count(common) if common > 1 else 0, common)

    return max(_DELIMITERS, key=score)


def _sheets(name: str, file: BinaryIO) -> tuple[Grid, ...]:
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise error("supply-too-large", where=name, what=f"more than {MOST_BYTES >> 20} MiB")
    if data.startswith(_ZIP):
        measured = measure(io.BytesIO(data), name)
        archive, sheets = measured.archive, measured.sheets
    else:
        archive, sheets = io.BytesIO(data), measure_xls(data, name)
    grids = []
    try:
        book = calamine.CalamineWorkbook.from_filelike(archive)
        for meta in book.sheets_metadata:
            if meta.visible != calamine.SheetVisibleEnum.Visible or not (
                meta.name in sheets and sheets[meta.name].cells
            ):
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows = tuple(tuple(cell_text(cell) for cell in row) for row in sheet.to_python(skip_empty_area=False))
            merged = tuple(
                Merged(first[0], first[1], last[0], last[1]) for first, last in sheet.merged_cell_ranges or ()
            )
            grids.append(Grid(name, rows, meta.name, merged=merged))
    except calamine.PasswordError:
        raise error("supply-protected", where=name) from None
    except calamine.CalamineError:
        raise error("supply-damaged", where=name, kind="spreadsheet") from None
    if not grids:
        raise error("supply-empty", where=name)
    return tuple(grids)


def _table(path: Path) -> Grid:
    source = open_source(path)
    rows = [tuple(source.headings)]
    for batch in source.batches():
        columns = [column.to_pylist() for column in batch.columns[1:]]
        rows.extend(tuple(cell or "" for cell in row) for row in zip(*columns, strict=True))
    return Grid(path.name, tuple(rows))
