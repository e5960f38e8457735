"""Other tables that fit changed figures as well: the proof that nobody can work a small count out of them.

Where every figure is only near its count, a count may be another one if every sum above it has room for the change.
Where a sum has none, other counts make up for it: whole-number programmes (HiGHS) over the areas in one look for
changes of many counts at once. What none of them moves is settled by a programme over all counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from joinedup.engine.disclosure.cube import Cube, Ints
from joinedup.engine.disclosure.intervals import Certificate

_NODES = 1000
_STIRS, _MOST_STIRRED = 6, 500  # how often, and among how many counts at most
_WINDOWS = (40, 200)  # counts on both sides of one that is looked at by itself
_ROUGHLY, _FAR = 0.5, 50  # any good change will do, and none needs to go far
_INFEASIBLE = 2  # as scipy says that there is no solution


@frozen(eq=False)
class Proof:
    """Other tables, for an auditor to check; and wanted cells, as numbers of the cube, that no other table changes.

    `unsettled`: those of which it could not be said.
    """

    certificate: Certificate
    pinned: tuple[int, ...]
    unsettled: tuple[int, ...]


def other_tables(table: Cube, solution: Ints, low: Ints, high: Ints, wanted: NDArray[np.bool_]) -> Proof:
    """Changes of a table, each of which leaves every count between its ends; all are of the shape of the cube's counts.

    `solution`: a table that adds up and lies between them. One change for every inner cell and direction that has room,
    as far as there is room; then changes of many, for `wanted` cells that nothing moves yet.
    """
    room = _Room((high - solution).reshape(-1), (solution - low).reshape(-1))
    chains = list(_chains(table))
    for chain in chains:
        room.move(chain, [])
        room.move([], chain)
    asked = wanted.reshape(-1)
    families, lots = list(_families(table, chains)), np.random.default_rng(0)
    for family in families:
        _stir(room, family, asked, lots)
    pinned, unsettled = [], []
    for cell in np.nonzero(asked & ~room.moved)[0]:
        if room.moved[cell]:
            continue
        found = None
        for near in _around(int(cell), families[-1]):
            found = _settle(room, int(cell), near)
            if found:
                break
        if found is None:
            unsettled.append(int(cell))
        elif not found:
            pinned.append(int(cell))
    return Proof(room.certificate(solution.reshape(-1)), tuple(pinned), tuple(unsettled))


def _families(table: Cube, chains: list[list[int]]) -> Iterator[list[list[int]]]:
    """The chains of the areas in each area, the smallest families first, the whole last."""
    each = len(table.inner())
    inside: list[list[int]] = []
    for area, parts in enumerate(table.children):  # areas come finest first
        inside.append([leaf for part in parts for leaf in inside[part]] or [area])
        if parts:
            yield [chains[n] for leaf in inside[area] for n in range(leaf * each, (leaf + 1) * each)]


def _around(cell: int, chains: list[list[int]]) -> Iterator[list[list[int]]]:
    """Chains around one that has the cell, more and more, all last: only there is what has no solution settled."""
    at = next(n for n, chain in enumerate(chains) if cell in chain)
    for far in _WINDOWS:
        if 2 * far < len(chains):
            yield chains[max(at - far, 0) : at + far]
    yield chains


def _adds(chains: list[list[int]]) -> tuple[Ints, csr_matrix]:
    """The cells that these change, and which each of them changes, one column a chain."""
    flat = np.concatenate([np.array(chain, dtype=np.int64) for chain in chains])
    cells, rows = np.unique(flat, return_inverse=True)
    columns = np.repeat(np.arange(len(chains)), [len(chain) for chain in chains])
    return cells, csr_matrix((np.ones(len(flat)), (rows, columns)), shape=(len(cells), len(chains)))


def _stir(room: _Room, chains: list[list[int]], asked: NDArray[np.bool_], lots: np.random.Generator) -> None:
    """Changes of many counts at once, in directions drawn by lot, while cells asked for have not moved."""
    cells, adds = _adds(chains)
    inner = np.array([chain[0] for chain in chains])
    limits = LinearConstraint(adds, -room.down[cells].astype(np.float64), room.up[cells].astype(np.float64))
    for _ in range(_STIRS):
        still = asked & ~room.moved
        if len(chains) > _MOST_STIRRED or not still[cells].any():
            return
        cost = lots.uniform(0.5, 1.5, len(chains)) * lots.choice([-1.0, 1.0], len(chains))
        found = milp(
            cost * np.where(still[inner], 1.0, 0.1),
            integrality=np.ones(len(chains)),
            bounds=Bounds(-np.minimum(room.down[inner], _FAR), np.minimum(room.up[inner], _FAR)),
            constraints=[limits],
            options={"node_limit": _NODES, "mip_rel_gap": _ROUGHLY},
        )
        if found.x is not None:
            room.note_if_fits(cells, np.rint(adds @ np.rint(found.x)).astype(np.int64))


def _settle(room: _Room, cell: int, chains: list[list[int]]) -> bool | None:
    """Whether any whole-number change of these moves `cell`; None where the programme came to no end."""
    cells, adds = _adds(chains)
    at = int(np.searchsorted(cells, cell))
    ended = True
    for low, high in ((1, room.up[cell]), (-room.down[cell], -1)):
        if low > high:
            continue
        least, most = -room.down[cells].astype(np.float64), room.up[cells].astype(np.float64)
        least[at], most[at] = low, high
        found = milp(
            np.zeros(len(chains)),
            integrality=np.ones(len(chains)),
            bounds=Bounds(-np.inf, np.inf),
            constraints=[LinearConstraint(adds, least, most)],
            options={"node_limit": _NODES},
        )
        if found.x is not None:
            if room.note_if_fits(cells, np.rint(adds @ np.rint(found.x)).astype(np.int64)):
                return True
            ended = False
            continue
        ended = ended and found.status == _INFEASIBLE
    return False if ended else None


class _Room:
    """How far each cell may go up and down, and the changes found so far."""

    def __init__(self, up: Ints, down: Ints) -> None:
        self.up, self.down = up, down
        self.moved = np.zeros(len(up), dtype=bool)
        self.cells: list[int] = []
        self.by: list[int] = []
        self.ends = [0]

    def move(self, rising: list[int], falling: list[int]) -> bool:
        """Note the change in which these rise and those fall as far as there is room; False where there is none."""
        step = min(
            int(self.up[rising].min()) if rising else self.up.size,
            int(self.down[falling].min()) if falling else self.up.size,
        )
        if step < 1:
            return False
        self.note(np.array([*rising, *falling]), np.array([step] * len(rising) + [-step] * len(falling)))
        return True

    def note(self, cells: Ints, by: Ints) -> None:
        """Keep a change."""
        self.cells.extend(int(cell) for cell in cells)
        self.by.extend(int(one) for one in by)
        self.ends.append(len(self.cells))
        self.moved[cells] = True

    def note_if_fits(self, cells: Ints, change: Ints) -> bool:
        """Keep a change of these cells that somebody else found, if there is room for it and it is one."""
        fits = (change <= self.up[cells]).all() and (change >= -self.down[cells]).all() and change.any()
        if fits:
            self.note(cells[change != 0], change[change != 0])
        return bool(fits)

    def certificate(self, solution: Ints) -> Certificate:
        by, cells = np.array(self.by, dtype=np.int64), np.array(self.cells, dtype=np.int64)
        return Certificate(solution, csr_matrix((by, cells, self.ends), shape=(len(self.ends) - 1, len(solution))))


def _chains(table: Cube) -> Iterator[list[int]]:
    """For each inner cell of the finest areas, itself and every sum that it is in, as numbers of the cube."""
    places = list(np.ndindex(*table.shape))
    number = {place: k for k, place in enumerate(places)}
    above = [
        [
            number[sums]
            for sums in itertools.product(*((v, size - 1) for v, size in zip(places[k], table.shape, strict=True)))
        ]
        for k in table.inner()
    ]
    for area, (level, _) in enumerate(table.areas):
        if level != table.levels[0]:
            return
        areas, at = [area], area
        while table.parent[at] >= 0:
            at = int(table.parent[at])
            areas.append(at)
        for sums in above:
            yield [one * table.width + k for one in areas for k in sums]
