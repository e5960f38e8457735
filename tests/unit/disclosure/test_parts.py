"""Parts of a table that are protected each by itself."""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.engine.disclosure import suppression
from joinedup.engine.disclosure.cube import Cube, cube
from joinedup.engine.disclosure.parts import part, parts_of
from joinedup.engine.disclosure.protection import protect


def districts(*sizes: int) -> Cube:
    """Districts of so many areas each, by four ages; about a third of the counts are small. The last has small ones."""
    chance = np.random.default_rng(1)
    rows = []
    for district, size in enumerate(sizes):
        for area in range(size):
            for age in "abcd":
                rows.append(((f"E{district}{area:02}", f"D{district}"), (age,), int(chance.integers(0, 14))))
    rows += [(("E900", "D9"), (age,), n) for age, n in zip("abcd", (1, 2, 9, 8), strict=True)]
    return cube(rows, ["age"], ["lsoa", "lad"])


def small(table: Cube) -> np.ndarray:
    counts = table.counts.reshape(-1)
    return np.asarray((counts >= 1) & (counts <= 4))


def test_districts_whose_counts_are_all_large_are_parts() -> None:
    table = districts(8, 9)
    codes = [table.areas[area] for area in parts_of(table, small(table))]
    assert codes == [("lad", "D0"), ("lad", "D1")]  # the third is one area, with its small counts


def test_a_part_is_a_table_of_its_own() -> None:
    table = districts(8, 9)
    for area in parts_of(table, small(table)):
        own, cells = part(table, area)
        assert (own.counts.reshape(-1) == table.counts.reshape(-1)[cells]).all()
        assert own.areas[-1] == table.areas[area]
        assert own.parent[-1] == -1
        assert [len(below) for below in own.children][-1] == len(table.children[area])


@pytest.mark.parametrize("lone", [True, False])
def test_on_several_processes_the_same_is_left_out_as_on_one(monkeypatch: pytest.MonkeyPatch, lone: bool) -> None:
    table = districts(10, 10)
    alone = protect(table, defend_lone=lone)
    monkeypatch.setattr(suppression, "_LARGE", 0)
    together = protect(table, defend_lone=lone, processes=2)
    assert together.published.cells == alone.published.cells
    assert alone.attack.pinned == 0


def test_what_cannot_be_hidden_within_a_part_is_hidden_with_another() -> None:
    """A single area in each district: only the other district makes up for its small count."""
    rows = [
        (("E1", "D1"), ("a",), 2),
        (("E1", "D1"), ("b",), 40),
        (("E2", "D2"), ("a",), 30),
        (("E2", "D2"), ("b",), 40),
    ]
    made = protect(cube(rows, ["age"], ["lsoa", "lad"]), defend_lone=False)
    assert made.attack.pinned == 0
    assert made.secondary >= 3
