"""`joinedup link` as a user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from joinedup.cli.main import status_of

ROWS = (
    "id,first name,surname,dob,customer number\n"
    "1,Ann,Brown,01/02/1980,{0}\n2,Ann,Brown,01/02/1980,{1}\n3,Bob,Gray,03/04/1990,{2}\n"
)


def file(folder: Path, name: str, *truth: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(ROWS.format(*(truth or ("71111", "72222", "73333"))), encoding="utf-8")
    return path


def test_every_row_is_written_once_with_its_own_number(tmp_path: Path) -> None:
    first, second = file(tmp_path, "a.csv"), file(tmp_path / "other", "a.csv")
    out = tmp_path / "people.csv"
    assert status_of(["link", str(first), str(second), "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["source"] for row in rows] == [str(first)] * 3 + [str(second)] * 3
    assert [row["record_id"] for row in rows] == ["1", "2", "3"] * 2


def test_the_truth_is_never_linked_by(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column of customer numbers is evidence, but not when it is the truth that is measured against."""
    path = file(tmp_path, "a.csv")
    assert status_of(["link", str(path), "--out", str(tmp_path / "o.csv"), "--truth", "customer number", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["counts"]["people"] == 2  # by name and birth date; the numbers say three
    assert said["quality"]["pairs_wrong"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["none.csv", "--out", "o.csv"], "file-missing"),
        (["a.csv", "a.csv", "--out", "o.csv"], "usage"),
        (["a.csv", "--out", "a.csv"], "usage"),
        (["a.csv", "--out", "nowhere/o.csv"], "file-unwritable"),
        (["a.csv", "--out", "o.csv", "--truth", "nope"], "supply-column-unknown"),
        (["areas.csv", "--out", "o.csv"], "linkage-no-columns"),
    ],
)
def test_bad_input_is_said_and_nothing_written(
    arguments: list[str], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = file(tmp_path, "a.csv").read_bytes()
    Path("areas.csv").write_text("lsoa,band\nE01000001,A\n", encoding="utf-8")
    assert status_of(["link", *arguments]) == 2
    assert code in capsys.readouterr().err
    assert not Path("o.csv").exists()
    assert Path("a.csv").read_bytes() == before
