"""No small count can be worked out, for any table: checked by auditors that share nothing with the engine."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, milp

from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.cube import TOTAL, Cube, cube
from joinedup.engine.disclosure.protection import Protected, protect
from joinedup.engine.disclosure.published import PRIMARY, SECONDARY, Cell, Published
from joinedup.engine.disclosure.reach import WHOLE_RANGE
from joinedup.engine.disclosure.rules import DEFAULT, RULES

AREAS = {"L1": "M1", "L2": "M1", "L3": "M2", "L4": "M2"}


@st.composite
def tables(draw: st.DrawFn, most_areas: int = 4, columns: int = 2) -> Cube:
    """Small tables with many small counts and zeros: up to four areas in two, one or two columns."""
    areas = sorted(AREAS)[: draw(st.integers(1, most_areas))]
    categories = [["a", "b", "c"][: draw(st.integers(1, 3))], ["x", "y"][: draw(st.integers(1, 2))]][:columns]
    rows = []
    for area in areas:
        for values in itertools.product(*categories):
            count = draw(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 20]))
            rows.append(((area, AREAS[area]), values, count))
    return cube(rows, ["age", "sex"][:columns], ["lsoa", "msoa"])


def holds(cell: Cell, area: str, values: tuple[str, ...]) -> bool:
    """Whether an inner cell is part of a published one."""
    inside = cell.key.area in (area, AREAS[area], TOTAL)
    return inside and all(one in (TOTAL, other) for one, other in zip(cell.key.values, values, strict=True))


class Auditor:
    """An attack over the inner counts, one whole-number programme a question (SciPy)."""

    def __init__(self, table: Published, *, marks: bool = False) -> None:
        self.cells = table.cells
        names = sorted({row[0] for row in table.lookup})
        values = sorted({c.key.values for c in table.cells if TOTAL not in c.key.values})
        self.inner = list(itertools.product(names, values))
        self.sums = np.array([[float(holds(c, a, v)) for a, v in self.inner] for c in table.cells])
        floor = 1.0 if table.rule.zeros_published else 0.0
        marked = {PRIMARY: (1.0, 4.0), SECONDARY: (5.0, 400.0)} if marks else {}
        ends = [
            marked.get(c.status, (floor, 400.0)) if c.count is None else (float(c.count), float(c.count))
            for c in table.cells
        ]
        self.low, self.high = np.array(ends).T

    def range(self, i: int, fixed: dict[int, int] | None = None) -> tuple[int, int]:
        """The least and greatest value of cell `i`, where some cells are known besides."""
        low, high = self.low.copy(), self.high.copy()
        for cell, value in (fixed or {}).items():
            low[cell] = high[cell] = value
        ends = []
        for sign in (1.0, -1.0):
            found = milp(
                sign * self.sums[i],
                constraints=LinearConstraint(self.sums, low, high),
                integrality=np.ones(len(self.inner)),
            )
            assert found.status == 0
            ends.append(round(float(self.sums[i] @ found.x)))
        return ends[0], ends[1]


def true_counts(table: Cube) -> NDArray[np.int64]:
    """In the order of the published cells."""
    return table.counts.reshape(-1)


def assert_nobody_is_given_away(table: Cube, made: Protected) -> None:
    """No cell left out has one value only; nor for somebody alone in a cell, save where that cannot be helped."""
    auditor, counts = Auditor(made.published), true_counts(table)
    hidden = [i for i, cell in enumerate(auditor.cells) if cell.count is None]
    for i in hidden:
        low, high = auditor.range(i)
        assert low < high, f"{auditor.cells[i].key} can only be {low}"
        assert low <= counts[i] <= high
    alone = [i for i in hidden if counts[i] == 1 and TOTAL not in auditor.cells[i].key.values]
    alone = [i for i in alone if auditor.cells[i].key.level == "lsoa"]
    given_away = 0
    for one in alone:
        for other in hidden:
            same_person = counts[other] == 1 and bool((auditor.sums[other] >= auditor.sums[one]).all())
            if other != one and not same_person and auditor.cells[other].status == PRIMARY:
                low, high = auditor.range(other, {one: 1})
                given_away += low == high
    assert given_away == made.exceptions


@settings(max_examples=40, deadline=None)
@given(tables())
def test_no_suppressed_cell_can_be_worked_out(table: Cube) -> None:
    made = protect(table)
    assert made.attack.safe
    assert_nobody_is_given_away(table, made)


@settings(max_examples=15, deadline=None)
@given(tables(columns=1), st.sampled_from(sorted(RULES)))
def test_every_rule_set_is_safe_or_refuses(table: Cube, name: str) -> None:
    made = protect(table, RULES[name])
    counts = true_counts(table)
    for cell, count in zip(made.published.cells, counts, strict=True):
        assert cell.count is None or not RULES[name].smallest <= cell.count <= RULES[name].largest
        assert cell.count in (None, count)
    auditor = Auditor(made.published)
    for i, cell in enumerate(auditor.cells):
        if cell.count is None:
            low, high = auditor.range(i)
            assert low < high


@settings(max_examples=30, deadline=None)
@given(tables(most_areas=3), st.randoms(use_true_random=False), st.booleans())
def test_the_attack_finds_what_another_auditor_finds(table: Cube, lots: object, marks: bool) -> None:
    """Any pattern, safe or not, with one mark or two: the ends of every interval agree, and every value that can be
    had is had."""
    made = protect(table)
    hide = [lots.random() < 0.3 for _ in made.published.cells]  # type: ignore[attr-defined]
    counts = true_counts(table)
    cells = tuple(
        Cell(c.key, None, PRIMARY if count <= 4 else SECONDARY)
        if count and (h or 1 <= count <= 4)
        else Cell(c.key, int(count), "shown")
        for c, h, count in zip(made.published.cells, hide, counts, strict=True)
    )
    published = Published("t", table.levels, table.by, cells, made.published.lookup, DEFAULT)
    auditor = Auditor(published, marks=marks)
    places = {cell.key: i for i, cell in enumerate(cells)}
    for reading in attack([published], marks=marks).readings:
        low, high = auditor.range(places[reading.key])
        top = 400 if reading.high is None else reading.high
        assert reading.checked
        assert reading.low <= low
        assert top >= high or reading.high is None
        assert reading.pinned == (low == high)
        if reading.pinned:
            assert reading.low == counts[places[reading.key]]


@settings(max_examples=25, deadline=None)
@given(tables(most_areas=3))
def test_every_small_count_covers_the_range_or_is_listed(table: Cube) -> None:
    """What is not listed is found by the other auditor to be able to be 1 to 4."""
    made = protect(table, protection=WHOLE_RANGE, defend_lone=False)
    assert made.attack.safe
    auditor = Auditor(made.published)
    for i, cell in enumerate(made.published.cells):
        if cell.status == PRIMARY:
            low, high = auditor.range(i)
            assert low < high
            assert (low <= DEFAULT.smallest and high >= DEFAULT.largest) or cell.key in made.nearer


@settings(max_examples=10, deadline=None)
@given(tables())
def test_the_same_table_gives_the_same_pattern(table: Cube) -> None:
    assert protect(table).published.cells == protect(table).published.cells
