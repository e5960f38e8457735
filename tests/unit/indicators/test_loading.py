"""Which areas a file's figures are kept for: the same file with and without a lookup is kept once, or it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from tests.unit.indicators.made_up import CODES_2011, LSOA_2011, LSOA_2021, csv_file, long_lines

from joinedup.cli.main import status_of
from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.loading import settled

UNDATED = AreaSet("LSOA", 0, {code: code for code in CODES_2011})


def test_areas_without_a_year_are_those_that_are_there() -> None:
    assert settled(UNDATED, [LSOA_2021, LSOA_2011]) is LSOA_2011
    assert settled(LSOA_2011, [UNDATED]) is UNDATED
    assert settled(LSOA_2011, [LSOA_2021]) is LSOA_2011  # two years that are known stay apart
    assert settled(evolve(UNDATED, kind="ward"), [LSOA_2011]).kind == "ward"
    assert settled(LSOA_2011, [UNDATED, LSOA_2011]) is LSOA_2011


@pytest.mark.parametrize("first", ["with", "without"])
def test_the_same_file_with_and_without_a_lookup_is_kept_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], first: str
) -> None:
    figures = csv_file(tmp_path, *long_lines(range(10, 90, 10)))
    lookup = csv_file(tmp_path, "LSOA11CD,LAD11CD", *(f"{code},E06000001" for code in CODES_2011), name="lookup.csv")
    words = ["indicator", "load", str(figures), "--store", str(tmp_path / "store")]
    ways = [[*words, "--lookup", str(lookup)], words]
    assert [status_of(one) for one in (ways if first == "with" else ways[::-1])] == [0, 0]
    kept = sorted(file.stem for file in (tmp_path / "store" / "figures" / "figures").glob("*.parquet"))
    assert kept == (["lsoa-2011"] if first == "with" else ["lsoa"])
    assert f"Its areas are kept as {kept[0]} already" in capsys.readouterr().out


def test_where_the_areas_are_not_all_the_same_it_is_said_that_people_see_them_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["indicator", "load", "--store", str(tmp_path / "store"), "--about", "published"]
    assert status_of([*words, str(csv_file(tmp_path, *long_lines([1, 2, 3], codes=CODES_2011[:3])))]) == 0
    lookup = csv_file(tmp_path, "LSOA11CD,LAD11CD", *(f"{code},E06000001" for code in CODES_2011), name="lookup.csv")
    figures = csv_file(tmp_path, *long_lines(range(10, 90, 10)))
    assert status_of([*words, str(figures), "--lookup", str(lookup)]) == 0
    assert "kept twice: lsoa has figures of 3 of these areas too" in capsys.readouterr().out
