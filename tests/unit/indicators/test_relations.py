"""Counts of the same people, and counts of times that overlap: what one hides, the others may not tell."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from joinedup.engine.indicators.over_time import told_by_time
from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.relations import Counts, related, told_of

SMOKERS = np.array([3.0, 31, 32, 33, 34, 35, 36, 37])
OTHERS = np.array([197.0, 169, 150, 141, 120, 99, 84, 71])
ADULTS = SMOKERS + OTHERS


def counts(numbers: object, *hidden: int) -> Counts:
    shown = np.array(numbers, dtype=float)
    gone = np.isin(np.arange(len(shown)), hidden)
    shown[gone] = np.nan
    return Counts("", shown, gone)


def test_a_part_and_its_complement_tell_of_each_other() -> None:
    parts = [counts(SMOKERS, 0, 1), counts(OTHERS), counts(ADULTS)]
    assert related([one.shown for one in parts], 1) == [(0, 1, 2)]
    assert related([one.shown for one in reversed(parts)], 1) == [(1, 2, 0)]  # whichever of them comes last
    assert told_of(parts) == 0
    # hidden in both it is told by neither
    assert told_of([counts(SMOKERS, 0, 1), counts(OTHERS, 0, 1), counts(ADULTS)]) is None


def test_the_same_people_under_another_name_are_hidden_in_the_same_places() -> None:
    first, second = counts(SMOKERS, 0, 1), counts(SMOKERS, 0, 2)
    assert related([first.shown, second.shown], 1) == [(0, 1)]
    assert told_of([first, second]) == 1  # the second place is shown by the other
    assert told_of([first, first]) is None


def test_counts_that_agree_here_and_there_by_accident_are_of_different_people() -> None:
    almost = SMOKERS.copy()
    almost[6] += 1
    assert related([SMOKERS, almost], 1) == []
    assert related([np.zeros(8), SMOKERS, SMOKERS], 1) == []
    assert told_of([counts(SMOKERS, 0), counts(almost)]) is None


def by_time(told: dict[str, tuple[float, bool]]) -> pl.DataFrame:
    rows = []
    for words, (count, hidden) in told.items():
        period = read_period(words)
        assert period is not None
        rows.append(("E01000001", "", period.starts, period.ends, count, hidden))
    columns = ["area", "group", "starts", "ends", "count", "hidden"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def small(count: float) -> bool:
    return 1 <= count <= 4


QUARTERS = {"Q1 2024": (3.0, True), "Q2 2024": (20.0, False), "Q3 2024": (21.0, False), "Q4 2024": (22.0, False)}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, False),
        ({"2024": (66.0, False)}, True),  # the year tells its hidden quarter
        ({"2024": (66.0, True)}, False),
        ({"2024": (30.0, False)}, False),  # numbers of people at a time do not add up
        ({"2024": (66.0, False), "Q2 2024": (20.0, True)}, False),
        ({"2024": (47.0, False), "Q2 2024": (1.0, True)}, True),  # the two that are hidden are four together
        ({"2023 to 2024": (166.0, False), "2023": (100.0, False)}, True),  # by way of two years
    ],
)
def test_what_a_quarter_hides_the_year_does_not_tell(more: dict[str, tuple[float, bool]], told: bool) -> None:
    found = told_by_time(by_time({**QUARTERS, **more}), small)
    assert (found is not None) is told
    if told:
        assert found is not None
        assert found[0] == "E01000001"
        assert found[1][1] <= date(2024, 12, 31)
