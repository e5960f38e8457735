"""Who is behind every amount of a table: how many, how much each gives, and who is alone.

Somebody who comes in several rows of a cell is one contributor, with all that they give there. Who gives nothing is
none: they hide nobody.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen

from joinedup.engine.disclosure.cube import Cube, Ints

Row = tuple[str, tuple[str, ...], tuple[str, ...], int]  # contributor, areas finest first, categories, amount
NOBODY = -1


@frozen(eq=False)
class Contributions:
    """What each contributor gives to each cell: those of cell `i` are `amounts[starts[i]:starts[i + 1]]`, the greatest
    first, of the contributors with the numbers in `who`. Amounts are in smallest units, each more than 0.
    """

    starts: Ints
    amounts: Ints
    who: Ints

    def number(self) -> Ints:
        """How many contributors each cell has."""
        return np.diff(self.starts)

    def greatest(self, place: int) -> Ints:
        """For each cell the amount of the greatest contributor (place 0), of the second (1) and so on; else 0."""
        at = self.starts[:-1] + place
        there = at < self.starts[1:]
        found = np.zeros(len(at), dtype=np.int64)
        found[there] = self.amounts[at[there]]
        return found

    def alone(self) -> Ints:
        """For each cell the number of the contributor who is alone in it, else NOBODY."""
        found = np.full(len(self.starts) - 1, NOBODY, dtype=np.int64)
        one = self.number() == 1
        found[one] = self.who[self.starts[:-1][one]]
        return found


def contributions(table: Cube, rows: Sequence[Row]) -> Contributions:
    """Who is behind every cell of the table of these rows, the margins included; the order of rows does not matter."""
    names = {name: number for number, name in enumerate(sorted({row[0] for row in rows}))}
    who = np.array([names[row[0]] for row in rows], dtype=np.int64)
    given = np.array([row[3] for row in rows], dtype=np.int64)
    found = [_summed(cells * len(names) + who, given) for cells in _cells(table, rows)]
    keys = np.concatenate([each for each, _ in found])
    amounts = np.concatenate([each for _, each in found])
    cells, people = np.divmod(keys, len(names))
    order = np.lexsort((people, -amounts, cells))
    starts = np.searchsorted(cells[order], np.arange(table.counts.size + 1))
    return Contributions(starts.astype(np.int64), amounts[order], people[order])


def _summed(keys: Ints, given: Ints) -> tuple[Ints, Ints]:
    """Each key once, in ascending order, with all that is given under it, as far as that is more than 0."""
    order = np.argsort(keys, kind="stable")
    each, first = np.unique(keys[order], return_index=True)
    sums = np.add.reduceat(given[order], first)
    return each[sums > 0], sums[sums > 0]


def _cells(table: Cube, rows: Sequence[Row]) -> Iterator[Ints]:
    """For each row the numbers of the cells that it is in: itself, then every margin."""
    finest = {code: n for n, (level, code) in enumerate(table.areas) if level == table.levels[0]}
    areas = np.array([finest[row[1][0]] for row in rows], dtype=np.int64)
    places = []
    for d, values in enumerate(table.categories):
        number = {value: n for n, value in enumerate(values)}
        places.append(np.array([number[row[2][d]] for row in rows], dtype=np.int64))
    while areas[0] >= 0:  # every area of the finest level lies as deep
        for summed in itertools.product((False, True), repeat=len(places)):
            at = np.zeros(len(rows), dtype=np.int64)
            for place, size, total in zip(places, table.shape, summed, strict=True):
                at = at * size + (size - 1 if total else place)
            yield areas * table.width + at
        areas = table.parent[areas]
