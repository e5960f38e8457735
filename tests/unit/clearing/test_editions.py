"""Two editions of a figure that everybody has seen tell of nobody."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.clearing.test_small_numbers import COUNT, SHARE, row, table

from joinedup.engine.clearing.editions import few_between, hidden_in
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.indicators.indicator import Indicator, Kind

MEAN, RATE = Indicator("mean", "A mean", Kind.MEAN), Indicator("rate", "A rate", Kind.RATE, per=1000)
AREA = "E01000001"


@pytest.mark.parametrize(
    ("one", "then", "now", "tells"),
    [
        (COUNT, (30, None), (30, None), False), (COUNT, (30, None), (32, None), True),
        (COUNT, (30, None), (26, None), True), (COUNT, (30, None), (35, None), False),
        (COUNT, (0, None), (30, None), False), (COUNT, (6, None), (3, None), False),  # it is left out itself
        (SHARE, (30, 200), (36, 200), False), (SHARE, (30, 200), (31, 200), True),
        (SHARE, (30, 200), (36, 209), True),  # three more are not counted
        (SHARE, (30, 200), (20, 193), True),  # and here: three more, of seven fewer
        (SHARE, (30, 200), (40, 202), True),  # two more in all
        (MEAN, (400, 20), (440, 21), True),  # the one who was forgotten is 40
        (MEAN, (400, 20), (440, 20), False), (RATE, (30, 2000), (30, 2003), False),
        (RATE, (30, 2000), (31, 2000), True),
    ],
)  # fmt: skip
def test_two_counts_a_few_apart_tell_of_those_few(
    one: Indicator, then: tuple[float, float | None], now: tuple[float, float | None], *, tells: bool
) -> None:
    assert few_between(table([row(AREA, *now)]), [table([row(AREA, *then)])], one) == ({AREA} if tells else set())


def test_every_edition_that_was_seen_counts() -> None:
    first, second, third = (table([row(AREA, part, None)]) for part in (30, 36, 32))
    assert few_between(third, [second], COUNT) == {AREA}
    assert few_between(table([row(AREA, 45, None)]), [second, table([row(AREA, 43, None)])], COUNT) == {AREA}
    assert not few_between(table([row(AREA, 45, None)]), [second, first], COUNT)


def test_a_figure_that_is_not_there_is_apart_from_none() -> None:
    none = table([row(AREA, None, None)])
    assert not few_between(none, [table([row(AREA, 2, None)])], COUNT)
    assert not few_between(table([row(AREA, 20, None)]), [none], COUNT)
    left_out = none.with_columns(note=pl.lit(SUPPRESSED))
    assert hidden_in(left_out) == {AREA}
    assert not hidden_in(none)


@given(st.integers(5, 200), st.integers(5, 200), st.integers(5, 200), st.integers(5, 200))
def test_no_count_that_is_let_through_is_few_from_the_one_before(a: int, b: int, c: int, d: int) -> None:
    """Worked out apart from the code: no difference that a reader can make is one to four."""
    then, now = (a, a + b), (c, c + d)
    few = any(1 <= abs(x - y) <= 4 for x, y in zip((*then, b), (*now, d), strict=True))
    assert bool(few_between(table([row(AREA, *now)]), [table([row(AREA, *then)])], SHARE)) is few
