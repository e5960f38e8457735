"""`joinedup indicator check --against`: two files of the same areas, or of areas and the larger ones above them."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from tests.unit.indicators.made_up import csv_file, long_lines


def test_two_files_that_disagree_are_both_named_by_row_and_area(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = csv_file(tmp_path, *long_lines(range(8)), name="ours.csv")
    second = csv_file(tmp_path, *long_lines([0, 1, 2, 9, 4, 5, 6, 7]), name="theirs.csv")
    assert status_of(["indicator", "check", str(first), "--against", str(second)]) == 1
    assert "ours.csv, row 5, E01000004: another figure than in theirs.csv, row 5" in capsys.readouterr().out


@pytest.mark.open_data
def test_small_areas_that_do_not_add_up_to_what_is_published_are_told(
    open_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures, lookups = open_data / "indicators", open_data / "lookups"
    words = ["indicator", "check", str(figures / "gm_lsoa11_claimant_count.csv")]
    words += ["--lookup", str(lookups / "study_gm_lsoa11_ward19_lad19_best_fit.csv")]
    assert status_of([*words, "--against", str(figures / "gm_la_claimant_count_monthly.csv")]) == 0
    said = capsys.readouterr().out
    assert "64 of 1,673 areas (LSOA 2011) have no figure for 1 October 2017" in said
    assert (
        "E08000003: Manchester, 1 October 2017: its 244 areas add up to 8,750, and 9,595 is published in "
        "gm_la_claimant_count_monthly.csv (-8.8%); 38 of its 282 have no figure here"
    ) in said


def test_areas_that_lack_figures_at_every_time_are_named_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lookup = csv_file(tmp_path, "LSOA21CD,LAD21CD", *(f"E0100000{n},E06000001" for n in range(1, 9)), name="lookup.csv")
    rows = [f"E0100000{n},20{year}/{year + 1},Adults,{n}" for year in (22, 23) for n in range(1, 8)]
    file = csv_file(tmp_path, "Area code,Period,Indicator,Value", *rows)
    assert status_of(["indicator", "check", str(file), "--lookup", str(lookup)]) == 0
    said = capsys.readouterr().out
    assert said.count("have no figure for") == 1
    assert "1 of 8 areas (LSOA 2021) have no figure for 2 times, 2022/23 to 2023/24 in Adults: E01000008" in said


def test_a_period_that_ends_before_it_begins_is_told_so_and_one_end_is_named_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ("E01000001,2024-12-31,2024-01-01,5", "E01000002,2024-01-01,2024-12-AB,5")
    file = csv_file(tmp_path, "area_code,date_from,date_to,value", *rows)
    assert status_of(["indicator", "check", str(file)]) == 1
    said = capsys.readouterr().out
    assert 'row 2, E01000001: the period ends ("2024-01-01") before it begins ("2024-12-31")' in said
    assert 'row 3, E01000002: no period can be read from "2024-12-AB"' in said


def test_what_lacks_an_option_says_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = csv_file(tmp_path, "Area code,Value", "E01000001,5", "E01000002,6")
    assert status_of(["indicator", "check", str(file)]) == 1
    assert "--period 2019/20" in capsys.readouterr().out
    assert status_of(["indicator", "check", str(file), "--period", "2024"]) == 0
    said = capsys.readouterr().out
    assert "--lookup FILE" in said
    assert "2 figures, 2 areas, 1 period." in said


def test_figures_on_areas_that_none_of_them_lie_in_are_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv_file(tmp_path, "Area code,Period,Indicator,Value", "E01000001,2024,Adults,5")
    onto = csv_file(tmp_path, "LSOA11CD,LSOA21CD,TotPersons", "E01000002,E01000002,9", name="onto.csv")
    out = tmp_path / "out.csv"
    assert status_of(["indicator", "carry", str(file), str(onto), str(out)]) == 2
    assert "carry-nothing" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.open_data
def test_what_an_incomplete_file_lacks_is_named_though_its_sum_stays_the_same(
    tmp_path: Path, open_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["indicator", "carry", str(open_data / "indicators" / "gm_lsoa11_claimant_count.csv")]
    lookups = open_data / "lookups"
    onto = lookups / "study_gm_lsoa11_to_lsoa21_population_weighted.csv"
    assert status_of([*words, str(onto), str(tmp_path / "one.csv")]) == 0
    said = capsys.readouterr().out
    assert "sum before 44,295, after 44,295" in said
    assert "1,152 of 2,761 old areas (LSOA 2011) in the overlaps are not in the file: E01000471" in said
    assert "With --lookup FILE those are named that the file's own districts lack" in said
    wards = lookups / "study_gm_lsoa11_ward19_lad19_best_fit.csv"  # which says the districts
    assert status_of([*words, str(wards), str(tmp_path / "two.csv")]) == 0
    said = capsys.readouterr().out
    assert "64 of 2,761 old areas (LSOA 2011) in the overlaps are not in the file: E01032556" in said
    assert status_of([*words, str(onto), str(tmp_path / "three.csv"), "--lookup", str(wards)]) == 0
    said = capsys.readouterr().out
    assert "64 of 1,673 areas (LSOA 2011) have no figure" in said
    assert "in the overlaps are not in the file" not in said
