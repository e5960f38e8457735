"""What holds for all figures: intervals around them, periods in order, files read alike in every layout."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.engine.indicators.cells import Gap, read_cell
from joinedup.engine.indicators.estimates import proportion, rate
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.intervals import byars, exact, of_count, wilson
from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.quantiles import group_of, in_first_group, quantiles
from joinedup.engine.indicators.reading import read_indicator_file
from joinedup.engine.indicators.search import search
from joinedup.engine.indicators.targets import Target

counts = st.integers(0, 10**7)
CODES = [f"E010000{number:02}" for number in range(1, 7)]


@given(st.integers(1, 10**7), st.data())
def test_a_proportion_lies_in_its_interval_and_the_surer_one_is_wider(of: int, data: st.DataObject) -> None:
    events = data.draw(st.integers(0, of))
    likely, surer = wilson(events, of), wilson(events, of, 0.998)
    assert likely.lower is not None
    assert surer.lower is not None
    assert likely.upper is not None
    assert surer.upper is not None
    assert 0 <= surer.lower <= likely.lower <= events / of + 1e-12
    assert events / of - 1e-12 <= likely.upper <= surer.upper + 1e-12 <= 1 + 1e-12


@given(counts)
def test_a_count_lies_in_its_intervals_and_byars_is_near_the_exact_one(count: int) -> None:
    for interval in (exact(count), byars(count), of_count(count)):
        assert (interval.lower or 0) <= count <= (interval.upper or 0)
    if count >= 10:
        near, sure = byars(count), exact(count)
        assert abs((near.lower or 0) - (sure.lower or 0)) < 0.01 * (sure.lower or 1)
        assert abs((near.upper or 0) - (sure.upper or 0)) < 0.01 * (sure.upper or 1)


@given(st.integers(0, 1000), st.integers(1000, 10**6), st.sampled_from([1, 100, 1000, 100_000]))
def test_another_unit_is_the_same_figure(events: int, people: int, per: int) -> None:
    for make in (rate, proportion):
        one, many = make(events, people, 1), make(events, people, per)
        assert one
        assert many
        assert abs(one.value * per - many.value) <= 1e-9 * per
        for first, second in zip(one.intervals, many.intervals, strict=True):
            assert abs((first.upper or 0) * per - (second.upper or 0)) <= 1e-9 * per


@given(st.dictionaries(st.integers(0, 500).map(str), st.floats(-1e6, 1e6), max_size=60), st.integers(2, 10))
def test_groups_are_even_and_in_order(values: dict[str, float], groups: int) -> None:
    found = quantiles(values, groups)
    if len(values) < groups:
        assert not found
        return
    assert set(found) == set(values)
    assert all(1 <= group <= groups for group in found.values())
    ordered = sorted(values, key=lambda area: -values[area])
    assert [found[area] for area in ordered] == sorted(found.values())
    if len(set(values.values())) == len(values):
        sizes = [list(found.values()).count(group) for group in range(1, groups + 1)]
        assert max(sizes) - min(sizes) <= 1
    array = np.array(list(values.values()))
    first = in_first_group(array, groups)
    assert [bool(one) for one in first] == [found[area] == 1 for area in values]
    told = [group_of(value, array, groups) for value in array]
    assert all(one in (None, found[area]) for one, area in zip(told, values, strict=True))
    assert None not in told or len(set(values.values())) < len(values)  # only of values that several have


@given(st.integers(1950, 2090))
def test_periods_of_a_year_are_read_however_they_are_written(year: int) -> None:
    short = f"{(year + 1) % 100:02}"
    financial = {
        read_period(words) for words in (f"{year}/{short}", f"{year}/{year + 1}", f"Apr {year}-Mar {year + 1}")
    }
    assert len(financial) == 1
    (one,) = financial
    assert one is not None
    assert (one.starts, one.ends) == (date(year, 4, 1), date(year + 1, 3, 31))
    assert read_period(one.label) == one
    assert read_period(str(year)) == read_period(f"Jan to Dec {year}")


@given(st.text(max_size=30))
def test_no_text_is_more_than_a_period_or_none(words: str) -> None:
    found = read_period(words)
    assert found is None or found.starts <= found.ends


@given(st.text(max_size=20))
def test_no_cell_is_a_figure_and_a_gap(text: str) -> None:
    cell = read_cell(text)
    assert (cell.value is None) == (cell.gap is not Gap.NONE)


@given(st.text(max_size=40))
def test_no_words_break_the_search(words: str) -> None:
    assert len(search(words, [Indicator("a", "Smoking in adults"), Indicator("b", "Obesity")]).found) <= 2


figures = st.lists(st.integers(0, 10**6) | st.none(), min_size=len(CODES), max_size=len(CODES))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(figures, min_size=1, max_size=3))
def test_the_same_figures_are_read_from_every_layout(years: list[list[int | None]]) -> None:
    names = [f"{2015 + place}/{16 + place}" for place in range(len(years))]

    def said(value: int | None) -> str:
        return "NA" if value is None else str(value)

    long = ["area_code,period,value"]
    long += [f"{code},{name},{said(v)}" for name, own in zip(names, years, strict=True) for code, v in zip(CODES, own, strict=True)]  # fmt: skip  # noqa: E501
    wide = ["code," + ",".join(names)]
    wide += [",".join([code, *(said(own[place]) for own in years)]) for place, code in enumerate(CODES)]
    turned = ["year," + ",".join(CODES)]
    turned += [",".join([name, *map(said, own)]) for name, own in zip(names, years, strict=True)]
    tables = []
    with tempfile.TemporaryDirectory() as folder:
        for number, lines in enumerate((long, wide, turned)):
            path = Path(folder) / f"{number}.csv"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            table = read_indicator_file(path).table.sort("starts", "area").select("area", "starts", "ends", "value")
            tables.append(table)
    if any(value is not None for own in years for value in own):
        assert tables[0].height == len(years) * len(CODES)
        assert tables[0].equals(tables[1])
        assert tables[0].equals(tables[2])


@given(st.floats(0, 100), st.floats(0, 100), st.dates(date(2006, 1, 1), date(2020, 1, 1)), st.dates())
def test_a_path_never_leaves_the_way_from_baseline_to_target(low: float, high: float, by: date, on: date) -> None:
    baseline = read_period("2004/05")
    assert baseline is not None
    if low == high:
        return
    path = Target("x", "A", low, baseline, high, by).path(on)
    assert min(low, high) - 1e-9 <= path <= max(low, high) + 1e-9
