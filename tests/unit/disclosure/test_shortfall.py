"""What a pattern falls short of: rows that every good pattern meets, and none where nothing is lacking."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from joinedup.engine.disclosure.cube import Cube, Ints, cube
from joinedup.engine.disclosure.shortfall import Near


def table(counts: list[int]) -> Cube:
    """Two small areas of one larger one, by two sexes."""
    keys = list(itertools.product(("E1", "E2"), ("F", "M")))
    return cube([((area, "D1"), (sex,), n) for (area, sex), n in zip(keys, counts, strict=True)], ["sex"], ["a", "d"])


def reaches(cell: int, left_out: Ints, room: Ints) -> tuple[float, float]:
    """How far a cell of the two areas can go down and up while the totals of both together stay (scipy)."""
    sums = []
    for area in (0, 1):
        sums.append([1.0 if c in (3 * area, 3 * area + 1) else -1.0 if c == 3 * area + 2 else 0.0 for c in range(6)])
    for k in (0, 1):
        sums.append([1.0 if c in (k, k + 3) else 0.0 for c in range(6)])
    bounds = [(-min(6, room[c]), 6) if left_out[c] else (0, 0) for c in range(6)]
    ends = []
    for sign in (1, -1):
        cost = np.zeros(6)
        cost[cell] = sign
        ends.append(linprog(cost, A_eq=sums, b_eq=np.zeros(4), bounds=bounds).fun * sign)
    return ends[0], ends[1]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 9), min_size=4, max_size=4), st.integers(1, 3))
def test_every_good_pattern_meets_the_rows_of_a_bad_one(counts: list[int], far: int) -> None:
    made = table(counts)
    district = made.areas.index(("d", "D1"))
    values = made.counts.reshape(-1)
    small = (values >= 1) & (values <= 4)
    small[6:] = False
    room = np.maximum(values - 1, 0)
    up, nothing = np.where(small, far, 0), np.zeros_like(values)

    def good(left_out: Ints) -> bool:
        return all(reaches(int(cell), left_out, room)[1] >= far - 1e-6 for cell in np.nonzero(small)[0])

    patterns = []
    for more in itertools.chain.from_iterable(
        itertools.combinations([c for c in range(6) if not small[c]], k) for k in range(7)
    ):
        left_out = small.copy()
        left_out[list(more)] = True
        patterns.append(left_out)
    fine = [left_out for left_out in patterns if good(left_out)]
    for left_out in patterns[:6]:
        near = Near(made, made.children[district], room, small, values > 0, fixed=district)
        rows = list(near.rows(left_out.astype(np.float64), up, nothing, nothing))
        if good(left_out):
            assert not rows
        for cells, factors, least in rows:
            assert factors @ left_out[cells] < least  # the bad one does not meet it
            assert all(factors @ one[cells] >= least - 1e-6 for one in fine)


def test_what_has_not_changed_is_not_asked_again() -> None:
    made = table([1, 1, 9, 9])
    district = made.areas.index(("d", "D1"))
    small = made.counts.reshape(-1) == 1
    room, nothing = np.maximum(made.counts.reshape(-1) - 1, 0), np.zeros(small.size, dtype=np.int64)
    near = Near(made, (*made.children[district], district), room, small, small | ~small)
    assert list(
        near.rows(small.astype(np.float64), small * 1, nothing, nothing)
    )  # two of one person each: neither can be more
    assert not list(near.rows(small.astype(np.float64), small * 1, nothing, nothing))


def test_what_must_be_published_is_no_help() -> None:
    made = table([3, 0, 20, 30])
    district = made.areas.index(("d", "D1"))
    values = made.counts.reshape(-1)
    small, room, nothing = values == 3, np.maximum(values - 1, 0), np.zeros_like(values)
    near = Near(made, (*made.children[district], district), room, small, values > 0)
    rows = list(near.rows(small.astype(np.float64), small * 1, nothing, nothing))
    assert rows
    assert all(values[cells].all() for cells, _, _ in rows)
