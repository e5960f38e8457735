"""Who is alone in which cells."""

from __future__ import annotations

import numpy as np

from joinedup.engine.disclosure.contributions import Row, contributions
from joinedup.engine.disclosure.cube import Cube, cube
from joinedup.engine.disclosure.lone import Lone

ROWS: list[Row] = [
    ("Alder", ("L1", "M1"), ("care", "x"), 10), ("Alder", ("L1", "M1"), ("meals", "x"), 20),
    ("Birch", ("L1", "M1"), ("care", "y"), 30), ("Alder", ("L2", "M1"), ("care", "x"), 40),
    ("Cedar", ("L2", "M1"), ("meals", "x"), 50), ("Elm", ("L2", "M1"), ("meals", "x"), 60),
]  # fmt: skip


def of(table: Cube, area: str, *values: str) -> int:
    number = [code for _, code in table.areas].index(area)
    return number * table.width + table.combinations().index(values)


def test_a_contributor_knows_the_cells_in_which_they_are_alone_and_those_beside_a_cell_are_no_part_of_it() -> None:
    table = cube([row[1:] for row in ROWS], ["service", "kind"], ["lsoa", "msoa"])
    lone = Lone(table, contributions(table, ROWS).alone())
    alder = int(lone.of[of(table, "L1", "care", "x")])
    assert of(table, "M1", "care", "x") in lone.cells(alder)  # alone in both parts
    assert of(table, "L1", "care", "Total") not in lone.cells(alder)  # Birch gives too
    first, second, third = of(table, "L1", "care", "x"), of(table, "L1", "meals", "x"), of(table, "L2", "care", "x")
    assert set(lone.beside(first)) == {second, third}
    assert set(lone.beside(of(table, "L1", "Total", "x"))) == {third}
    assert set(lone.beside(of(table, "M1", "care", "x"))) == {second}
    assert lone.beside(of(table, "L2", "meals", "x")) == ()  # of two contributors
    birch = int(lone.of[of(table, "L1", "care", "y")])
    assert lone.among(np.array([first, of(table, "L1", "care", "y")])) == {alder, birch}
    assert lone.cells(-1) == []
