"""Headings that are a part of a year: times of one indicator within the year named, never the whole of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, csv_file

from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.reading import Reading, read_indicator_file
from joinedup.engine.indicators.year_parts import part_in, read_part

MONTHS = "Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,Jan,Feb,Mar"


def read(folder: Path, headings: str, year: str = "", before: str = "") -> Reading:
    """A wide file with the figures 1, 2, 3 … in each row."""
    figures = ",".join(str(place) for place in range(1, headings.count(",") + 2))
    lines = [*([before] if before else []), f"LSOA11CD,{headings}", *(f"{code},{figures}" for code in CODES_2011)]
    return read_indicator_file(csv_file(folder, *lines), known=KNOWN, period=read_period(year) if year else None)


def starts(reading: Reading) -> list[date]:
    """The first days of the times, in the order of the columns."""
    return reading.figures().sort("value")["starts"].unique(maintain_order=True).to_list()


@pytest.mark.parametrize(
    ("year", "first"),
    [
        ("2019/20", [date(2019, 4, 1), date(2019, 7, 1), date(2019, 10, 1), date(2020, 1, 1)]),
        ("2019", [date(2019, 1, 1), date(2019, 4, 1), date(2019, 7, 1), date(2019, 10, 1)]),
    ],
)
@pytest.mark.parametrize(
    "headings",
    ["Q1,Q2,Q3,Q4", "Quarter 1,Quarter 2,Quarter 3,Quarter 4", "Q1 count,Q2 count,Q3 count,Q4 count"],
)
def test_quarters_are_those_of_the_year_named(tmp_path: Path, headings: str, year: str, first: list[date]) -> None:
    reading = read(tmp_path, headings, year)
    assert reading.series == ("",)
    assert starts(reading) == first
    assert all((ends - begins).days < 92 for begins, ends in reading.figures().select("starts", "ends").rows())


def test_months_of_a_financial_year(tmp_path: Path) -> None:
    found = starts(read(tmp_path, MONTHS, "2019/20"))
    assert (found[0], found[8], found[9], found[11]) == (
        date(2019, 4, 1),
        date(2019, 12, 1),
        date(2020, 1, 1),
        date(2020, 3, 1),
    )


def test_quarters_that_name_their_year_need_no_other(tmp_path: Path) -> None:
    found = starts(read(tmp_path, "Q1 2019/20,Q2 2019/20,2019/20 Q3", "2019/20"))
    assert found == [date(2019, 4, 1), date(2019, 7, 1), date(2019, 10, 1)]


def test_two_indicators_by_quarter(tmp_path: Path) -> None:
    reading = read(tmp_path, "Claimants Q1,Claimants Q2,Vacancies Q1,Vacancies Q2", "2019/20")
    assert reading.series == ("Claimants", "Vacancies")
    assert reading.figures()["ends"].unique().sort().to_list() == [date(2019, 6, 30), date(2019, 9, 30)]


def test_months_before_the_name(tmp_path: Path) -> None:
    assert read(tmp_path, "Apr claimants,May claimants", "2019/20").series == ("claimants",)


def test_below_the_name_of_each(tmp_path: Path) -> None:
    reading = read(tmp_path, "Q1,Q2,Q1,Q2", "2019/20", before="Area,Claimants,,Vacancies,")
    assert reading.series == ("Claimants", "Vacancies")
    assert reading.figures()["ends"].n_unique() == 2


def test_the_year_is_that_of_a_line_above(tmp_path: Path) -> None:
    assert starts(read(tmp_path, "Q1,Q2", before="Year: 2019/20,,")) == [date(2019, 4, 1), date(2019, 7, 1)]


def test_the_year_is_that_of_a_column_beside(tmp_path: Path) -> None:
    lines = ["LSOA11CD,Year,Jan,Feb", *(f"{code},{year},1,2" for code in CODES_2011 for year in (2018, 2019))]
    table = read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).figures()
    assert table["starts"].unique().sort().to_list() == [
        date(2018, 1, 1),
        date(2018, 2, 1),
        date(2019, 1, 1),
        date(2019, 2, 1),
    ]


@pytest.mark.parametrize("headings", ["Q1,Q2,Q3,Q4", MONTHS, "Claimants Q1,Claimants Q2", "Q1 count,Q1 rate"])
def test_without_a_year_they_are_refused_with_what_to_do(tmp_path: Path, headings: str) -> None:
    (wrong,) = (one for one in read(tmp_path, headings).defects if one.stops)
    assert wrong.code == "period-unknown"
    assert "2019/20 for a financial year or 2019 for a calendar year" in wrong.what


def test_months_beyond_the_year_named_are_refused(tmp_path: Path) -> None:
    (wrong,) = (one for one in read(tmp_path, "Apr-Sep,Oct-Mar", "2019").defects if one.stops)
    assert '"Oct-Mar" in a heading is no part of 2019' in wrong.what


def test_a_month_named_for_the_file_is_no_year(tmp_path: Path) -> None:
    (wrong,) = (one for one in read(tmp_path, "Q1,Q2", "Mar 2020").defects if one.stops)
    assert "no part of March 2020" in wrong.what


@pytest.mark.parametrize(
    ("headings", "year"), [(MONTHS, "2019"), ("Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec", "2019/20")]
)
def test_months_that_run_otherwise_than_the_year_named_are_refused(tmp_path: Path, headings: str, year: str) -> None:
    (wrong,) = (one for one in read(tmp_path, headings, year).defects if one.stops)
    assert wrong.code == "period-out-of-turn"


def test_months_with_the_newest_first(tmp_path: Path) -> None:
    assert starts(read(tmp_path, "Jun,May,Apr", "2019/20")) == [date(2019, 6, 1), date(2019, 5, 1), date(2019, 4, 1)]


def test_questions_are_not_quarters(tmp_path: Path) -> None:
    assert read(tmp_path, "Q1,Q2,Q3,Q4,Q5", "2019/20").series == ("Q1", "Q2", "Q3", "Q4", "Q5")


def test_the_year_beside_its_quarters_is_the_same_indicator(tmp_path: Path) -> None:
    reading = read(tmp_path, "Claimants Q1,Claimants", "2019/20")
    assert reading.series == ("Claimants",)
    assert reading.figures()["ends"].unique().sort().to_list() == [date(2019, 6, 30), date(2020, 3, 31)]


@pytest.mark.parametrize("words", ["Q5", "Q1 2019", "Rate", "2019", "Mayor", "", "12", "Dec 2019"])
def test_what_is_no_part_of_a_year(words: str) -> None:
    assert read_part(words) is None


@pytest.mark.parametrize("words", ["Q1", "quarter 4", "Apr", "Sept", "January", "Apr-Jun", "Oct to Mar", "Jan – Mar"])
def test_parts_of_a_year(words: str) -> None:
    assert read_part(words) is not None


def test_a_quarter_with_its_months_is_these() -> None:
    part = read_part("Q1 (Apr-Jun)")
    assert part is not None
    assert part.words == "Apr-Jun"


def test_what_begins_alike_by_chance_is_left_as_it_is() -> None:
    headings = ["May contain lead (%)", "Q1 How safe do you feel", "Q2 How well do you sleep"]
    assert [part_in(one, headings) for one in headings] == [None, None, None]
