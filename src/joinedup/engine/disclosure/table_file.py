"""The rows of an analyst's table, a CSV file or a spreadsheet, as text: the first is the headings'."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.source import Source

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # how XLSX and ODS, and XLS, begin


@frozen
class Sheet:
    """Which sheet of a spreadsheet is read, and those that are not."""

    name: str
    others: tuple[str, ...]


def sheet_of(path: Path) -> Sheet | None:
    """The sheet that is read: the largest that is not hidden; None where the file is no spreadsheet."""
    if not _is_spreadsheet(path):
        return None
    found = open_source(path).format
    return Sheet(found.sheet, found.other_sheets)


def lines_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Every row that is not empty, blanks around values removed, with where it stands; the headings first.

    Raises `file-missing`, `table-unreadable`, and of a spreadsheet the `supply-…` errors of its format: a cell with a
    formula below the headings is one.
    """
    yield from _of_sheet(path) if _is_spreadsheet(path) else _of_text(path)


def _is_spreadsheet(path: Path) -> bool:
    if not path.is_file():
        raise error("file-missing", where=str(path))
    try:
        with path.open("rb") as file:
            return file.read(8).startswith(_SPREADSHEETS)
    except OSError as failure:
        raise error("file-missing", where=str(path)) from failure


def _of_text(path: Path) -> Iterator[tuple[str, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for number, row in enumerate(csv.reader(stream, strict=True), start=1):
                if row or number == 1:
                    yield f"{path}, row {number}", [cell.strip() for cell in row]
    except UnicodeDecodeError as failure:
        raise error("table-unreadable", where=str(path), problem="it is not UTF-8") from failure
    except csv.Error as failure:
        raise error("table-unreadable", where=str(path), problem="it is not well-formed CSV") from failure
    except OSError as failure:
        raise error("file-missing", where=str(path)) from failure


def _of_sheet(path: Path) -> Iterator[tuple[str, list[str]]]:
    source = open_source(path)
    place, top = f"{path}, sheet {source.format.sheet}", source.format.header_row
    yield f"{place}, row {top}", list(source.headings)
    for number, row in _records(source):
        if any(row):
            yield f"{place}, row {top + number}", row


def _records(source: Source) -> Iterator[tuple[int, list[str]]]:
    for batch in source.batches():
        numbers, *columns = (column.to_pylist() for column in batch.columns)
        for number, *row in zip(numbers, *columns, strict=True):
            yield number, [(cell or "").strip() for cell in row]
