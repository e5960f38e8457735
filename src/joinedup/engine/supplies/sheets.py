"""XLSX, XLS and ODS: the largest visible sheet of a measured spreadsheet, from bytes in memory."""

from __future__ import annotations

import datetime
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import python_calamine as calamine

from joinedup.engine.errors import error
from joinedup.engine.supplies.heading_row import find_headings
from joinedup.engine.supplies.left_out import is_totals
from joinedup.engine.supplies.sheet_guard import SheetFacts, formula_places, measure
from joinedup.engine.supplies.source import SAMPLE_ROWS, FileFormat, Note, Source, batch_of_rows
from joinedup.engine.supplies.xls_records import measure_xls

_BATCH_ROWS = 20_000
_MOST_PACKED = 512 << 20  # bytes of the file itself


def open_sheet(path: Path, file: BinaryIO) -> Source:
    """Open a spreadsheet. A cell with a formula inside the records is refused, one in a totals row is not.

    Raises `supply-too-large`, `supply-damaged`, `supply-protected`, `supply-empty`, `supply-no-rows`,
    `supply-formula` (with the sheet and the cell) and those of `find_headings`.
    """
    name = path.name
    file.seek(0)
    data = file.read(_MOST_PACKED + 1)
    if len(data) > _MOST_PACKED:
        raise error("supply-too-large", where=name, what=f"more than {_MOST_PACKED >> 20} MiB")
    if data.startswith(b"PK"):
        measured = measure(io.BytesIO(data), name)
        kind, archive, sheets = measured.kind, measured.archive, measured.sheets
    else:
        kind, archive, sheets = "XLS", io.BytesIO(data), measure_xls(data, name)
    facts, others, rows = _largest(archive, sheets, name)
    width = max((len(row) for row in rows), default=0)
    while width and all(not row[width - 1].strip() for row in rows if len(row) == width):
        width -= 1
    if not width:
        raise error("supply-empty", where=name)
    rows = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    headings = find_headings(rows, width, f"{name}, sheet {facts.name}")
    records = rows[headings.row :]
    if not any(any(cell.strip() for cell in row) for row in records):
        raise error("supply-no-rows", where=name)
    _refuse_formulas(facts, rows, headings.row, name)

    def read(note: Callable[[Note], None]) -> Iterator[pa.RecordBatch]:
        for start in range(0, len(records), _BATCH_ROWS):
            yield batch_of_rows(records[start : start + _BATCH_ROWS], start + 1, width)

    return Source(
        name=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        format=FileFormat(kind, sheet=facts.name, other_sheets=others, header_row=headings.row),
        headings=headings.names,
        sample=tuple(tuple(row) for row in records[:SAMPLE_ROWS]),
        read=read,
    )


def _largest(
    archive: io.BytesIO, sheets: dict[str, SheetFacts], name: str
) -> tuple[SheetFacts, tuple[str, ...], list[list[str]]]:
    """The visible sheet with most cells: its facts, the names of the other filled ones, and its rows as text."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(archive)
        visible = [
            meta.name
            for meta in book.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet and meta.visible == calamine.SheetVisibleEnum.Visible
        ]
        filled = sorted((sheets[n] for n in visible if n in sheets and sheets[n].cells), key=lambda s: -s.cells)
        if not filled:
            raise error("supply-empty", where=name)
        sheet = book.get_sheet_by_name(filled[0].name)
        rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except calamine.PasswordError:
        raise error("supply-protected", where=name) from None
    except calamine.CalamineError:
        raise error("supply-damaged", where=name, kind="spreadsheet") from None
    return filled[0], tuple(other.name for other in filled[1:]), rows


def _refuse_formulas(facts: SheetFacts, rows: list[list[str]], header_row: int, name: str) -> None:
    inside = [
        (row, cell) for row, cell in formula_places(facts) if row > header_row and not is_totals(rows[row - 1])
    ]  # fmt: skip
    if inside:
        where = f"{name}, sheet {facts.name}, cell {inside[0][1]}"
        raise error("supply-formula", where=where, count=f"{len(inside):,}")


def cell_text(cell: object) -> str:
    """A cell as the text that a person would type."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell)
