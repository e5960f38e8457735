"""The first pattern: no published sum has a single gap, and the cells are the cheapest for it."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.disclosure.covering import Wanted, cover
from joinedup.engine.disclosure.cube import Cube, Ints, cube, lone_contributors


def table(counts: list[int]) -> Cube:
    """Two small areas of one larger one, by two sexes."""
    keys = list(itertools.product(("E1", "E2"), ("F", "M")))
    return cube([((area, "D1"), (sex,), n) for (area, sex), n in zip(keys, counts, strict=True)], ["sex"], ["a", "d"])


def wanted(made: Cube, lone: Ints | None = None, far: int = 0) -> Wanted:
    """Counts of 1 to 4 are small; each must be able to be something else, and larger by `far`."""
    values = made.counts.reshape(-1)
    small = (values >= 1) & (values <= 4)
    nothing = np.zeros_like(values)
    return Wanted(
        small, values > 0, 8.0 + values, np.maximum(values - 1, 0), np.where(small, far, 0), nothing, small * 1, lone
    )


def sums(made: Cube) -> list[list[int]]:
    """Every sum, the total first."""
    found = []
    for area in range(len(made.areas)):
        found.append([area * made.width + k for k in reversed(range(made.width))])
        if made.children[area]:
            for k in range(made.width):
                found.append([one * made.width + k for one in (area, *made.children[area])])
    return found


def bad(made: Cube, left_out: np.ndarray) -> bool:
    """Whether a sum gives away a cell: its only gap, or a 1 among nothing but parts that are 1."""
    values = made.counts.reshape(-1)
    for total, *parts in sums(made):
        gaps = [cell for cell in (total, *parts) if left_out[cell]]
        ones = [cell for cell in gaps if values[cell] == 1 and cell != total]
        if len(gaps) == 1 or (ones and not left_out[total] and len(ones) == len(gaps)):
            return True
    return False


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 30), min_size=4, max_size=4))
def test_no_sum_gives_a_cell_away_and_nothing_cheaper_does_as_well(counts: list[int]) -> None:
    made = table(counts)
    asked = wanted(made)
    first = cover(made, range(len(made.areas)), asked)
    left_out = asked.left_out.copy()
    left_out[first] = True
    assert not asked.left_out[first].any()
    free = np.nonzero(asked.usable & ~asked.left_out)[0]
    good = []
    for more in itertools.chain.from_iterable(itertools.combinations(free, k) for k in range(min(4, len(free)) + 1)):
        tried = asked.left_out.copy()
        tried[list(more)] = True
        if not bad(made, tried):
            good.append(asked.price[list(more)].sum())
    if good:
        assert not bad(made, left_out)
        assert min(good) >= asked.price[first].sum() * 0.98


def test_nothing_small_asks_for_nothing() -> None:
    made = table([20, 30, 40, 50])
    assert not len(cover(made, range(len(made.areas)), wanted(made)))


def line_of(made: Cube, code: str) -> set[int]:
    area = made.areas.index(("a", code))
    return set(range(area * made.width, (area + 1) * made.width))


def by_age(*counts: int) -> Cube:
    rows = [(("E1", "D1"), (age,), n) for age, n in zip("abcd", counts, strict=True)]
    return cube([*rows, *((("E2", "D1"), (age,), 40) for age in "abcd")], ["age"], ["a", "d"])


def test_two_small_ones_of_whom_one_is_somebody_alone_need_a_third() -> None:
    made = by_age(1, 3, 20, 30)
    for lone, least in ((None, 0), (lone_contributors(made), 1)):
        first = cover(made, range(len(made.areas)), wanted(made, lone))
        assert len(set(first.tolist()) & line_of(made, "E1")) == least


def test_a_small_count_that_must_be_able_to_be_much_larger_needs_one_that_can_be_much_smaller() -> None:
    made = by_age(3, 3, 20, 30)
    for far, least in ((1, 0), (4, 1)):
        first = cover(made, range(len(made.areas)), wanted(made, far=far))
        assert len(set(first.tolist()) & line_of(made, "E1")) == least
