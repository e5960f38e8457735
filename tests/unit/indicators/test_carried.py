"""Figures on the areas of another year: counts conserved, rates worked out anew, scores not split, gaps not filled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.unit.indicators.made_up import csv_file, long_lines

from joinedup.cli.main import status_of
from joinedup.engine.areas.change import Overlaps, read_overlaps
from joinedup.engine.clearing.carried_small import without_small
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.carried import Carried, by_best_fit, carry
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.reading import read_indicator_file

# A stays; B is split into C and D by 300 and 700 people; E and F become G
ONTO = Overlaps({"A": {"A": 500.0}, "B": {"C": 300.0, "D": 700.0}, "E": {"G": 400.0}, "F": {"G": 600.0}})
THEFTS = Indicator("c", "C")
SHARE = Indicator("share", "A share", Kind.PROPORTION, per=100)


def figures(**told: tuple[float | None, float | None, float | None]) -> pl.DataFrame:
    day = (date(2024, 1, 1), date(2024, 12, 31))
    rows = [["", "", area, *day, *numbers, None, None, "", 1, ""] for area, numbers in told.items()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def values(carried: Carried) -> dict[str, float | None]:
    return dict(carried.figures.select("area", "value").iter_rows())


def test_counts_are_shared_out_by_people_and_keep_their_sum() -> None:
    made = carry(
        figures(A=(7, None, None), B=(11, None, None), E=(3, None, None), F=(4, None, None)), Indicator("c", "C"), ONTO
    )
    assert values(made) == {"A": 7, "C": 3, "D": 8, "G": 7}
    assert made.estimated == {"C", "D"}
    whole = carry(figures(B=(11, None, None)), Indicator("c", "C"), by_best_fit(ONTO))
    assert values(whole) == {"D": 11}


def test_shares_are_worked_out_from_their_counts_and_never_averaged() -> None:
    made = carry(figures(E=(50, 200, 400), F=(10, 60, 600), A=(20, None, None)), SHARE, ONTO)
    assert values(made) == {"A": None, "G": 26}
    assert made.not_split == ("A",)  # it came without its counts


def test_scores_stand_only_where_nothing_changed() -> None:
    made = carry(figures(A=(1.5, None, None), B=(2.5, None, None)), Indicator("s", "S", Kind.INDEX), ONTO)
    assert (values(made), made.not_split) == ({"A": 1.5, "C": None, "D": None}, ("B",))


def test_an_area_with_a_part_without_a_figure_has_none() -> None:
    made = carry(figures(E=(3, None, None), F=(None, None, None), Z=(9, None, None)), Indicator("c", "C"), ONTO)
    assert values(made) == {"G": None}
    assert (made.without, made.unplaced) == ({"G"}, ("Z",))


def test_a_lookup_without_people_says_one_area_each_or_is_refused(tmp_path: Path) -> None:
    lookup = csv_file(tmp_path, "FID,LSOA11CD,WD19CD", "1,E01000001,E05000001", "2,E01000002,E05000001")
    assert read_overlaps(lookup).best_fit() == {"E01000001": "E05000001", "E01000002": "E05000001"}
    both = csv_file(tmp_path, "LSOA11CD,WD19CD", "E01000001,E05000001", "E01000001,E05000002")
    with pytest.raises(JoinedupError, match="does not say how many people"):
        read_overlaps(both)


def test_the_command_writes_a_file_that_can_be_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = csv_file(tmp_path, *long_lines([10, 20, 30, 40, 50, 60, 70, 81]))
    rows = [f"E0100000{n},E0100000{n},100" for n in range(1, 8)]
    onto = csv_file(
        tmp_path,
        "LSOA11CD,LSOA21CD,TotPersons",
        *rows,
        "E01000008,E01000011,30",
        "E01000008,E01000012,30",
        name="onto.csv",
    )
    out = tmp_path / "out.csv"
    assert status_of(["indicator", "carry", str(file), str(onto), str(out)]) == 0
    told = capsys.readouterr().out
    assert "sum before 361, after 361" in told
    assert "2 areas have figures that were shared out: E01000011, E01000012" in told
    again = read_indicator_file(out).figures()
    assert again["value"].sum() == 361
    assert again["area"].n_unique() == 9
    assert status_of(["indicator", "carry", str(file), str(onto), str(out)]) != 0  # nothing is written over


def test_an_estimate_of_a_few_people_is_not_shown() -> None:
    counted = carry(figures(A=(2, None, None), B=(11, None, None), E=(1, None, None), F=(2, None, None)), THEFTS, ONTO)
    made = without_small(counted, THEFTS)
    assert values(made) == {"A": 2, "C": None, "D": 8, "G": 3}  # only what was split is an estimate
    assert made.small == {"C"}
    assert dict(made.figures.select("area", "note").iter_rows())["C"] == "suppressed"
    assert without_small(counted, Indicator("w", "Waste", unit="tonnes")) is counted
    for top, hidden in (
        (6, {"C", "D"}),
        (8, {"C"}),
        (60, set()),
        (92, {"C"}),
        (1, {"D"}),
    ):  # of a share the rest is looked at too
        made = without_small(carry(figures(B=(top, top, 100)), SHARE, ONTO), SHARE)
        assert made.small == hidden
        assert made.figures.filter(pl.col("area").is_in(list(hidden)))["numerator"].null_count() == len(hidden)


def test_the_command_says_which_estimates_it_leaves_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = csv_file(tmp_path, "area_code,period,value", "E01000001,2019,6", "E01000002,2019,60")
    split = [f"E01000001,E0100001{n},{n}0" for n in (1, 2)]
    onto = csv_file(tmp_path, "LSOA11CD,LSOA21CD,TotPersons", *split, "E01000002,E01000002,9", name="onto.csv")
    out = tmp_path / "out.csv"
    assert status_of(["indicator", "carry", str(file), str(onto), str(out)]) == 0
    told = capsys.readouterr().out
    assert "sum before 66, after 66" in told
    assert '2 areas have an estimate of 1 to 4 people, which is left out ("c"): E01000011, E01000012' in told
    assert read_indicator_file(out).figures()["value"].drop_nulls().to_list() == [60]
    assert ",c,,,left out" in out.read_text(encoding="utf-8")
    whole = tmp_path / "whole.csv"
    assert status_of(["indicator", "carry", str(file), str(onto), str(whole), "--about", "nobody"]) == 0
    assert sorted(read_indicator_file(whole).figures()["value"]) == [2, 4, 60]
