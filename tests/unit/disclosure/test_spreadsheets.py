"""Tables to be protected or attacked that come as spreadsheets: read as the same table in CSV is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from joinedup.cli.main import status_of
from joinedup.engine.disclosure.counts_file import header_of, table_rows
from joinedup.engine.errors import JoinedupError
from joinedup.engine.population.writers import open_document

HEADINGS = ("lsoa", "age", "count")
COUNTS = {"L0": (30, 12), "L1": (3, 14), "L2": (41, 18), "L3": (27, 2)}
ROWS = [(one, age, n) for one, pair in COUNTS.items() for age, n in zip(("0-17", "18+"), pair, strict=True)]


def as_csv(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([HEADINGS, *ROWS])
    return path


def as_xlsx(path: Path, *, above: str = "", count: object = None) -> Path:
    book = Workbook()
    notes = book.active
    notes.title = "Notes"
    notes.append(["Made by the analyst"])
    sheet = book.create_sheet("Counts")
    if above:
        sheet.append([above])
        sheet.append([])
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    if count is not None:
        sheet.cell(sheet.max_row, 3, count)
    book.save(path)
    return path


def protect(path: Path, out: Path, *more: str) -> int:
    asked = ["--count", "count", "--by", "age", "--hierarchy", "lsoa", "--out", str(out)]
    return status_of(["protect", str(path), *asked, *more])


def test_the_same_table_in_any_format_is_made_safe_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ods = tmp_path / "counts.ods"
    open_document(ods, HEADINGS, ROWS, (), False)
    made = []
    for path in (as_csv(tmp_path / "c.csv"), as_xlsx(tmp_path / "c.xlsx", above="Counts of children"), ods):
        out = tmp_path / f"{path.suffix[1:]}-safe.csv"
        assert protect(path, out) == 0
        made.append(out.read_bytes())
    assert made[0] == made[1] == made[2]
    assert "c.xlsx: sheet Counts; not read: Notes." in capsys.readouterr().out


def test_a_published_table_in_a_spreadsheet_is_attacked_and_its_sheet_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "safe.csv"
    assert protect(as_csv(tmp_path / "c.csv"), out) == 0
    book = Workbook()
    with out.open(newline="", encoding="utf-8") as stream:
        for row in csv.reader(stream):
            book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(tmp_path / "safe.xlsx")
    capsys.readouterr()
    for path in (out, tmp_path / "safe.xlsx"):
        assert status_of(["attack", str(path), "--json"]) == 0
    texts = [json.loads(text) for text in capsys.readouterr().out.replace("}\n{", "}\x00{").split("\x00")]
    assert texts[1].pop("sheets") == {str(tmp_path / "safe.xlsx"): "Sheet"}
    assert [len(text["suppressed_cells"]) for text in texts] == [len(texts[0]["suppressed_cells"])] * 2


def test_a_row_says_its_sheet_and_where_it_stands(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "c.xlsx", above="Counts of children")
    where, row = next(table_rows(path, ["lsoa", "count"]))
    assert (where, row) == (f"{path}, sheet Counts, row 4", ["L0", "30"])
    assert header_of(path) == list(HEADINGS)


def test_what_a_formula_gives_is_not_believed(tmp_path: Path) -> None:
    with pytest.raises(JoinedupError) as refused:
        list(table_rows(as_xlsx(tmp_path / "c.xlsx", count="=1+1"), ["count"]))
    assert refused.value.code == "supply-formula"


def test_a_damaged_spreadsheet_and_a_name_that_would_lie_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 and nothing more")
    assert protect(bad, tmp_path / "out.csv") == 2
    assert protect(as_csv(tmp_path / "c.csv"), tmp_path / "out.xlsx") == 2
    assert "--out is written as CSV" in capsys.readouterr().err
    assert not list(tmp_path.glob("out*"))
