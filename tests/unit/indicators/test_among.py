"""Where a figure lies among all areas of its kind, in words and as a line of a spine chart."""

from __future__ import annotations

import re

import numpy as np
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.engine.indicators.among import LEAST, Among, among
from joinedup.engine.indicators.compare import Standing, compare
from joinedup.engine.indicators.estimates import Estimate
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.profile import Fact
from joinedup.engine.indicators.trend import Direction, Trend
from joinedup.service.indicators.spine_picture import EDGE, WIDE, spine

SMOKING = Indicator("smoking", "Adults who smoke", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100, "%")
NO_TREND = Trend(Direction.NOT_KNOWN, Standing.NOT_COMPARED, "")
NINE = np.array([10.0, 20, 30, 40, 50, 60, 70, 80, 90, np.nan])


def test_its_place_and_where_the_others_lie() -> None:
    found = among(80.0, NINE, Kind.RATE)
    assert found == Among(2, 9, 10, 30, 50, 70, 90)
    assert found.in_words(SMOKING) == (
        "Place 2 of 9, counted from the highest. They lie between 10.0% and 90.0%, "
        "half of them between 30.0% and 70.0%."
    )


def test_nothing_is_said_of_counts_of_few_areas_or_without_a_figure() -> None:
    assert among(80.0, NINE, Kind.COUNT) is None
    assert among(None, NINE, Kind.RATE) is None
    assert among(1.0, np.array([1.0] * (LEAST - 1) + [np.nan]), Kind.RATE) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.floats(0, 1e6), min_size=LEAST, max_size=40), st.data())
def test_places_are_in_order_and_equal_figures_share_one(values: list[float], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(values))
    found = among(one, np.array(values), Kind.RATE)
    assert found is not None
    assert found.place == 1 + sum(value > one for value in values)
    ends = [found.lowest, found.lower, found.middle, found.upper, found.highest]
    assert ends == sorted(ends)
    assert min(values) == found.lowest <= one <= found.highest == max(values)


def fact_of(value: float | None, one: Indicator = SMOKING, reference: float | None = 50.0) -> Fact:
    period = read_period("2024/25")
    assert period is not None
    estimate = None if value is None else Estimate(value, 100, None, None, ())
    told = compare(None, reference, one.polarity, "England")
    return Fact(one, period, estimate, "", told, NO_TREND, "", "", among=among(value, NINE, one.kind))


def dot(picture: str) -> float:
    found = re.search(r'cx="([\d.]+)"', picture)
    assert found
    return float(found[1])


def test_the_better_lies_to_the_right() -> None:
    high_is_good = evolve(SMOKING, polarity=Polarity.HIGH_IS_GOOD)
    assert dot(spine(fact_of(10.0))) == WIDE - EDGE  # few smoke
    assert dot(spine(fact_of(10.0, high_is_good))) == EDGE
    assert dot(spine(fact_of(50.0))) == WIDE / 2


def test_whoever_does_not_see_it_is_told_and_nothing_leaves_the_frame() -> None:
    picture = spine(fact_of(80.0, reference=500.0))
    assert "<title>Place 2 of 9" in picture
    assert all(0 <= float(one) <= WIDE for one in re.findall(r' (?:x|cx)="([\d.]+)"', picture))
    assert spine(fact_of(None)) == ""


def test_a_title_is_written_as_text() -> None:
    assert "<b>" not in spine(fact_of(80.0, evolve(SMOKING, unit="<b>x")))
