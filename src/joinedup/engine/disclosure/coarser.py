"""Coarser tables proposed instead: which larger areas, or which categories joined, leave how many small counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from joinedup.engine.disclosure.cube import Cube, cube
from joinedup.engine.disclosure.rules import Rule

AREAS, PAIRS, WITHOUT = "larger-areas", "categories-in-pairs", "without"


@frozen(eq=False)
class Coarser:
    """A coarser table: `what` was done to `which` level or column, and how many small counts are left of how many."""

    what: str
    which: str
    table: Cube
    small: int
    before: int

    @property
    def name(self) -> str:
        """Its name as a method."""
        return self.what if self.what == AREAS else f"{self.what}-{self.which}"

    @property
    def title(self) -> str:
        """What was done, in words."""
        if self.what == AREAS:
            return f"Without {self.which}, by {self.table.levels[0]}"
        return f"{self.which} in pairs" if self.what == PAIRS else f"Without {self.which}"


def small_counts(table: Cube, rule: Rule) -> int:
    """How many cells, margins included, the rule calls small."""
    return int(((table.counts >= rule.smallest) & (table.counts <= rule.largest)).sum())


def coarser(table: Cube, rule: Rule) -> tuple[Coarser, ...]:
    """Every table with one step less detail, the one with fewest small counts first.

    One level of areas fewer; one column's neighbouring values joined two by two, in the order of the numbers in them;
    one column fewer.
    """
    before = small_counts(table, rule)
    made = [Coarser(what, which, other, small_counts(other, rule), before) for what, which, other in _steps(table)]
    return tuple(sorted(made, key=lambda one: (one.small, one.what, one.which)))


def _steps(table: Cube) -> Iterator[tuple[str, str, Cube]]:
    rows = list(_rows(table))
    if len(table.levels) > 1:
        yield AREAS, table.levels[0], cube([(a[1:], v, n) for a, v, n in rows], table.by, table.levels[1:])
    for d, column in enumerate(table.by):
        joined = _pairs(table.categories[d][:-1])
        if len(set(joined.values())) > 1:
            pairs = [(a, (*v[:d], joined[v[d]], *v[d + 1 :]), n) for a, v, n in rows]
            yield PAIRS, column, cube(pairs, table.by, table.levels)
        fewer = [name for name in table.by if name != column]
        yield WITHOUT, column, cube([(a, (*v[:d], *v[d + 1 :]), n) for a, v, n in rows], fewer, table.levels)


def _rows(table: Cube) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], int]]:
    combinations = table.combinations()
    for area, codes in enumerate(table.lookup()):  # the finest areas come first
        for k in table.inner():
            yield codes, combinations[k], int(table.counts[area, k])


def _pairs(values: Sequence[str]) -> Mapping[str, str]:
    """Each value, and the name of the pair that it goes into; an odd one at the end goes by itself."""
    ordered = sorted(values, key=lambda value: ([int(n) for n in re.findall(r"\d+", value)] or [10**9], value))
    named = {}
    for at in range(0, len(ordered), 2):
        pair = ordered[at : at + 2]
        for value in pair:
            named[value] = " and ".join(pair)
    return named
