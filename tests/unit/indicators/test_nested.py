"""Counts that lie in one another: what the wider leaves when the narrower is taken away."""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.engine.indicators.nested import Pair, lying_in, told_by_difference

FIRST, HALF, YEAR = (0, 90), (0, 180), (0, 360)
NAN = float("nan")


def months(span: tuple[float, float]) -> int:
    return round((span[1] - span[0]) / 30)


def test_each_is_taken_from_the_wider_and_those_side_by_side_together() -> None:
    quarters = [(0, 90), (90, 180), (180, 270), (270, 360)]
    pairs = lying_in([YEAR, *quarters], months)
    assert pairs == [*(Pair(0, (at,)) for at in (1, 2, 3, 4)), Pair(0, (1, 2, 3, 4), fill=True)]
    assert lying_in([YEAR, *quarters[:3]], months)[-1] == Pair(0, (1, 2, 3))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([[20, 40], [30, 33]], 1),  # a rest of three
        ([[20, 40], [30, 30]], None),  # of nobody
        ([[20, 40], [30, 35]], None),  # of five
        ([[20, 40], [NAN, 33]], None),  # of nobody knows how many
        ([[20, 18], [30, 33]], None),  # numbers of people at a time, that do not add up
        ([*[[20, 40]] * 19, [20, 19], [30, 33]], 20),  # once put right: they do add up all the same
    ],
)
def test_a_small_rest_is_told_where_counts_add_up(counts: list[list[float]], told: int | None) -> None:
    found = told_by_difference(np.array(counts), lying_in([FIRST, HALF], months), 1, 4)
    assert (found[0] if found else None) == told


def test_where_all_parts_are_shown_a_year_that_is_not_their_sum_leaves_no_people() -> None:
    pairs = [Pair(2, (0, 1), fill=True)]
    assert told_by_difference(np.array([[20, 30, 52.0]]), pairs, 1, 4) is None
    assert told_by_difference(np.array([[20, NAN, 22.0]]), pairs, 1, 4) is not None
