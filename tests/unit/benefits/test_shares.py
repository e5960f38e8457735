"""Sums are divided to the last penny."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.engine.benefits.shares import shares, subscription
from joinedup.engine.errors import JoinedupError


def test_a_third_each_leaves_no_penny_over() -> None:
    parts = shares(Decimal("100.00"), {"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)})
    assert parts == {"a": Decimal("33.34"), "b": Decimal("33.33"), "c": Decimal("33.33")}


def test_half_flat_and_half_by_size() -> None:
    parts = subscription(Decimal(1000), {"small": 100, "large": 300})
    assert parts == {"small": Decimal("375.00"), "large": Decimal("625.00")}


@pytest.mark.parametrize("weights", [{}, {"a": Decimal(0)}, {"a": Decimal(-1), "b": Decimal(2)}])
def test_weights_that_divide_nothing_are_refused(weights: dict[str, Decimal]) -> None:
    with pytest.raises(JoinedupError) as told:
        shares(Decimal(10), weights)
    assert told.value.code == "shares-impossible"


@pytest.mark.parametrize(("sizes", "flat"), [({}, "0.5"), ({"a": 0}, "0.5"), ({"a": 1}, "1.5"), ({"a": 1}, "-0.1")])
def test_subscriptions_without_a_formula_are_refused(sizes: dict[str, int], flat: str) -> None:
    with pytest.raises(JoinedupError):
        subscription(Decimal(10), sizes, Decimal(flat))


@given(
    st.decimals(0, 10**9, places=2),
    st.dictionaries(st.text(min_size=1, max_size=5), st.integers(0, 10**7), min_size=1, max_size=12),
)
def test_the_parts_always_add_up_and_none_is_a_penny_off(total: Decimal, weights: dict[str, int]) -> None:
    if not sum(weights.values()):
        return
    exact = {name: Decimal(weight) for name, weight in weights.items()}
    parts = shares(total, exact)
    assert sum(parts.values()) == total
    for name, part in parts.items():
        assert abs(part - total * exact[name] / sum(exact.values())) < Decimal("0.0101")
