"""The same twelve made-up people as different systems would export them."""

from __future__ import annotations

import csv
import io
import json
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pyarrow as pa
import pyarrow.parquet

HEADINGS = ("Ref", "First Name", "Surname", "DOB", "Gender", "Post Code", "NHS No", "Arrears")
_FORENAMES = ("Zoë", "Ann", "Bob", "Cleo", "Dev", "Eve", "Finn", "Gus", "Hal", "Ivy", "Jo", "Kit")
_SURNAMES = ("O'Neill", "Ashby", "Brûlé", "Clay", "Dunn", "East", "Ford", "Grey", "Hill", "Irons", "Jay", "Knott")
NHS_NUMBERS = (
    "9434765919", "9434765870", "9434765862", "4010232137", "9434765919", "9434765870", "9434765862", "4010232137",
    "9434765919", "9434765870", "9434765862", "4010232137",
)  # fmt: skip
ROWS = tuple(
    (
        f"R{number:03}", _FORENAMES[number], _SURNAMES[number], f"{13 + number}/0{1 + number % 9}/19{50 + number}",
        "Female" if number % 2 else "Male", f"LE{number + 1} 2AB", NHS_NUMBERS[number], f"£1,{number:03}.50",
    )
    for number in range(12)
)  # fmt: skip


def csv_text(headings: Sequence[str] = HEADINGS, rows: Sequence[Sequence[str]] = ROWS, delimiter: str = ",") -> str:
    """Delimited text with CR LF, quoted where needed."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([headings, *rows])
    return stream.getvalue()


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], *, before: Sequence[Sequence[object]] = ()) -> None:
    """An XLSX of one sheet; where rows stand before the headings, the first of them is merged over the columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Extract"
    for row in (*before, *rows):
        sheet.append(list(row))
    if before:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    book.save(path)


def write_ods(path: Path, rows: Sequence[Sequence[str]], *, formula_in: tuple[int, int] | None = None) -> None:
    """An ODS of one sheet; formula_in: row and column, from 0, of a cell that holds a formula."""
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for place, text in enumerate(row):
            formula = ' table:formula="of:=1+1"' if (number, place) == formula_in else ""
            value = f"<text:p>{escape(text)}</text:p>"
            cells.append(f'<table:table-cell office:value-type="string"{formula}>{value}</table:table-cell>')
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Extract">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)


def write_json_lines(path: Path) -> None:
    """One object a line."""
    lines = [json.dumps(dict(zip(HEADINGS, row, strict=True)), ensure_ascii=False) for row in ROWS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_parquet(path: Path) -> None:
    """Text columns in Parquet."""
    columns = {heading: [row[place] for row in ROWS] for place, heading in enumerate(HEADINGS)}
    pa.parquet.write_table(pa.table(columns), path)


def write_xls(path: Path, rows: Sequence[Sequence[str]], *, formula_in: tuple[int, int] | None = None) -> None:
    """A BIFF8 workbook of one sheet of text, in a compound file ([MS-XLS], [MS-CFB])."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    cells = b""
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            if (number, place) == formula_in:
                body = struct.pack("<HHHdHI", number, place, 0, 2.0, 0, 0) + struct.pack("<HBH", 3, 0x1E, 2)
                cells += record(0x0006, body)
            else:
                encoded = text.encode("utf-16-le")
                cells += record(0x0204, struct.pack("<HHHHB", number, place, 0, len(text), 1) + encoded)
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + record(0x0042, b"\xb0\x04")
    name = b"Extract"
    sheet_at = len(start) + 4 + 8 + len(name) + 4
    start += record(0x0085, struct.pack("<IHBB", sheet_at, 0, len(name), 0) + name) + record(0x000A, b"")
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0)) + cells + record(0x000A, b"")
    stream = (start + sheet).ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    _write_compound(path, stream)


def _write_compound(path: Path, stream: bytes) -> None:
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (-len(table) % 128)
    assert len(table) == 128, "one sector of the allocation table is enough for a test"

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        name = title.encode("utf-16-le") + b"\0\0" if title else b""
        head = name.ljust(64, b"\0") + struct.pack("<HBBIII", len(name), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return head + b"\0" * 36 + struct.pack("<IIQ"[:3] + "I", start, size, 0) if kind else b"\0" * 128

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    directory += entry("", 0, 0, 0, 0) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    path.write_bytes(header + struct.pack("<128I", *table) + directory + stream)
