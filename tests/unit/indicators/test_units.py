"""The unit that a file names is taken: counts are whole, and what is measured has no limits of chance."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, csv_file

from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.metadata_file import as_said, guessed
from joinedup.engine.indicators.profile import estimate_of
from joinedup.engine.indicators.reading import Reading, read_indicator_file
from joinedup.engine.indicators.store import AreaFigure
from joinedup.engine.indicators.wording import said


def read(folder: Path, measure: str, unit: str, first: str = "20", again: bool = False) -> Reading:
    rows = [f"{code},{measure},{unit},{first if place == 0 else 20},21" for place, code in enumerate(CODES_2011)]
    lines = ["area_code,measure,unit,2022,2023", *rows, *rows[: 1 if again else 0]]
    return read_indicator_file(csv_file(folder, *lines), known=KNOWN)


@pytest.mark.parametrize(
    "unit", ["Tonnes", "£", "£ million", "Days", "working days lost", "FTE days", "sq km", "hours"]
)
def test_what_is_measured_has_no_limits(unit: str) -> None:
    figure = AreaFigure(43_777.0, None, None, None, None, "")
    told = estimate_of(Indicator("x", "x", Kind.COUNT, unit=unit), figure)
    assert told is not None
    assert told.intervals == ()


@pytest.mark.parametrize("unit", ["", "people", "Persons", "children under 5 years", "homes", "day centres"])
def test_what_is_counted_has(unit: str) -> None:
    told = estimate_of(Indicator("x", "x", Kind.COUNT, unit=unit), AreaFigure(40.0, None, None, None, None, ""))
    assert told is not None
    assert told.intervals


def test_the_unit_of_the_file_is_taken(tmp_path: Path) -> None:
    reading = read(tmp_path, "Frequency", "Tonnes")
    [series] = reading.series
    assert guessed(series, whole=True, said=reading.said[series]).unit == "tonnes"
    assert as_said(Indicator("x", "Waste", Kind.COUNT), reading.said[series]).unit == "tonnes"
    assert as_said(Indicator("x", "Waste", Kind.COUNT, unit="t"), reading.said[series]).unit == "t"
    share = read(tmp_path, "Percentage", "Persons")
    assert guessed("x", whole=True, said=share.said[share.series[0]]).unit == "%"


def test_money_is_written_as_money() -> None:
    assert said(1_250, Indicator("x", "x", unit="£")) == "£1,250"
    assert said(12.5, Indicator("x", "x", Kind.MEAN, unit="£ an hour")) == "£12.5 an hour"


def test_a_count_below_zero_is_refused_and_one_with_a_fraction_said_by_row(tmp_path: Path) -> None:
    [wrong] = read(tmp_path, "Count", "homes", "-4").defects
    assert (wrong.what, wrong.row, wrong.area, wrong.stops) == ("a count below zero", 2, CODES_2011[0], True)
    [odd] = read(tmp_path, "Count", "homes", "20.5").defects
    assert (odd.what, odd.row, odd.stops) == ("a count with a fraction", 2, False)
    assert read(tmp_path, "Count", "£", "-4.5").may_be_loaded
    assert read(tmp_path, "Net migration", "count", "-4").may_be_loaded


def test_a_row_that_is_there_twice_is_said_once(tmp_path: Path) -> None:
    [told] = read(tmp_path, "Count", "homes", again=True).defects
    assert told.what == "the same figure as in row 2; it is taken once"
