"""Spreadsheets as tables: which sheets were read, for a person and as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from joinedup.cli import say
from joinedup.engine.disclosure.table_file import sheet_of
from joinedup.engine.errors import error

_SPREADSHEETS = (".xlsx", ".xls", ".ods")


def check_out(out: Path) -> None:
    """That a safe table is not given the name of a spreadsheet: it is written as CSV. Raises `usage`."""
    if out.suffix.lower() in _SPREADSHEETS:
        raise error("usage", what=f"--out is written as CSV, which {out.suffix} is not: give it a name with .csv.")


def sheets_in_words(paths: Iterable[Path]) -> None:
    """Say of each spreadsheet which sheet was read, and which were not."""
    for path in paths:
        if sheet := sheet_of(path):
            left = f"; not read: {', '.join(sheet.others)}" if sheet.others else ""
            say.words(f"{path}: sheet {sheet.name}{left}.")


def sheets_as_json(paths: Iterable[Path]) -> dict[str, object]:
    """The same as plain values; nothing where there is no spreadsheet."""
    found = {str(path): sheet.name for path in paths if (sheet := sheet_of(path))}
    return {"sheets": found} if found else {}
