"""Rows of two tables that are the same wherever both are there: joined by columns, they are those of each by each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from joinedup.engine.indicators import alike as module
from joinedup.engine.indicators.alike import FEWEST, alike

NUMBERS = st.sampled_from([0.0, 1.0, 2.0, np.nan])


def each_by_each(left: np.ndarray, right: np.ndarray) -> set[tuple[int, int]]:
    found = set()
    for one, mine in enumerate(left):
        for other, yours in enumerate(right):
            both = ~np.isnan(mine) & ~np.isnan(yours)
            if both.sum() >= FEWEST and (mine[both] == yours[both]).all():
                found.add((one, other))
    return found


@settings(max_examples=60)
@given(data=st.data())
def test_they_are_those_that_are_found_by_holding_each_against_each(data: st.DataObject) -> None:
    columns = data.draw(st.integers(FEWEST - 1, 9))
    rows = array_shapes(min_dims=1, max_dims=1, min_side=0, max_side=12).map(lambda many: (many[0], columns))
    left, right = (data.draw(rows.flatmap(lambda shape: arrays(float, shape, elements=NUMBERS))) for _ in range(2))
    right = np.vstack([right, left[::2]])  # some are the same
    right[::3, 0] = np.nan
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_EACH", 2)  # so that they are joined even where there are few
        patch.setattr(module, "_AT_ONCE", 20)
        found = alike(left, right)
    assert set(found) == each_by_each(left, right)
    assert len(found) == len(set(found))


def test_two_thousand_rows_are_joined_and_not_held_against_each_other() -> None:
    dice = np.random.default_rng(1)
    left = dice.integers(0, 500, (2000, 60)).astype(float)
    right = left[dice.permutation(2000)]
    right[dice.random(right.shape) < 0.1] = np.nan
    found = alike(left, right)
    assert sorted(mine for mine, _ in found) == list(range(2000))
    assert sorted(yours for _, yours in found) == list(range(2000))
