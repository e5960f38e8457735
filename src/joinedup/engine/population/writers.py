"""Write an extract in a system's format."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]


def _csv(path: Path, headings: Sequence[str], rows: Rows, *, encoding: str, delimiter: str = ",") -> None:
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(headings)
        writer.writerows(rows)


def with_bom(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """CSV, UTF-8 with a byte order mark."""
    _csv(path, headings, rows, encoding="utf-8-sig")


def windows(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """CSV, Windows-1252: letters that it does not have become question marks, as they do."""
    _csv(path, headings, rows, encoding="cp1252")


def tabs(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """Tab-separated, UTF-8."""
    _csv(path, headings, rows, encoding="utf-8", delimiter="\t")


def semicolons(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """CSV with semicolons, UTF-8."""
    _csv(path, headings, rows, encoding="utf-8", delimiter=";")


def report(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """CSV as a report prints it: preamble lines, an empty one, the table, and a totals row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([line] for line in preamble)
        writer.writerow([])
        writer.writerow(headings)
        writer.writerows(rows)
        if totals:
            writer.writerow([f"Total records: {len(rows)}", *[""] * (len(headings) - 1)])


def workbook(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """XLSX with two merged title rows and an empty one above the headings."""
    book = Workbook(write_only=False)
    sheet = book.active
    if sheet is None:
        raise ValueError("a new workbook has a sheet")
    sheet.append(["Adult Social Care: open cases"])
    sheet.append(["Extract for the partnership. Confidential."])
    sheet.append([])
    for row in (1, 2):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(headings))
    sheet.append(list(headings))
    for values in rows:
        sheet.append(list(values))
    made = io.BytesIO()
    book.save(made)
    # openpyxl writes the time of saving into the properties and on every member; that would differ each time
    with zipfile.ZipFile(made) as written, zipfile.ZipFile(path, "w") as package:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            _add(package, name, content)


def json_lines(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """One JSON object a line; what is empty is null."""
    with path.open("w", encoding="utf-8") as file:
        for values in rows:
            record = {
                heading: (None if value == "" else value) for heading, value in zip(headings, values, strict=True)
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def parquet(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """Parquet, empty values as nulls."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headings)
    made = []
    for heading, column in zip(headings, columns, strict=True):
        values = [None if value == "" else value for value in column]
        whole = any(isinstance(value, int) for value in values)
        made.append(pl.Series(heading, values, dtype=pl.Int64 if whole else pl.String))
    pl.DataFrame(made).write_parquet(path)


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    """A member that says no time of its own, so that the same borough makes the same bytes."""
    package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body>'
    '<office:spreadsheet><table:table table:name="Census">'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def open_document(path: Path, headings: Sequence[str], rows: Rows, preamble: Sequence[str], totals: bool) -> None:
    """The smallest OpenDocument sheet (OASIS ODF 1.3): one table, text and number cells."""

    def cell(value: Any) -> str:
        if isinstance(value, (int, float)):
            number = f'office:value-type="float" office:value="{value}"'
            return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"
        if value in ("", None):
            return "<table:table-cell/>"
        text = escape(str(value))
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    def row(values: Sequence[Any]) -> str:
        return f"<table:table-row>{''.join(cell(value) for value in values)}</table:table-row>"

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), _ODS_TYPE)
        _add(package, "META-INF/manifest.xml", _ODS_MANIFEST.encode())
        content = "".join((_ODS_HEAD, row(headings), *(row(values) for values in rows), _ODS_TAIL))
        _add(package, "content.xml", content.encode())


Writer = Callable[[Path, Sequence[str], Rows, Sequence[str], bool], None]
WRITERS: dict[str, Writer] = {
    "csv, UTF-8 with BOM": with_bom,
    "csv, Windows-1252": windows,
    "tab-separated, UTF-8": tabs,
    "csv with semicolons": semicolons,
    "csv with preamble and totals": report,
    "xlsx with merged title rows": workbook,
    "ods": open_document,
    "JSON Lines": json_lines,
    "Parquet": parquet,
}
