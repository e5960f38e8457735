"""Counts by a line that somebody drew: exact where it is safe, else by whole small areas, else kept back."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.areas.pieces import Piece
from joinedup.engine.disclosure.own_areas import BEST_FIT, EXACT, KEPT_BACK, OwnCount, own_counts
from joinedup.engine.disclosure.published import PRIMARY, SECONDARY, SHOWN, Cell, Key, Published
from joinedup.engine.disclosure.rules import DEFAULT

WARD = {"ward": {"W": ["a", "b", "c"]}}


def counted(**parts: int) -> dict[Piece, int]:
    """`a=20, b_x=5`: 20 in area a outside all of one's own, 5 in area b inside x."""
    return {Piece(name[0], tuple(name[2:])): count for name, count in parts.items()}


def test_a_line_that_leaves_many_people_on_both_sides_is_followed() -> None:
    counts = counted(a_x=20, b_x=13, b=12, c=30)
    assert own_counts(counts, {"x": ["a", "b"]}, layers=WARD) == (OwnCount("x", 33, EXACT),)


def test_where_the_rest_of_a_ward_would_be_a_small_count_whole_small_areas_are_taken() -> None:
    counts = counted(a_x=20, b_x=13, c_x=8, c=2)  # the ward less x is 2 people
    assert own_counts(counts, {"x": ["a", "b"]}, layers=WARD) == (OwnCount("x", 33, BEST_FIT),)


def test_slivers_of_several_small_areas_are_one_place_to_whoever_subtracts() -> None:
    counts = counted(a_x=20, a=1, b_x=13, b=1, c_x=8, c=1)  # nobody can part the three, but they are three together
    [made] = own_counts(counts, {"x": ["a", "b", "c"]}, layers=WARD)
    assert made == OwnCount("x", 44, BEST_FIT)


def test_where_whole_small_areas_give_somebody_away_too_the_count_is_kept_back() -> None:
    counts = counted(a_x=20, b_x=13, b=1, c=2)  # x, and its whole small areas too, leave few people of the ward
    assert own_counts(counts, {"x": ["a", "b"]}, layers=WARD) == (OwnCount("x", None, KEPT_BACK),)


def test_a_small_count_is_kept_back_and_the_others_are_not() -> None:
    counts = counted(a_x=3, a=20, b_y=13, b=12, c=30)
    made = own_counts(counts, {"x": ["a"], "y": ["b"]}, layers=WARD)
    assert made == (OwnCount("x", None, KEPT_BACK), OwnCount("y", 13, EXACT))


def test_two_areas_that_differ_by_a_few_people_are_not_both_followed() -> None:
    counts = counted(a_xy=20, a_x=2, b_xy=15, c=30)
    made = own_counts(counts, {"x": ["a", "b"], "y": ["a", "b"]}, layers=WARD)
    assert made == (OwnCount("x", 37, EXACT), OwnCount("y", 37, BEST_FIT)), "35 beside 37 would tell of two people"


def test_what_is_public_of_the_small_areas_is_held_against_the_line() -> None:
    counts = counted(a_x=20, b_x=13, b=12, c=30)
    shown = {"a": 20, "b": None, "c": None, "W": 75}
    cells = tuple(
        Cell(Key("ward" if code == "W" else "lsoa", code, ()), count, SHOWN if count else SECONDARY)
        for code, count in shown.items()
    )
    public = Published("p.csv", ("lsoa", "ward"), (), cells, (("a", "W"), ("b", "W"), ("c", "W")), DEFAULT)
    assert own_counts(counts, {"x": ["a", "b"]}, layers=WARD, beside=[public]) == (OwnCount("x", 33, EXACT),)
    # a small area without two people of x is public: the two follow
    counts = counted(a_x=20, b_x=2, b=23, c=30)
    assert own_counts(counts, {"x": ["a"]}, layers=WARD, beside=[public]) == (OwnCount("x", 20, BEST_FIT),)
    # and what was left out of it does not follow either
    hidden = (Cell(Key("lsoa", "a", ()), None, PRIMARY), Cell(Key("lsoa", "b", ()), None, SECONDARY))
    cells = (*hidden, Cell(Key("lsoa", "c", ()), 30, SHOWN), cells[3])
    counts = counted(a=3, b_x=42, c=30)
    public = Published("p.csv", ("lsoa", "ward"), (), cells, (("a", "W"), ("b", "W"), ("c", "W")), DEFAULT)
    [made] = own_counts(counts, {"x": ["b"]}, layers={}, beside=[public])
    assert made.how == KEPT_BACK


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_no_small_difference_between_areas_that_lie_in_one_another_is_published(numbers: list[int]) -> None:
    places = [Piece(small, own) for small, own in product("abc", [(), ("x",), ("x", "y"), ("y",)])]
    counts = dict(zip(places, numbers, strict=True))
    made = own_counts(counts, {"x": ["a", "b"], "y": ["b", "c"]}, layers=WARD)
    fits = {"x": "ab", "y": "bc"}
    inside = {
        one.area: {p for p in counts if (one.area in p.own if one.how == EXACT else p.small in fits[one.area])}
        for one in made
        if one.count is not None
    }
    assert all(sum(counts[p] for p in inside[one.area]) == one.count for one in made if one.count is not None)
    total = sum(numbers)
    published = [*inside.values(), *([set(counts)] if not DEFAULT.smallest <= total <= DEFAULT.largest else [])]
    for larger, lesser in product(published, published):
        if lesser < larger:
            left = sum(counts[p] for p in larger - lesser)
            assert not DEFAULT.smallest <= left <= DEFAULT.largest
