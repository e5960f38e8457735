"""The one writer of CSV files: no formula begins a cell, and a file is whole or not there."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.spreadsheet_safe import Cell, safe_cell, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-cmd", "@SUM", "\t=1", "\rx", "\nx", "  =1", "＝1", "- 5"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "written"),
    [(-5, "-5"), (-0.5, "-0.5"), ("-12", "-12"), ("-1.5e-3", "-1.5e-3"), (None, ""), ("a=b", "a=b"), ("", "")],
)
def test_numbers_and_harmless_text_stay_as_they_are(value: Cell, written: str) -> None:
    assert safe_cell(value) == written


def test_header_cells_are_safe_too_and_lines_end_with_cr_lf(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["=x", "y"], [["a, b", 'say "so"'], ["line\nbreak", None]])
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"'=x,y\r\n")
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as stream:
        assert list(csv.reader(stream)) == [["'=x", "y"], ["a, b", 'say "so"'], ["line\nbreak", ""]]


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")

    def rows() -> Iterator[list[Cell]]:
        yield ["first"]
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        write_csv(target, ["x"], rows())
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("text", ["\ud800", "a\0b"])
def test_text_that_cannot_be_written_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(JoinedupError) as failure:
        write_csv(tmp_path / "a.csv", ["x"], [[text]])
    assert failure.value.code == "text-unwritable"
    assert not list(tmp_path.iterdir())


def test_a_path_that_cannot_be_a_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing" / "a.csv", Path("a\0b.csv"), tmp_path / ("x" * 300)):
        with pytest.raises(JoinedupError) as failure:
            write_csv(path, ["x"], [["1"]])
        assert failure.value.code == "file-unwritable"
    assert not list(tmp_path.iterdir())


def test_a_row_of_another_width_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells"):
        write_csv(tmp_path / "a.csv", ["x", "y"], [[1, 2], [3]])
