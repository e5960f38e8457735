"""`joinedup protect --beside`: a table made safe together with tables that are public already."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.engine.disclosure.footing import on_one_footing
from joinedup.engine.disclosure.published import SHOWN, Cell, Key, Published
from joinedup.engine.disclosure.rules import DEFAULT

COUNTS = {
    "L1": (30, 12), "L2": (22, 9), "L3": (3, 14), "L4": (41, 18), "L5": (27, 33), "L6": (19, 8),
}  # fmt: skip
WARD = {"L1": "W1", "L2": "W1", "L3": "W1", "L4": "W2", "L5": "W2", "L6": "W2"}
MSOA = {"L1": "M1", "L2": "M1", "L3": "M2", "L4": "M2", "L5": "M3", "L6": "M3"}


def written(path: Path, levels: str, areas: list[str]) -> Path:
    codes = {"lsoa": dict(zip(COUNTS, COUNTS, strict=True)), "ward": WARD, "msoa": MSOA}
    rows = [
        ",".join([*(codes[level][area] for level in levels.split(",")), age, str(count)])
        for area in areas
        for age, count in zip(("0-17", "18+"), COUNTS[area], strict=True)
    ]
    path.write_text("\n".join([f"{levels},age,count", *rows]) + "\n")
    return path


def protect(counts: Path, levels: str, out: Path, *more: str) -> int:
    asked = ["--count", "count", "--by", "age", "--hierarchy", levels, "--out", str(out)]
    return status_of(["protect", str(counts), *asked, *more])


@pytest.fixture
def by_msoa(tmp_path: Path) -> Path:
    former = tmp_path / "msoa.csv"
    assert protect(written(tmp_path / "a.csv", "msoa", list(COUNTS)), "msoa", former) == 0
    return former


@pytest.fixture
def lookup(tmp_path: Path) -> Path:
    path = tmp_path / "lookup.csv"
    path.write_text("lsoa,ward,msoa\n" + "".join(f"{one},{WARD[one]},{MSOA[one]}\n" for one in COUNTS))
    return path


def cells(path: Path) -> dict[tuple[str, str], str]:
    with path.open(newline="", encoding="utf-8") as stream:
        return {(row["area"], row["age"]): row["count"] for row in csv.DictReader(stream)}


def test_wards_beside_msoas_do_not_tell_the_small_area_between_them(
    tmp_path: Path, by_msoa: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """W1 less M1 is L3, where three young people live; no table has a cell for it."""
    counts, out = written(tmp_path / "b.csv", "ward", list(COUNTS)), tmp_path / "ward.csv"
    assert protect(counts, "ward", out) == 0
    assert cells(out)["W1", "0-17"] == "55"
    together = ["attack", str(out), str(by_msoa), "--lookup", str(lookup)]
    capsys.readouterr()
    assert status_of(together) == 1
    said = capsys.readouterr().out
    assert "lsoa L3, age 0-17" in said
    assert "Not safe: do not publish these tables together" in said

    assert protect(counts, "ward", out, "--beside", str(by_msoa), "--lookup", str(lookup)) == 0
    assert cells(out)["W1", "0-17"] == ""
    assert "cells are left out that this one would show by itself" in capsys.readouterr().out
    assert status_of(together) == 0


def test_without_a_lookup_nothing_is_written_and_the_attack_says_what_it_did_not_look_for(
    tmp_path: Path, by_msoa: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts, out = written(tmp_path / "b.csv", "ward", list(COUNTS)), tmp_path / "ward.csv"
    assert protect(counts, "ward", out, "--beside", str(by_msoa)) == 2
    assert "--lookup" in capsys.readouterr().err
    assert not out.exists()
    assert protect(counts, "ward", out) == 0
    assert status_of(["attack", str(out), str(by_msoa)]) == 0
    assert "was not looked for" in capsys.readouterr().out


def test_last_months_table_with_one_area_more_does_not_tell_that_area(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All areas then, less all areas now, are the one that has gone; so are the two of its MSOA."""
    former, out = tmp_path / "last month.csv", tmp_path / "now.csv"
    areas = [one for one in COUNTS if one != "L3"]
    assert protect(written(tmp_path / "a.csv", "lsoa,msoa", list(COUNTS)), "lsoa,msoa", former) == 0
    counts = written(tmp_path / "b.csv", "lsoa,msoa", areas)
    assert protect(counts, "lsoa,msoa", out) == 0
    assert status_of(["attack", str(former), str(out)]) == 1
    capsys.readouterr()
    assert protect(counts, "lsoa,msoa", out, "--beside", str(former), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["left_out_beside"] > 0
    assert (said["attacked_with"], said["told_before"]) == (1, [])
    assert status_of(["attack", str(former), str(out)]) == 0


def test_what_former_tables_tell_already_is_named_and_the_table_is_written_with_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, out = tmp_path / "raw.csv", tmp_path / "now.csv"
    raw.write_text("level,area,age,count,status\nlsoa,L3,0-17,3,shown\nlsoa,L1,0-17,30,shown\n")
    counts = written(tmp_path / "a.csv", "lsoa,msoa", list(COUNTS))
    assert protect(counts, "lsoa,msoa", out, "--beside", str(raw)) == 1
    said = capsys.readouterr().out
    assert "lsoa L3, age 0-17 (from raw.csv)" in said
    assert "was written" in said
    assert cells(out)["L3", "0-17"] == ""


def test_tables_of_other_counts_and_what_cannot_be_mended_are_refused(
    tmp_path: Path, lookup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, out = tmp_path / "other.csv", tmp_path / "now.csv"
    other.write_text("level,area,age,count,status\nlsoa,L1,0-17,31,shown\n")
    counts = written(tmp_path / "a.csv", "lsoa,msoa", list(COUNTS))
    assert protect(counts, "lsoa,msoa", out, "--beside", str(other)) == 2
    other.write_text("level,area,age,count,status\nlsoa,L1,0-17,30,shown\n")  # no lookup
    assert protect(counts, "lsoa,msoa", out, "--beside", str(other), "--lookup", str(other)) == 2
    assert protect(counts, "lsoa,msoa", out, "--lookup", str(lookup)) == 2
    assert protect(counts, "lsoa,msoa", out, "--beside", str(out)) == 2
    assert not out.exists()
    assert "Traceback" not in capsys.readouterr().err


def test_an_area_that_lacks_one_of_its_small_areas_is_another_area() -> None:
    def by_ward(name: str, parts: tuple[str, ...]) -> Published:
        counted = tuple(Cell(Key("lsoa", one, ()), 20, SHOWN) for one in parts)
        whole = tuple(Cell(Key(level, code, ()), 20 * len(parts), SHOWN) for level, code in WHOLES)
        return Published(name, ("lsoa", "ward"), (), counted + whole, tuple((one, "W") for one in parts), DEFAULT)

    found = on_one_footing([by_ward("now", ("a", "b")), by_ward("then", ("a", "b", "c")), by_ward("again", ("a", "b"))])
    named = [{cell.key.area for cell in table.cells if cell.key.level != "lsoa"} for table in found.tables]
    assert named == [{"W", "Total"}, {"W of then", "Total of then"}, {"W", "Total"}]
    assert found.unrelated == ()


WHOLES = (("ward", "W"), ("all", "Total"))
