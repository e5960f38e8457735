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


def test_a_strip_between_two_lines_that_lies_in_several_wards_is_not_told_by_subtraction() -> None:
    wards = {"ward": {"W": ["a"], "V": ["b"]}}
    counts = counted(a_xy=40, a_y=1, a=30, b_xy=50, b_y=1, b=60)  # the strip between x and y has two people
    made = own_counts(counts, {"x": ["a", "b"], "y": ["a", "b"]}, layers=wards)
    assert made == (OwnCount("x", 90, EXACT), OwnCount("y", 182, BEST_FIT))
    assert made[1].why == "a few people would follow from it and x"
    before = {"x": [piece for piece in counts if "x" in piece.own]}
    [alone] = own_counts(counts, {"y": ["a", "b"]}, layers=wards, earlier=before)
    assert alone == OwnCount("y", 182, BEST_FIT)


def test_the_ring_that_two_wards_together_have_around_an_area_is_not_told() -> None:
    counts = counted(a_x=40, a=1, b_x=50, b=2)
    [made] = own_counts(counts, {"x": ["a"]}, layers={"ward": {"W": ["a"], "V": ["b"]}})
    assert made == OwnCount("x", 41, BEST_FIT), "W and V less x would be three people"


def test_of_three_areas_two_of_which_nearly_make_up_the_third_one_gives_way() -> None:
    wards = {"ward": {"W": ["a"], "V": ["b"]}}
    counts = counted(a_xz=40, a_z=1, a=30, b_yz=50, b_z=2, b=60)
    made = own_counts(counts, {"x": ["a"], "y": ["b"], "z": ["a", "b"]}, layers=wards)
    assert [one.how for one in made] == [EXACT, EXACT, BEST_FIT]


def test_of_areas_that_all_tell_beside_one_only_that_one_gives_way() -> None:
    counts = {Piece("a", ("m", "x", "y")): 40, Piece("b", ("m", "x", "y")): 30, Piece("a", ("m", "x")): 2}
    counts |= {Piece("b", ("m", "y")): 2, Piece("a", ()): 50, Piece("b", ()): 50}  # m less x is 2, m less y too
    made = own_counts(counts, {"m": ["a"], "x": ["a"], "y": ["b"]}, layers={"ward": {"W": ["a"], "V": ["b"]}})
    assert [one.how for one in made] == [BEST_FIT, EXACT, EXACT]


def _what_follows(counts: dict[Piece, int], shown: dict[str, set[Piece]], own: set[str]) -> bool:
    """Whether a sum of the counts shown, one of one's own in it, is of a few people: every sum is tried."""
    names = list(shown)
    for factors in product((-1, 0, 1), repeat=len(names)):
        if not any(factor and name in own for factor, name in zip(factors, names, strict=True)):
            continue
        left = {
            piece: sum(factor for factor, name in zip(factors, names, strict=True) if piece in shown[name])
            for piece, count in counts.items()
            if count
        }
        few = DEFAULT.smallest <= sum(factor * counts[piece] for piece, factor in left.items()) <= DEFAULT.largest
        if few and min(left.values(), default=0) >= 0:
            return True
    return False


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=16, max_size=16), st.booleans())
def test_nobody_who_adds_and_subtracts_all_that_is_shown_comes_to_a_few_people(numbers: list[int], one: bool) -> None:
    owns = [(), ("x",), ("x", "y"), ("y", "z")] if one else [(), ("x", "z"), ("y", "z"), ("x", "y", "z")]
    counts = dict(zip([Piece(small, own) for small, own in product("abcd", owns)], numbers, strict=True))
    wards = {"W": "ab", "V": "cd"}
    fits = {"x": "ab", "y": "bc", "z": "bcd"}
    made = own_counts(
        counts, {k: list(v) for k, v in fits.items()}, layers={"ward": {k: [*v] for k, v in wards.items()}}
    )
    inside = {
        each.area: {p for p in counts if (each.area in p.own if each.how == EXACT else p.small in fits[each.area])}
        for each in made
        if each.count is not None
    }
    standard = {code: {p for p in counts if p.small in parts} for code, parts in wards.items()}
    shown = {code: parts for code, parts in standard.items() if not 1 <= sum(counts[p] for p in parts) <= 4}
    assert not _what_follows(counts, {**shown, **inside}, set(inside))


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
