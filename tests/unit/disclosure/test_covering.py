"""The first pattern: no published sum has a single gap, and the cells are the cheapest for it."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.disclosure.covering import cover
from joinedup.engine.disclosure.cube import Cube, cube, lone_contributors


def table(counts: list[int]) -> Cube:
    """Two small areas of one larger one, by two sexes."""
    keys = list(itertools.product(("E1", "E2"), ("F", "M")))
    return cube([((area, "D1"), (sex,), n) for (area, sex), n in zip(keys, counts, strict=True)], ["sex"], ["a", "d"])


def sums(made: Cube) -> list[list[int]]:
    found = []
    for area in range(len(made.areas)):
        found.append([area * made.width + k for k in range(made.width)])
        if made.children[area]:
            for k in range(made.width):
                found.append([one * made.width + k for one in (area, *made.children[area])])
    return found


def gaps(made: Cube, left_out: np.ndarray) -> list[int]:
    return [sum(bool(left_out[cell]) for cell in line) for line in sums(made)]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 30), min_size=4, max_size=4))
def test_no_sum_has_a_single_gap_and_nothing_cheaper_does_as_well(counts: list[int]) -> None:
    made = table(counts)
    values = made.counts.reshape(-1)
    primary, usable, price = (values >= 1) & (values <= 4), values > 0, 8.0 + values
    first = cover(made, range(len(made.areas)), primary, usable, price)
    left_out = primary.copy()
    left_out[first] = True
    assert not primary[first].any()
    assert 1 not in gaps(made, left_out)
    free = np.nonzero(usable & ~primary)[0]
    for more in itertools.chain.from_iterable(itertools.combinations(free, k) for k in range(min(4, len(free)) + 1)):
        tried = primary.copy()
        tried[list(more)] = True
        if 1 not in gaps(made, tried):
            assert price[list(more)].sum() >= price[first].sum() * 0.99


def test_nothing_small_asks_for_nothing() -> None:
    made = table([20, 30, 40, 50])
    values = made.counts.reshape(-1)
    assert not len(cover(made, range(len(made.areas)), values < 5, values > 0, 8.0 + values))


def test_two_small_ones_of_whom_one_is_somebody_alone_need_a_third() -> None:
    rows = [(("E1", "D1"), (age,), n) for age, n in (("a", 1), ("b", 3), ("c", 20), ("d", 30))]
    rows += [(("E2", "D1"), (age,), 40) for age in "abcd"]
    made = cube(rows, ["age"], ["a", "d"])
    values = made.counts.reshape(-1)
    primary = (values >= 1) & (values <= 4)
    area = made.areas.index(("a", "E1"))
    line = np.arange(area * made.width, (area + 1) * made.width)
    for lone, least in ((None, 0), (lone_contributors(made), 1)):
        first = cover(made, range(len(made.areas)), primary, values > 0, 8.0 + values, lone)
        assert len(set(first.tolist()) & set(line.tolist())) == least
