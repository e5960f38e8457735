"""A table made safe beside former ones: no small count follows from all of them, checked by an auditor of its own."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from joinedup.engine.disclosure.beside import make_beside
from joinedup.engine.disclosure.cube import TOTAL, Cube, cube
from joinedup.engine.disclosure.differencing import Release, difference
from joinedup.engine.disclosure.footing import on_one_footing
from joinedup.engine.disclosure.protection import protect
from joinedup.engine.disclosure.published import Cell, Published, with_one_mark
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.errors import JoinedupError

SMALL = ("L1", "L2", "L3", "L4", "L5")
WARD = {"L1": "W1", "L2": "W1", "L3": "W1", "L4": "W2", "L5": "W2"}
MSOA = {"L1": "M1", "L2": "M1", "L3": "M2", "L4": "M2", "L5": "M2"}
LOOKUP = (("lsoa", "ward", "msoa"), [(one, WARD[one], MSOA[one]) for one in SMALL])
Counts = Mapping[tuple[str, str], int]
COUNT = st.sampled_from([0, 1, 2, 3, 4, 5, 7, 9, 20, 31])
COUNTS = st.fixed_dictionaries(dict.fromkeys(itertools.product(SMALL, ("a", "b")), COUNT))


def table_of(counts: Counts, areas: Sequence[str], levels: Sequence[str]) -> Cube:
    codes = {"lsoa": dict(zip(SMALL, SMALL, strict=True)), "ward": WARD, "msoa": MSOA}
    rows = [
        (tuple(codes[level][one] for level in levels), (age,), counts[one, age]) for one in areas for age in ("a", "b")
    ]
    return cube(rows, ["age"], levels)


def inside(cell: Cell, areas: Sequence[str], inner: tuple[str, str]) -> bool:
    code, (one, age) = cell.key.area, inner
    return one in areas and code in (one, WARD[one], MSOA[one], TOTAL) and cell.key.values[0] in (age, TOTAL)


def ends(public: Sequence[tuple[Published, Sequence[str]]], wanted: np.ndarray) -> tuple[int, int]:
    """What a reader of these tables, each of these small areas, knows of a sum of inner counts."""
    inner = list(itertools.product(SMALL, ("a", "b")))
    rows, low, high = [], [], []
    for table, areas in public:
        for cell in table.cells:
            rows.append([float(inside(cell, areas, one)) for one in inner])
            low.append(1.0 if cell.count is None else float(cell.count))
            high.append(300.0 if cell.count is None else float(cell.count))
    found = []
    for sign in (1.0, -1.0):
        best = milp(sign * wanted, constraints=LinearConstraint(np.array(rows), low, high), integrality=np.ones(10))
        assert best.status == 0
        found.append(round(float(wanted @ best.x)))
    return found[0], found[1]


@pytest.mark.parametrize(
    ("before", "now", "fewer"),
    [
        ([("msoa",)], ("ward",), 0),
        ([("lsoa", "msoa")], ("ward",), 0),
        ([("lsoa", "msoa")], ("lsoa", "msoa"), 1),
        ([("lsoa",), ("msoa",)], ("ward",), 0),
        ([("ward",), ("msoa",)], ("lsoa",), 0),
    ],
    ids=[
        "wards beside MSOAs",
        "wards beside small areas",
        "an area less than before",
        "wards beside two tables",
        "small areas beside two tables of larger ones",
    ],
)
@settings(max_examples=10, deadline=None)
@given(counts=COUNTS)
def test_no_small_count_follows_from_all_tables(
    before: list[tuple[str, ...]], now: tuple[str, ...], fewer: int, counts: Counts
) -> None:
    areas = SMALL[: len(SMALL) - fewer]
    table = table_of(counts, areas, now)
    try:
        alone = protect(table, name="new")
        former = [
            with_one_mark(protect(table_of(counts, SMALL, levels), name=f"former {' '.join(levels)}").published)
            for levels in before
        ]
        footing = on_one_footing([alone.published, *former], [LOOKUP])
        releases = [Release(one, ("all",)) for one in footing.tables[1:]]
        made = make_beside(
            alone, lambda also: protect(table, name="new", also=also), ("all",), releases, footing.lookups, hide=True
        ).made.published
    except JoinedupError as refused:
        if refused.code not in ("differencing", "not-safe"):
            raise
        return  # nothing leaves
    # the attack without a certificate agrees with the one that checked what mending had found
    afresh = difference(Release(with_one_mark(made), ("all",)), releases, footing.lookups)
    assert (afresh.leaks, afresh.unchecked) == ((), 0)
    both = [*((one, SMALL) for one in former), (with_one_mark(made), areas)]
    sums = [
        np.array([float(inside(cell, own, one)) for one in itertools.product(SMALL, ("a", "b"))])
        for published, own in both
        for cell in published.cells
        if cell.count is None
    ]
    sums += list(np.eye(10))  # small areas that nobody published count as well
    truth = np.array([float(counts[one]) for one in itertools.product(SMALL, ("a", "b"))])
    for wanted in sums:
        count = int(wanted @ truth)
        if DEFAULT.smallest <= count <= DEFAULT.largest:
            low, high = ends(both, wanted)
            assert low < high or len(set(ends(both[:-1], wanted))) == 1  # unless the former ones tell it by themselves
