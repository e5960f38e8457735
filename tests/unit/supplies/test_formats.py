"""Every format gives the same table."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.unit.supplies.extracts import (
    HEADINGS,
    ROWS,
    csv_text,
    write_json_lines,
    write_ods,
    write_parquet,
    write_xls,
    write_xlsx,
)

from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.table import read_table

PREAMBLE = "Extract of members\r\nRun on 1 May 2026,,\r\n\r\n"
TOTALS = 'Total,,,,,,,"£12,072.00"\r\nEnd of report\r\n'
TABLE = [HEADINGS, *ROWS]

WRITERS: dict[str, Callable[[Path], object]] = {
    "utf-8.csv": lambda p: p.write_bytes(csv_text().encode()),
    "bom.csv": lambda p: p.write_bytes(codecs.BOM_UTF8 + csv_text().encode()),
    "windows.csv": lambda p: p.write_bytes(csv_text().encode("windows-1252")),
    "tabs.txt": lambda p: p.write_bytes(csv_text(delimiter="\t").encode()),
    "semicolons.csv": lambda p: p.write_bytes(csv_text(delimiter=";").encode()),
    "bars.dat": lambda p: p.write_bytes(csv_text(delimiter="|").encode()),
    "utf-16.txt": lambda p: p.write_bytes(csv_text(delimiter="\t").encode("utf-16")),
    "utf-16-no-mark.txt": lambda p: p.write_bytes(csv_text().encode("utf-16-be")),
    "old-mac.csv": lambda p: p.write_bytes(csv_text().replace("\r\n", "\r").encode()),
    "preamble.csv": lambda p: p.write_bytes((PREAMBLE + csv_text() + TOTALS).encode("windows-1252")),
    "sheet.xlsx": lambda p: write_xlsx(p, TABLE),
    "titles.xlsx": lambda p: write_xlsx(p, TABLE, before=[["Members"], [], ["", "Person", "", "", "", "Where"]]),
    "sheet.ods": lambda p: write_ods(p, TABLE),
    "sheet.xls": lambda p: write_xls(p, TABLE),
    "lines.jsonl": write_json_lines,
    "table.parquet": write_parquet,
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_people_come_out_of_every_format(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    table = read_table(path).table
    assert table.num_rows == len(ROWS)
    assert table["forename"].to_pylist() == [row[1] for row in ROWS]
    assert table["surname"].to_pylist() == [row[2] for row in ROWS]
    assert table["date_of_birth"].to_pylist()[0] == date(1950, 1, 13)
    assert table["date_of_birth"].null_count == 0
    assert table["sex"].to_pylist()[:2] == ["M", "F"]
    assert table["council_tax_arrears"].to_pylist()[:2] == [1000.5, 1001.5]
    assert table["row_number"].to_pylist() == list(range(1, 13))


def test_what_was_found_is_told(tmp_path: Path) -> None:
    path = tmp_path / "extract.dat"
    path.write_bytes((PREAMBLE + csv_text(delimiter="|").replace(",", " ")).encode("windows-1252"))
    found = open_source(path).format
    assert (found.kind, found.encoding, found.delimiter, found.header_row) == ("delimited text", "windows-1252", "|", 4)


def test_the_largest_visible_sheet_is_read_and_the_others_named(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "book.xlsx"
    write_xlsx(path, TABLE)
    book = openpyxl.load_workbook(path)
    notes = book.create_sheet("Notes", 0)
    notes.append(["About", "this file"])
    hidden = book.create_sheet("Hidden")
    for _ in range(100):
        hidden.append(["x"] * 20)
    hidden.sheet_state = "hidden"
    book.save(path)
    source = open_source(path)
    assert (source.format.sheet, source.format.other_sheets) == ("Extract", ("Notes",))


def test_dates_and_numbers_of_a_spreadsheet_are_typed_cells(tmp_path: Path) -> None:
    import datetime

    path = tmp_path / "typed.xlsx"
    rows = [["Ref", "DOB", "Loans", "Fsm"], *[[n, datetime.date(1990, 2, n), n * 2, n % 2 == 0] for n in range(1, 9)]]
    write_xlsx(path, rows)
    table = read_table(path).table
    assert table["record_id"].to_pylist()[0] == "1"
    assert table["date_of_birth"].to_pylist()[2] == date(1990, 2, 3)
    assert table["library_loans"].to_pylist()[3] == 8
    assert table["free_school_meals"].to_pylist()[:2] == ["no", "yes"]


def test_line_ends_and_delimiters_inside_quotation_marks_are_values(tmp_path: Path) -> None:
    path = tmp_path / "quoted.csv"
    path.write_text('id,address\n1,"1 High Street,\nTown"\n2,"The ""Old"" Mill"\n', encoding="utf-8")
    assert read_table(path).table["address"].to_pylist() == ["1 High Street,\nTown", 'The "Old" Mill']


def test_nested_json_records_become_columns_with_dots(tmp_path: Path) -> None:
    path = tmp_path / "nested.jsonl"
    path.write_text(
        '{"id": 7, "name": {"forename": "A", "surname": "B"}, "ok": true, "none": null}\n', encoding="utf-8"
    )
    assert open_source(path).headings == ("id", "name.forename", "name.surname", "ok", "none")


def test_many_pieces_hold_every_row_once(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    rows = 450_000
    path.write_text("id,surname\n" + "".join(f"{n},Name{n % 7}\n" for n in range(rows)), encoding="utf-8")
    table = read_table(path).table
    assert table.num_rows == rows
    assert table["row_number"].to_pylist() == list(range(1, rows + 1))
    assert table["record_id"][rows - 1].as_py() == str(rows - 1)


@pytest.mark.parametrize("values", [("E01000001", "E01000002"), ("1042", "7"), ("AB1 2CD", "LE3 9XY")])
def test_a_list_of_one_column_is_read(tmp_path: Path, values: tuple[str, ...]) -> None:
    """Area codes, record numbers or postcodes, with nothing to split at."""
    path = tmp_path / "list.csv"
    path.write_text("\n".join(("area code", *values)) + "\n", encoding="utf-8")
    found = read_table(path, keep=["area code"]).table
    assert found["raw:area code"].to_pylist() == list(values)
