"""What headings say: quarters and months within a year, groups of people, indicators with their year, shares."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, csv_file

from joinedup.engine.indicators.headings import is_group, is_share, kind_said, period_above, period_in, within
from joinedup.engine.indicators.indicator import Kind
from joinedup.engine.indicators.reading import read_indicator_file

CODES = CODES_2011[:4]


@pytest.mark.parametrize(
    ("year", "part", "label"),
    [
        ("2019/20", "Q4", "January to March 2020"),
        ("2019", "Q4", "October to December 2019"),
        ("2019/20", "Feb", "February 2020"),
        ("2019/20", "April", "April 2019"),
        ("2019/20", "Jan-Mar", "January to March 2020"),
        ("2019/20", "Apr - Jun", "April to June 2019"),
        ("2019/20", "Q1 2021", "January to March 2021"),
    ],
)
def test_a_part_of_a_year_is_the_one_in_that_year(year: str, part: str, label: str) -> None:
    found = within(year, part)
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize(
    ("year", "part"), [("2019/20", "Count"), ("Mar 2019", "Q2"), ("soon", "Q2"), ("2015-17", "Apr")]
)
def test_what_is_no_part_of_a_year_is_none(year: str, part: str) -> None:
    assert within(year, part) is None


def test_a_heading_with_its_year() -> None:
    found = period_in("Under 18 conceptions, 2015 - 17")
    assert found is not None
    assert (found[0], found[1].starts, found[1].ends) == ("Under 18 conceptions", date(2015, 1, 1), date(2017, 12, 31))
    assert period_in("Households 2") is None
    assert is_group("65 and over")
    assert not is_group("Smokers")
    assert is_share("Percentage of adults")
    assert not is_share("% change since 2011")


def test_of_several_periods_above_a_table_none_is_taken() -> None:
    told = period_above([["Obesity"], ["Period: 2019/20", ""]])
    assert told is not None
    assert (told[0].label, told[1]) == ("2019/20", 1)
    assert period_above([["2018/19"], ["2019/20"]]) is None


YEARS = "area code,year,quarter,value"


@pytest.mark.parametrize(
    ("name", "lines", "each"),
    [
        ("quarters beside a year", [YEARS, *(f"{c},2019/20,Q{q},{q}" for c in CODES for q in (1, 2, 3, 4))], 4),
        ("their numbers", [YEARS, *(f"{c},2019/20,{q},{q}" for c in CODES for q in (1, 2, 3, 4))], 4),
        ("months", ["area code,year,month,value", *(f"{c},2019,{m},1" for c in CODES for m in ("Jan", "May"))], 2),
        ("under a year", [",2018/19,,2019/20,", "area code,Q1,Q4,Q1,Q4", *(f"{c},1,2,3,4" for c in CODES)], 4),
        ("in a heading", ["area code,Obesity 2018,Obesity 2019", *(f"{c},1,2" for c in CODES)], 2),
    ],
)
def test_times_told_in_two_places_are_one(tmp_path: Path, name: str, lines: list[str], each: int) -> None:
    table = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).figures()
    assert table.height == each * len(CODES), name
    assert table.select("starts", "ends").n_unique() == each
    assert table["series"].n_unique() == 1


@pytest.mark.parametrize(
    "lines",
    [
        [",Men,,Women,", "area code,2018,2019,2018,2019", *(f"{c},1,2,3,4" for c in CODES)],
        [
            "area code,Tenure,period,value",
            *(f"{c},{who},{y},1" for c in CODES for who in ("a", "b") for y in (2018, 2019)),
        ],
    ],
)
def test_groups_are_told_apart_whatever_their_column_is_called(tmp_path: Path, lines: list[str]) -> None:
    reading = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN)
    assert reading.figures().height == 4 * len(CODES)
    assert reading.table["group"].n_unique() == 2


def test_a_time_above_the_table_is_taken_and_said(tmp_path: Path) -> None:
    lines = ["Obesity in year 6,,", "Period: 2019/20,,", "area code,area name,value", *(f"{c},x,1" for c in CODES)]
    reading = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN)
    assert reading.figures()["starts"].unique().to_list() == [date(2019, 4, 1)]
    assert "2019/20" in next(str(one) for one in reading.defects if one.code == "period-from-above")


def test_a_ratio_beside_its_counts_is_the_figure_and_columns_that_are_not_read_are_said(tmp_path: Path) -> None:
    lines = [
        "Area code,Period,Observed,Expected,SMR,LCL,UCL,Beds",
        *(f"{c},2015-17,12,10,120,100,140,7" for c in CODES),
    ]
    reading = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN)
    figure = reading.figures().select("value", "numerator", "denominator", "lower").row(0)
    assert figure == (120, 12, 10, 100)
    assert "column 8 (Beds)" in next(str(one) for one in reading.defects if one.code == "column-unread")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("IMD_rank", Kind.INDEX),
        ("IMD_decile", Kind.INDEX),
        ("Income | rank_proportion_bottom_decile", Kind.INDEX),
        ("Income | average_score", Kind.INDEX),
        ("Income | proportion_bottom_decile", Kind.PROPORTION),
        ("Proportion of areas in the lowest decile", Kind.PROPORTION),
        ("Deliberate fires", None),
    ],
)
def test_a_rank_or_a_score_is_told_by_its_name(words: str, kind: Kind | None) -> None:
    assert kind_said(words) is kind
