"""`joinedup check`, as its user sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.supplies.extracts import ROWS, csv_text

from joinedup.cli.main import status_of

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "members.csv"
    path.write_text(csv_text(), encoding="utf-8")
    return path


def test_it_says_what_was_found(extract: Path, capsys: Captured) -> None:
    assert status_of(["check", str(extract)]) == 0
    out = capsys.readouterr().out
    for words in (
        "Delimited text with commas, UTF-8, headings in row 1. 12 records.",
        "date_of_birth (DD/MM/YYYY)",
        "Overall:",
    ):
        assert words in out
    assert all(row[2] not in out and row[6] not in out for row in ROWS)


def test_json_is_a_list_with_one_object_a_file(extract: Path, tmp_path: Path, capsys: Captured) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert status_of(["check", str(extract), str(empty), "--json"]) == 2
    good, bad = json.loads(capsys.readouterr().out)
    assert (good["file"], good["rows"], good["quality"]["rows"]) == ("members.csv", 12, 12)
    assert good["layout"]["fields"][0]["joinedup:item"] == "record_id"
    assert (bad["file"], bad["error"]) == ("empty.csv", "supply-empty")


def test_a_saved_layout_is_corrected_and_used_again(extract: Path, tmp_path: Path, capsys: Captured) -> None:
    layout = tmp_path / "layout.json"
    assert status_of(["check", str(extract), "--save-layout", str(layout)]) == 0
    schema = json.loads(layout.read_text(encoding="utf-8"))
    schema["fields"][7]["joinedup:item"] = "rent_arrears"
    layout.write_text(json.dumps(schema), encoding="utf-8")
    capsys.readouterr()
    assert status_of(["check", str(extract), "--layout", str(layout), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["layout"]["fields"][7]["joinedup:item"] == "rent_arrears"


def test_the_layout_that_fits_is_used_of_several(extract: Path, tmp_path: Path, capsys: Captured) -> None:
    other = tmp_path / "other.csv"
    other.write_text("key,blob\n1,a\n2,b\n", encoding="utf-8")
    layouts = []
    for path in (extract, other):
        layouts += ["--layout", str(path.with_suffix(".json"))]
        status_of(["check", str(path), "--save-layout", layouts[-1]])
    capsys.readouterr()
    assert status_of(["check", str(other), str(extract), *layouts]) == 0
    third = tmp_path / "third.csv"
    third.write_text("a,b\n1x,2x\n", encoding="utf-8")
    assert status_of(["check", str(third), *layouts]) == 2
    assert "layout-does-not-fit" in capsys.readouterr().err


def test_usage(extract: Path, capsys: Captured) -> None:
    assert status_of(["check"]) == 2
    assert status_of(["check", str(extract), str(extract), "--save-layout", "x.json"]) == 2
    assert status_of(["check", "no-such.csv"]) == 2
