"""Periods as partners write them."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.engine.indicators.periods import read_period, read_periods


@pytest.mark.parametrize(
    ("words", "starts", "ends", "label"),
    [
        ("2013/14", date(2013, 4, 1), date(2014, 3, 31), "2013/14"),
        ("2013/2014", date(2013, 4, 1), date(2014, 3, 31), "2013/14"),
        ("2015 - 17", date(2015, 1, 1), date(2017, 12, 31), "2015 to 2017"),
        ("2015–2017", date(2015, 1, 1), date(2017, 12, 31), "2015 to 2017"),
        ("2004–05", date(2004, 4, 1), date(2005, 3, 31), "2004/05"),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31), "1999/00"),
        ("2018-10", date(2018, 10, 1), date(2018, 10, 31), "October 2018"),
        ("Mar 2023", date(2023, 3, 1), date(2023, 3, 31), "March 2023"),
        ("March 2023", date(2023, 3, 1), date(2023, 3, 31), "March 2023"),
        ("Feb-24", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("Apr 2022-Mar 2023", date(2022, 4, 1), date(2023, 3, 31), "2022/23"),
        ("Oct 2021-Sep 2022", date(2021, 10, 1), date(2022, 9, 30), "October 2021 to September 2022"),
        ("Jan to Mar 2020", date(2020, 1, 1), date(2020, 3, 31), "January to March 2020"),
        ("2020/21 - 24/25", date(2020, 4, 1), date(2025, 3, 31), "2020/21 to 2024/25"),
        ("Q2 2019/20", date(2019, 7, 1), date(2019, 9, 30), "July to September 2019"),
        ("2019/20 Q4", date(2020, 1, 1), date(2020, 3, 31), "January to March 2020"),
        ("2019 Q2", date(2019, 4, 1), date(2019, 6, 30), "April to June 2019"),
        ("2022-06-30", date(2022, 6, 30), date(2022, 6, 30), "30 June 2022"),
        ("30/06/2022", date(2022, 6, 30), date(2022, 6, 30), "30 June 2022"),
        ("Year ending Mar 2009", date(2008, 4, 1), date(2009, 3, 31), "2008/09"),
        ("academic year 2021/22", date(2021, 9, 1), date(2022, 8, 31), "September 2021 to August 2022"),
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "2019"),
    ],
)
def test_periods_are_read(words: str, starts: date, ends: date, label: str) -> None:
    period = read_period(words)
    assert period is not None
    assert (period.starts, period.ends, period.label, period.words) == (starts, ends, label, words)


@pytest.mark.parametrize(
    "words", ["NA", "-", "*", "", "n/a", "Q5 2019", "2013/15", "31/02/2020", "soon", "Q2", "2018-13x"]
)
def test_what_is_no_period_is_none(words: str) -> None:
    assert read_period(words) is None


def test_a_quarter_or_month_by_itself_takes_the_year_of_its_sheet() -> None:
    quarter, month = read_period("Q2", 2019), read_period("March", 2019)
    assert quarter is not None
    assert month is not None
    assert (quarter.starts, month.ends) == (date(2019, 4, 1), date(2019, 3, 31))


def test_the_column_tells_months_from_financial_years() -> None:
    financial = read_periods(["2004-05", "2005-06"])
    months = read_periods(["2004-05", "2004-06", "2004-12"])
    assert [p.label for p in financial.values() if p] == ["2004/05", "2005/06"]
    assert [p.label for p in months.values() if p] == ["May 2004", "June 2004", "December 2004"]


def test_periods_are_in_the_order_of_time_however_they_were_written() -> None:
    words = ["Mar 2023", "2013/14", "2015 - 17", "2013"]
    periods = sorted(period for one in words if (period := read_period(one)))
    assert [period.words for period in periods] == ["2013", "2013/14", "2015 - 17", "Mar 2023"]


def test_a_figure_is_of_a_day_on_it_and_of_a_year_in_it() -> None:
    day, year = read_period("2017-10-01"), read_period("2019/20")
    assert day is not None
    assert year is not None
    assert (day.when, year.when) == ("on 1 October 2017", "in 2019/20")
