"""A new table beside everything that was published before of the same people."""

from __future__ import annotations

from joinedup.engine.disclosure.choices import make_safe
from joinedup.engine.disclosure.cube import cube
from joinedup.engine.disclosure.differencing import PEOPLE, Release, difference, same_people
from joinedup.engine.disclosure.published import SHOWN, Cell, Key, Published
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
