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
    assert "E08000003: its 244 areas add up to 8,750, and 9,595 is published (-8.8%); 38 areas have no figure" in said
