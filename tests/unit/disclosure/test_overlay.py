"""Areas of one's own beside the standard areas: a difference that is one small area gives its count away."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.disclosure.overlay import Leak, overlay

COUNTS = {"a": 3, "b": 20, "c": 30, "d": 40, "e": 2, "f": 15}
WARDS = {"W1": ["a", "b", "c"], "W2": ["d", "e", "f"]}


def test_wards_alone_give_nothing_away() -> None:
    assert overlay({"ward": WARDS}, COUNTS).safe


def test_a_locality_that_leaves_one_small_area_of_a_ward_out_gives_it_away() -> None:
    found = overlay({"ward": WARDS, "locality": {"L": ["b", "c"]}}, COUNTS)
    assert found.leaks == (Leak("a", 3),)
    assert not found.safe


def test_a_difference_over_several_steps_is_found() -> None:
    three = {"one": {"L": ["a", "b", "d"]}, "two": {"M": ["b", "c"]}, "three": {"N": ["d", "c"]}}
    # L - M - N + 2c … : (a+b+d) - (b+c) - (d+c) = a - 2c, and c is published by itself
    found = overlay({**three, "four": {"C": ["c"]}}, COUNTS)
    assert Leak("a", 3) in found.leaks


def test_a_locality_with_a_small_count_is_left_out_itself() -> None:
    assert overlay({"ward": WARDS, "locality": {"L": ["e"]}}, COUNTS).safe


def test_a_large_count_that_can_be_worked_out_is_no_leak() -> None:
    assert overlay({"ward": WARDS, "locality": {"L": ["a", "b"]}}, COUNTS).safe


@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(sorted(COUNTS)), min_size=1), st.lists(st.integers(0, 30), min_size=6, max_size=6))
def test_a_ward_less_a_locality_of_one_small_area_is_always_found(parts: set[str], numbers: list[int]) -> None:
    counts = dict(zip(sorted(COUNTS), numbers, strict=True))
    found = overlay({"ward": WARDS, "locality": {"L": sorted(parts)}}, counts)
    for ward in WARDS.values():
        left = set(ward) - parts
        if len(left) == 1 and parts < set(ward):
            (only,) = left
            ward_count = sum(counts[one] for one in ward)
            locality = sum(counts[one] for one in parts)
            if 1 <= counts[only] <= 4 and ward_count > 4 and (locality > 4 or locality == 0):
                assert Leak(only, counts[only]) in found.leaks
