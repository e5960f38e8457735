"""A new table beside everything that was published before of the same people."""

from __future__ import annotations

from joinedup.engine.disclosure.choices import make_safe
from joinedup.engine.disclosure.cube import cube
from joinedup.engine.disclosure.differencing import (
    PEOPLE,
    Release,
    difference,
    left_out_before,
    mending,
    same_people,
)
from joinedup.engine.disclosure.protection import protect
from joinedup.engine.disclosure.published import PRIMARY, SECONDARY, SHOWN, Cell, Key, Published, with_one_mark
from joinedup.engine.disclosure.rules import DEFAULT


def shown(name: str, level: str, counts: dict[tuple[str, str], int], people: tuple[str, ...] = ("index-1",)) -> Release:
    cells = tuple(Cell(Key(level, area, (age,)), count, SHOWN) for (area, age), count in counts.items())
    return Release(Published(name, (level,), ("age",), cells, (), DEFAULT), people)


def test_two_bands_that_differ_by_little_give_the_difference_away() -> None:
    former = shown("3 May", "ward", {("A", "0-17"): 40, ("A", "18+"): 60})
    new = shown("today", "ward", {("A", "0-15"): 37, ("A", "16+"): 63})
    found = difference(new, [former])
    assert [(leak.area, leak.values, leak.with_tables) for leak in found.leaks] == [
        ("A", (("age", "16-17"),), ("3 May",))
    ]
    assert not found.safe
    words = found.leaks[0].in_words(DEFAULT)
    assert words == "which of 1 to 4 the count of ward A, age 16-17 is"
    assert "3" not in words  # never the count itself
    named = found.leaks[0].in_words(DEFAULT, {"A": "Evington"})
    assert named == "which of 1 to 4 the count of ward Evington (A), age 16-17 is"
    assert difference(new, []).safe
    assert difference(shown("today", "ward", {("A", "0-15"): 30, ("A", "16+"): 70}), [former]).safe


def test_areas_that_overlap_give_away_what_lies_between_them() -> None:
    former = shown("by ward", "ward", {("W1", "0+"): 50, ("W2", "0+"): 53})
    new = shown("by district", "lad", {("D", "0+"): 106})
    lookup = (("ward", "lad"), [("W1", "D"), ("W2", "D"), ("W3", "D")])
    # the third ward was left out before, and follows from the district's sum
    hidden = Cell(Key("ward", "W3", ("0+",)), None, "suppressed-primary")
    left = Release(Published("by ward", ("ward",), ("age",), (*former.table.cells, hidden), (), DEFAULT), ("index-1",))
    found = difference(new, [left], [lookup])
    assert [(leak.level, leak.area) for leak in found.leaks] == [("ward", "W3")]


def test_two_groups_together_and_one_alone_give_the_other_away() -> None:
    former = shown("both", "ward", {("A", "0+"): 52}, ("council", "housing"))
    new = shown("council's", "ward", {("A", "0+"): 50}, ("council",))
    found = difference(new, [former])
    assert len(found.leaks) == 1
    assert PEOPLE not in dict(found.leaks[0].values)
    assert difference(new, [shown("others", "ward", {("A", "0+"): 52}, ("police",))]).attacked == 0


def test_only_releases_of_the_same_people_are_put_together_through_one_another_too() -> None:
    both, one = shown("both", "w", {}, ("a", "b")), shown("one", "w", {}, ("b", "c"))
    apart = shown("apart", "w", {}, ("d",))
    assert same_people(shown("new", "w", {}, ("a",)), [one, apart, both]) == [one, both]


def test_what_former_tables_gave_away_already_does_not_stop_a_new_one() -> None:
    formers = [
        shown("first", "ward", {("A", "0-17"): 40, ("A", "18+"): 60}),
        shown("second", "ward", {("A", "0-15"): 37, ("A", "16+"): 63}),
    ]
    new = shown("third", "ward", {("B", "0-17"): 40, ("B", "18+"): 60})
    assert difference(new, formers).safe
    wide = shown("fourth", "ward", {("A", "0-17"): 40, ("A", "18+"): 60})
    assert difference(wide, formers).safe


def test_of_several_former_tables_the_one_that_gives_it_away_is_named() -> None:
    formers = [
        shown("harmless", "ward", {("B", "0-17"): 400, ("B", "18+"): 600}),
        shown("harmful", "ward", {("A", "0-17"): 40, ("A", "18+"): 60}),
    ]
    found = difference(shown("new", "ward", {("A", "0-15"): 38, ("A", "16+"): 62}), formers)
    assert {leak.with_tables for leak in found.leaks} == {("harmful",)}


def test_a_release_beside_itself_is_safe_left_out_or_rounded() -> None:
    rows = [
        ((f"L{a}", f"M{a // 2}"), (age,), (a * 7 + n * 5) % 13)
        for a in range(6)
        for n, age in enumerate(("0-17", "18+"))
    ]
    table = cube(rows, ["age"], ["lsoa", "msoa"])
    first = Release(make_safe(table, DEFAULT, "leave-out", "first").published, ("i",))
    again = Release(make_safe(table, DEFAULT, "leave-out", "again").published, ("i",))
    assert difference(again, [first]).safe
    rounded = Release(make_safe(table, DEFAULT, "round", "rounded").published, ("i",))
    both = difference(rounded, [rounded_before(rounded)])
    assert both.safe
    assert both.attacked == 1


def rounded_before(release: Release) -> Release:
    table = release.table
    before = Published(
        "before", table.levels, table.by, table.cells, table.lookup, table.rule, table.method, table.within
    )
    return Release(before, release.people)


MSOAS = (("lsoa", "msoa", "lad"), [("a", "M1", "D"), ("b", "M1", "D"), ("c", "M2", "D"), ("d", "M2", "D")])
WARDS = (("lsoa", "ward", "lad"), [("a", "W1", "D"), ("b", "W1", "D"), ("c", "W1", "D"), ("d", "W2", "D")])


def test_areas_that_cut_across_one_another_give_a_small_area_away_that_nobody_published() -> None:
    former = shown("by MSOA", "msoa", {("M1", "0+"): 50, ("M2", "0+"): 53})
    new = shown("by ward", "ward", {("W1", "0+"): 53, ("W2", "0+"): 50})
    found = difference(new, [former], [MSOAS, WARDS])
    assert [(leak.level, leak.area) for leak in found.leaks] == [("lsoa", "c")]
    assert not found.unchecked
    harmless = shown("by ward", "ward", {("W1", "0+"): 70, ("W2", "0+"): 33})
    assert difference(harmless, [former], [MSOAS, WARDS]).safe


def test_areas_that_nest_give_nothing_away_by_that() -> None:
    former = shown("by MSOA", "msoa", {("M1", "0+"): 50, ("M2", "0+"): 53})
    new = shown("by district", "lad", {("D", "0+"): 103})
    assert difference(new, [former], [MSOAS, WARDS]).safe


def test_each_lookup_says_what_lies_in_its_own_areas() -> None:
    """Two sets of areas of one kind, each with a lookup of its own: neither hides what the other says."""
    first = (("lsoa", "own", "lad"), [("a", "O1", "D"), ("b", "O1", "D"), ("c", "not O1", "D"), ("d", "not O1", "D")])
    other = (("lsoa", "own", "lad"), [("a", "O2", "D"), ("b", "O2", "D"), ("c", "O2", "D"), ("d", "not O2", "D")])
    former = shown("first", "own", {("O1", "0+"): 50, ("not O1", "0+"): 53})
    new = shown("second", "own", {("O2", "0+"): 53, ("not O2", "0+"): 50})
    found = difference(new, [former], [first, other])
    assert [(leak.level, leak.area) for leak in found.leaks] == [("lsoa", "c")]


def test_the_new_table_leaves_out_what_tells_together_with_former_ones() -> None:
    former = shown("by MSOA", "msoa", {("M1", "0+"): 50, ("M2", "0+"): 53})
    new = shown("by ward", "ward", {("W1", "0+"): 53, ("W2", "0+"): 50})
    assert difference(new, [former], [MSOAS, WARDS]).leaks
    # with one of them the other would follow, as both MSOAs are the whole district
    _, needed = mending(new, {}, [former], [MSOAS, WARDS])
    assert needed == {Key("ward", "W1", ("0+",)), Key("ward", "W2", ("0+",))}


def test_a_cut_of_ages_that_tells_is_left_out_as_well() -> None:
    former = shown("3 May", "ward", {("A", "0-17"): 40, ("A", "18+"): 60})
    new = shown("today", "ward", {("A", "0-15"): 37, ("A", "16+"): 63})
    assert difference(new, [former]).leaks
    assert mending(new, {}, [former], [])[1] == {Key("ward", "A", ("0-15",)), Key("ward", "A", ("16+",))}


def test_what_former_tables_tell_by_themselves_is_named_and_no_new_table_can_mend_it() -> None:
    """Two marks: a small count and another of which anybody knows that it is not small add up to 6."""
    marked = Published(
        "two marks", ("ward",), ("age",),
        tuple(
            Cell(Key("ward", "W", (age,)), count, status)
            for age, count, status in (("a", None, PRIMARY), ("b", None, SECONDARY), ("Total", 6, SHOWN))
        ), (), DEFAULT,
    )  # fmt: skip
    new = shown("new", "ward", {("V", "a"): 50})
    found = difference(new, [Release(marked, ("index-1",))])
    assert found.safe
    assert [(leak.cell(), leak.with_tables) for leak in found.before] == [("ward W, age a", ("two marks",))]
    assert mending(new, {}, [Release(marked, ("index-1",))], [])[1] == set()
    assert difference(new, [Release(with_one_mark(marked), ("index-1",))]).before == ()


def test_a_small_count_that_a_former_table_shows_is_told_already() -> None:
    found = difference(shown("new", "ward", {("A", "a"): 3}), [shown("old", "ward", {("A", "a"): 3})])
    assert (found.leaks, [leak.cell() for leak in found.before]) == ((), ["ward A, age a"])


def test_the_same_count_stays_left_out_by_whatever_areas() -> None:
    hidden = Cell(Key("lsoa", "d", ("0+",)), None, "suppressed-secondary")
    former = Release(Published("by LSOA", ("lsoa",), ("age",), (hidden,), (), DEFAULT), ("index-1",))
    new = shown("by ward", "ward", {("W1", "0+"): 53, ("W2", "0+"): 50})  # the second ward is that LSOA
    assert left_out_before(new.table, [former], [MSOAS, WARDS]) == {Key("ward", "W2", ("0+",))}
    assert left_out_before(new.table, [shown("all", "lsoa", {("d", "0+"): 50})], [MSOAS, WARDS]) == set()


def test_cells_that_must_be_left_out_are_protected_like_small_ones() -> None:
    rows = [((area,), (age,), 20 + 3 * n) for n, area in enumerate("abc") for age in ("0-17", "18+")]
    key = Key("lsoa", "a", ("0-17",))
    made = protect(cube(rows, ("age",), ("lsoa",)), also=[key, Key("lsoa", "none", ("0-17",))])
    status = {cell.key: cell.status for cell in made.published.cells}
    assert status[key] == SECONDARY
    assert (made.primary, made.attack.pinned, made.attack.unchecked) == (0, 0, 0)
    assert made.secondary >= 4  # what it could be worked out from
    assert protect(cube(rows, ("age",), ("lsoa",))).secondary == 0
