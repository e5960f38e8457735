"""Areas that have no figure: each is named in a whole file, and a file about a part of a place says so in one line."""

from __future__ import annotations

from pathlib import Path

from tests.unit.indicators.made_up import csv_file

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.reading import read_indicator_file

CODES = [f"E010000{number}" for number in range(10, 30)]
AREAS = AreaSet("LSOA", 2021, {code: code for code in CODES}, dict.fromkeys(CODES, "E06000001"))


def said(folder: Path, years: dict[str, list[str]]) -> list[str]:
    lines = ["area_code,period,value", *(f"{code},{year},20" for year, codes in years.items() for code in codes)]
    reading = read_indicator_file(csv_file(folder, *lines), known=[AREAS])
    assert reading.may_be_loaded
    return [one.what for one in reading.defects]


def test_a_file_with_fewer_than_half_of_the_areas_says_so_once(tmp_path: Path) -> None:
    [words] = said(tmp_path, {"2022": CODES[:6], "2023": CODES[:6]})
    assert words.startswith("6 of the 20 areas (LSOA 2021) of E06000001 are in the file")
    assert "14 are missing, such as E01000016, E01000017" in words


def test_its_own_areas_are_held_against_one_another(tmp_path: Path) -> None:
    part, lacking = said(tmp_path, {"2022": CODES[:6], "2023": CODES[:2]})
    assert part.startswith("6 of the 20 areas")
    assert lacking.startswith("4 of 6 areas in the file have no figure for 2023: E01000012")


def test_a_time_with_few_of_the_areas_is_named_beside_a_whole_one(tmp_path: Path) -> None:
    [words] = said(tmp_path, {"2022": CODES, "2023": CODES[:3]})
    assert words.startswith("17 of 20 areas (LSOA 2021) have no figure for 2023")
    assert said(tmp_path, {"2022": CODES, "2023": CODES}) == []


def test_an_area_without_a_figure_is_in_the_file(tmp_path: Path) -> None:
    lines = ["area_code,period,value", *(f"{code},2023,{'20' if n < 6 else 'NA'}" for n, code in enumerate(CODES))]
    [told] = read_indicator_file(csv_file(tmp_path, *lines), known=[AREAS]).defects
    assert told.what.startswith("14 of 20 areas (LSOA 2021) have no figure for 2023")
