"""Those left over between two clean sources: likelier a match where nearly everybody has a partner, and only there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from joinedup.engine.linkage.leftover import clean_sources, leftover_odds

SIZE = 1_000  # records of each of two sources; record n and SIZE + n are one person
SOURCE = np.repeat([0, 1], SIZE)


def pairs(sure: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The first `sure` people are plain to see; the pairs of all others are a little less likely than not."""
    left = np.arange(SIZE)
    return left, left + SIZE, np.where(left < sure, 12.0, -2.0)


def test_where_nearly_all_have_a_partner_the_last_doubtful_pairs_are_raised_and_the_sure_are_not_touched() -> None:
    left, right, odds = pairs(990)
    raised = leftover_odds(SOURCE, left, right, odds, 0.0)
    assert (raised[990:] > 0).all()
    assert (raised[:990] == odds[:990]).all()


def test_where_few_have_a_partner_nothing_is_raised_above_the_line() -> None:
    left, right, odds = pairs(200)
    odds[200:] = -9.0
    assert (leftover_odds(SOURCE, left, right, odds, 0.0)[200:] < 0).all()


def test_whoever_has_a_partner_gets_no_second_one() -> None:
    left, right, odds = pairs(990)
    left, right, odds = np.append(left, 0), np.append(right, SIZE + 995), np.append(odds, -2.0)
    assert leftover_odds(SOURCE, left, right, odds, 0.0)[-1] == -2.0


def test_a_source_with_somebody_twice_is_not_clean_and_three_sources_are_not_two() -> None:
    left, right, odds = pairs(990)
    linked = odds >= 0
    assert clean_sources(SOURCE, left, right, linked)
    assert not clean_sources(SOURCE, np.append(left, [0] * 5), np.append(right, [1] * 5), np.append(linked, [True] * 5))
    assert not clean_sources(np.repeat([0, 1, 2, 2], SIZE // 2), left, right, linked)
