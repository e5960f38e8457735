"""What a table must leave out beside former ones: other counts in whole numbers, found once and kept as a proof."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from joinedup.engine.disclosure.mending import Mended, mend
from joinedup.engine.disclosure.published import SHOWN, Cell, Key, Published
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.disclosure.system import System

Sums = Mapping[str, str]  # of cells, by single letters


def system(sums: list[tuple[str, str]], shown: Mapping[str, int]) -> tuple[System, dict[str, int]]:
    """Cells by single letters, each at least 1 unless it is shown; each sum as the whole and its parts."""
    made, letters = System(), sorted({letter for whole, parts in sums for letter in whole + parts})
    at = {letter: n for n, letter in enumerate(letters)}
    made.number = {(("cell", letter), ()): n for letter, n in at.items()}
    made.least = [int(letter not in shown) for letter in letters]
    made.known = {at[letter]: count for letter, count in shown.items()}
    made.wanted = {n for letter, n in at.items() if letter not in shown}
    made.sums = {(at[whole], tuple(sorted(at[part] for part in parts))) for whole, parts in sums}
    return made, at


def mended(
    made: System,
    at: Mapping[str, int],
    own: str,
    left_out: Mapping[str, int],
    before: Mended | None = None,
    asked: str = "",
) -> Mended:
    mine = {at[letter]: 1 for letter in own if letter not in left_out}
    return mend(
        made,
        mine,
        {at[one]: count for one, count in left_out.items()},
        lambda cell, count: not asked or cell in {at[one] for one in asked},
        before,
    )


# x, y and z are each half of w; w and v make up t, which the new table shows
HALVES = [("w", "xy"), ("w", "yz"), ("w", "xz"), ("t", "wv")]


def test_a_count_that_follows_only_because_people_are_whole_is_mended() -> None:
    """w is 2 or 3, as v is at least 1; in fractions x could be 1.5, in whole numbers it is 1."""
    made, at = system(HALVES, {"t": 4})
    found = mended(made, at, "t", {})
    assert found.needed == {at["t"]}
    free, _ = system(HALVES, {})
    low, high, checked = free.solve(exact=False, certificate=found.certificate)
    assert checked.all()
    assert (low < high).all()


def test_what_former_tables_tell_needs_nothing() -> None:
    made, at = system([*HALVES, ("s", "wu")], {"t": 4, "s": 3, "u": 1})
    assert mended(made, at, "t", {}, asked="xyzw").needed == set()
    assert mended(made, at, "t", {}, asked="v").needed == {at["t"]}


def test_what_was_found_is_kept_for_the_table_that_leaves_more_out() -> None:
    made, at = system(HALVES, {"t": 4})
    first = mended(made, at, "t", {})
    again, at = system(HALVES, {})
    second = mended(again, at, "t", {"t": 4}, first)
    assert second.needed == {at["t"]}
    assert second.alternatives == first.alternatives


def test_the_cheapest_cells_are_left_out() -> None:
    """a follows from either of two sums; both have to change, and in each the smaller of two cells does."""
    made, at = system([("p", "abc"), ("q", "ade")], {"p": 36, "b": 5, "c": 30, "q": 47, "d": 40, "e": 6})
    assert mended(made, at, "bcde", {}).needed == {at["b"], at["e"]}


def test_a_certificate_that_does_not_fit_is_not_believed() -> None:
    made, at = system(HALVES, {"t": 4})
    found = mended(made, at, "t", {})
    certificate = found.certificate
    assert certificate is not None
    with pytest.raises(ValueError, match="does not solve"):
        made.solve(exact=False, certificate=certificate)  # t is shown here
    wrong = Mended(found.needed, np.zeros_like(certificate.counts), ())
    with pytest.raises(ValueError, match="does not solve"):
        system(HALVES, {})[0].solve(exact=False, certificate=wrong.certificate)


def test_where_no_counts_fit_nothing_is_claimed() -> None:
    made, at = system([("t", "wv"), ("w", "xy"), ("s", "xy")], {"t": 9, "s": 3, "v": 5})
    found = mended(made, at, "", {})
    assert (found.needed, found.certificate) == (set(), None)


def test_changed_figures_are_attacked_with_the_certificate_too() -> None:
    """w is within one of 5, and t is shown: only what no certificate shows with two values is looked for."""
    made, at = system([("t", "wv"), ("w", "xy")], {"t": 9})
    made.changed = True
    made.least[at["w"]], made.most[at["w"]] = 4, 6
    found = mended(made, at, "t", {})
    assert found.needed == set()
    low, high, checked = made.solve(exact=False, certificate=found.certificate)
    assert checked.all()
    assert [bool(low[at[one]] < high[at[one]]) for one in "twvxy"] == [False, True, True, True, True]
    alone = Mended(found.needed, found.counts, ())  # without other counts all of them are looked for
    low, high, checked = made.solve(exact=False, certificate=alone.certificate)
    assert [bool(low[at[one]] < high[at[one]]) for one in "twvxy"] == [False, True, True, True, True]


def test_what_was_found_with_a_cell_left_out_that_is_shown_again_is_not_kept() -> None:
    sums = [("p", "abc")]
    before, at = system(sums, {"p": 36, "b": 5})
    first = mended(before, at, "bc", {"c": 30})
    assert first.needed == {at["c"]}
    now, at = system(sums, {"p": 36, "b": 5, "c": 30})
    assert mended(now, at, "bc", {}, first).needed == {at["b"]}


@pytest.mark.parametrize(("inside", "sums"), [(("W1", "W2", "W3"), 3), (("W1", "W2"), 4)])
def test_a_sum_that_follows_by_a_level_between_is_not_taken_in(inside: tuple[str, ...], sums: int) -> None:
    """All areas are the districts, these the wards; the wards of all areas tell more only if one is in no district."""
    cells = [Cell(Key(*place, ()), 20, SHOWN) for place in (("lad", "D"), ("lad", "E"), ("all", "Total"))]
    made = System()
    table = Published("districts", ("lad",), (), tuple(cells), (), DEFAULT)
    made.add_cells(table, marks=True)
    made.levels.add("ward")
    made.below = {
        ("all", "lad"): {"Total": {"D", "E"}},
        ("lad", "ward"): {"D": set(inside), "E": {"W4"}},
        ("all", "ward"): {"Total": {"W1", "W2", "W3", "W4"}},
    }
    made.add_sums(table)
    assert len(made.sums) == sums
