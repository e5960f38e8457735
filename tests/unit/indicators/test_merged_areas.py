"""An area's cell merged over several rows of figures stops a sheet, by row and area, and it is said what to do."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN

from joinedup.engine.indicators.reading import Reading, read_indicator_file


def sheet(path: Path, rows: list[list[object]], *merged: str) -> Reading:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for one in merged:
        page.merge_cells(one)
    book.save(path)
    return read_indicator_file(path, known=KNOWN)


def figures(*areas: str, years: tuple[str, ...] = ()) -> list[list[object]]:
    rows = [[area, "Brook", years[n] if years else "2019/20", 10 * (n + 1)] for n, area in enumerate(areas)]
    return [["Area code", "Name", "Period", "Value"], *rows]


@pytest.mark.parametrize("merged", ["A3:A5", "A3:B5"], ids=["the code", "code and name"])
def test_it_is_said_that_cells_are_merged_and_what_to_do(tmp_path: Path, merged: str) -> None:
    reading = sheet(tmp_path / "areas.xlsx", figures(*CODES_2011), merged)
    [told] = [str(one) for one in reading.defects if one.stops]
    assert told.startswith(f"areas.xlsx, sheet Sheet, row 3, {CODES_2011[1]}: its cell is merged over rows 3 to 5")
    assert "unmerge the cells and write in each row the area that it is of" in told
    assert reading.table.is_empty()


def test_one_area_beside_its_own_times_is_read(tmp_path: Path) -> None:
    first, second = CODES_2011[:2]
    years = ("2018/19", "2019/20") * 2
    reading = sheet(tmp_path / "times.xlsx", figures(first, first, second, second, years=years), "A2:A3", "A4:A5")
    assert not [one for one in reading.defects if one.stops]
    assert reading.figures()["area"].to_list() == [first, first, second, second]
    [told] = [one for one in reading.defects if one.code == "merged-areas-read"]
    assert told.what.startswith("2 cells of areas are merged over several rows (rows 2 to 3)")
