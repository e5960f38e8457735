"""`joinedup encode`: shares, encoding at home, matching elsewhere; bad input in words and nothing half-written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from tests.integration.test_ids_stay import made_up


def ran(*arguments: object) -> int:
    """The exit status of `joinedup encode …`."""
    return status_of(["encode", *(str(one) for one in arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two partners' files and shares."""
    rows = made_up(1500).drop("nhs_number")
    rows.head(1200).write_csv(tmp_path / "housing.csv")
    rows.tail(1100).write_csv(tmp_path / "schools.csv")
    for name in ("one", "two"):
        assert ran("share", "--out", tmp_path / f"{name}.share") == 0
    return tmp_path


def encoded(folder: Path, name: str, agreement: str = "LA-1") -> int:
    """Encode one partner's file."""
    shares = ("--share", folder / "one.share", "--share", folder / "two.share")
    return ran("file", folder / f"{name}.csv", *shares, "--agreement", agreement, "--out", folder / f"{name}.parquet")


def test_two_partners_are_linked_without_a_name_leaving_either(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert encoded(folder, "housing") == encoded(folder, "schools") == 0
    out = folder / "people.csv"
    assert ran("match", folder / "housing.parquet", folder / "schools.parquet", "--out", out) == 0
    assert "2,300 records are" in capsys.readouterr().out
    with out.open() as file:
        rows = list(csv.DictReader(file))
    people: dict[str, set[str]] = {}
    for row in rows:
        people.setdefault(row["person_id"], set()).add(row["source"])
    both = sum(len(sources) == 2 for sources in people.values())
    assert 780 <= both <= 820, "800 people are in both"
    for file in (folder / "housing.parquet", out):
        held = file.read_bytes().upper()
        assert not any(name.upper().encode() in held for name in made_up(1500)["surname"].to_list() if len(name) > 6)
    assert (folder / "housing.rows.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("match", "housing.csv", "--out", "x.csv"), "encoding-foreign"),
        (("match", "nothing.parquet", "--out", "x.csv"), "file-missing"),
        (("share", "--out", "one.share"), "file-exists"),
        (("file", "housing.csv", "--share", "one.share", "--agreement", "LA-1", "--out", "x"), "encoding-share-wrong"),
        (("file", "housing.csv", "--share", "housing.csv", "--share", "one.share", "--agreement", "LA-1", "--out", "x"),
         "encoding-share-wrong"),
    ],
)  # fmt: skip
def test_bad_input_is_said_in_words(
    folder: Path, arguments: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    placed = [str(folder / one) if "." in one or one == "x" else one for one in arguments]
    assert ran(*placed) == 2
    assert code in capsys.readouterr().err
    assert not (folder / "x").exists()
    assert not (folder / "x.csv").exists()


def test_files_of_different_agreements_do_not_match(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert encoded(folder, "housing") == 0
    assert encoded(folder, "schools", "LA-2") == 0
    assert ran("match", folder / "housing.parquet", folder / "schools.parquet", "--out", folder / "x.csv") == 2
    assert "encoding-other-key" in capsys.readouterr().err
