"""A table of counts with all its margins: areas in a hierarchy by categories, every sum made once.

A cell is (area, combination of categories). Areas are the codes of every level, finest first, and last one
area `Total` for all; a combination takes a value or `Total` of every column. Cells are numbered
`area * combinations + combination`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from joinedup.engine.errors import error

TOTAL = "Total"
ALL = "all"
GREATEST_COUNT = 10**9  # sums stay exact in the linear programmes' floating point
MOST_CELLS = 20_000_000

Ints = NDArray[np.int64]


@frozen(eq=False)
class Cube:
    """Counts of every cell. `parent[a]` is the area one level up, -1 for the last area, `Total`.

    `counts` has one row an area and one column a combination, in the order of `combinations`; the last value
    of each column of categories is `Total`.
    """

    levels: tuple[str, ...]
    by: tuple[str, ...]
    areas: tuple[tuple[str, str], ...]  # (level, code)
    parent: Ints
    categories: tuple[tuple[str, ...], ...]  # `Total` last
    counts: Ints
    children: tuple[tuple[int, ...], ...] = field(repr=False)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each column of categories has, `Total` included."""
        return tuple(len(values) for values in self.categories)

    @property
    def width(self) -> int:
        """How many combinations there are."""
        return int(np.prod(self.shape, dtype=np.int64))

    def combinations(self) -> list[tuple[str, ...]]:
        """Every combination of categories, in the order of the columns of `counts`."""
        return list(itertools.product(*self.categories))

    def inner(self) -> list[int]:
        """The combinations without a `Total`."""
        return [k for k, place in enumerate(np.ndindex(*self.shape)) if not _totals(place, self.shape)]

    def totals(self) -> NDArray[np.bool_]:
        """Which cells are sums of others, of the shape of `counts`."""
        sums = np.ones(self.counts.shape, dtype=bool)
        leaves = sum(level == self.levels[0] for level, _ in self.areas)  # the finest areas come first
        sums[np.ix_(range(leaves), self.inner())] = False
        return sums

    def sums_of_categories(self) -> list[tuple[int, tuple[int, ...]]]:
        """Each combination with a `Total`, and the combinations it is the sum of; each written once."""
        found = []
        for place in np.ndindex(*self.shape):
            totals = _totals(place, self.shape)
            if totals:
                d = totals[0]
                parts = [(*place[:d], v, *place[d + 1 :]) for v in range(self.shape[d] - 1)]
                found.append((self._number(place), tuple(self._number(part) for part in parts)))
        return found

    def _number(self, place: tuple[int, ...]) -> int:
        return int(np.ravel_multi_index(place, self.shape)) if place else 0

    def lookup(self) -> list[tuple[str, ...]]:
        """For each area of the finest level its code at every level, finest first."""
        rows = []
        for area, (level, _) in enumerate(self.areas):
            if level == self.levels[0]:
                codes, at = [], area
                while self.parent[at] >= 0:
                    codes.append(self.areas[at][1])
                    at = int(self.parent[at])
                rows.append(tuple(codes))
        return rows


def _totals(place: tuple[int, ...], shape: tuple[int, ...]) -> list[int]:
    return [d for d, (v, size) in enumerate(zip(place, shape, strict=True)) if v == size - 1]


def cube(
    rows: Sequence[tuple[tuple[str, ...], tuple[str, ...], int]],
    by: Sequence[str],
    hierarchy: Sequence[str],
    *,
    greatest: int = GREATEST_COUNT,
) -> Cube:
    """The cube of rows `(area codes finest first, values of the BY columns, count)`.

    Rows with the same keys are added up; combinations that are not there are zero. greatest: what no sum may be above.
    Raises `areas-not-nested`, `counts-empty`, `counts-too-large`.
    """
    if not rows:
        raise error("counts-empty")
    above = _nesting(rows, hierarchy)
    areas = [(level, code) for d, level in enumerate(hierarchy) for code in sorted({r[0][d] for r in rows})]
    number = {area: n for n, area in enumerate(areas)}
    top = len(areas)
    areas.append((ALL, TOTAL))
    parent = np.array([number.get(above.get(area, ("", "")), top) for area in areas], dtype=np.int64)
    parent[top] = -1
    categories = tuple((*sorted({r[1][d] for r in rows}), TOTAL) for d in range(len(by)))
    shape = tuple(len(values) for values in categories)
    if len(areas) * int(np.prod(shape, dtype=np.int64)) > MOST_CELLS:
        raise error("counts-too-large", what=f"more than {MOST_CELLS:,} cells with all margins")
    places = [{value: v for v, value in enumerate(values)} for values in categories]
    counts = np.zeros((len(areas), *shape), dtype=np.int64)
    for codes, values, count in rows:
        counts[(number[hierarchy[0], codes[0]], *(places[d][value] for d, value in enumerate(values)))] += count
    _add_margins(counts, parent)
    if counts.max() > greatest:
        raise error("counts-too-large", what=f"a total of more than {greatest:,}")
    children: list[list[int]] = [[] for _ in areas]
    for area, up in enumerate(parent):
        if up >= 0:
            children[up].append(area)
    return Cube(
        levels=tuple(hierarchy),
        by=tuple(by),
        areas=tuple(areas),
        parent=parent,
        categories=categories,
        counts=counts.reshape(len(areas), -1),
        children=tuple(tuple(below) for below in children),
    )


def _add_margins(counts: Ints, parent: Ints) -> None:
    for axis in range(1, counts.ndim):
        inner = np.take(counts, range(counts.shape[axis] - 1), axis=axis).sum(axis=axis)
        counts[(slice(None),) * axis + (-1,)] = inner
    for area, up in enumerate(parent):  # areas come finest first, so a sum is whole before it is passed on
        if up >= 0:
            counts[up] += counts[area]


def _nesting(
    rows: Sequence[tuple[tuple[str, ...], tuple[str, ...], int]], hierarchy: Sequence[str]
) -> Mapping[tuple[str, str], tuple[str, str]]:
    above: dict[tuple[str, str], tuple[str, str]] = {}
    for codes in sorted({row[0] for row in rows}):
        for d in range(len(hierarchy) - 1):
            up = (hierarchy[d + 1], codes[d + 1])
            if above.setdefault((hierarchy[d], codes[d]), up) != up:
                raise error("areas-not-nested", where=codes[d], lower=hierarchy[d], upper=hierarchy[d + 1])
    return above


def sums_of(table: Cube, values: NDArray[np.bool_] | Ints) -> Ints:
    """For every cell the sum of `values` (of the shape of `counts`) over the inner cells in it; one value a cell."""
    shaped = values.reshape(len(table.areas), *table.shape)
    sums = np.zeros(shaped.shape, dtype=np.int64)
    leaves = sum(level == table.levels[0] for level, _ in table.areas)  # the finest areas come first
    inner = tuple(slice(0, size) for size in (leaves, *(values - 1 for values in table.shape)))
    sums[inner] = shaped[inner]
    _add_margins(sums, table.parent)
    return sums.reshape(-1)


def lone_contributors(table: Cube) -> Ints:
    """For every cell with a count of 1 the number of the inner cell of that one contributor, else -1."""
    counts = table.counts.reshape(-1)
    numbers = np.arange(counts.size, dtype=np.int64)
    weighed = sums_of(table, np.where(counts == 1, numbers, 0))  # in a sum of 1 only one part counts
    return np.where(counts == 1, weighed, -1)
