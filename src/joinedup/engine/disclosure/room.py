"""Other tables that fit changed figures as well: the proof that nobody can work a small count out of them.

Where every figure is only near its count, a count may be another one if every sum above it has room for the change.
Where a sum has none, somebody else's count makes up for it: one more here, one fewer there. What nothing simple moves
is settled by a whole-number programme (HiGHS) over all counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from attrs import frozen
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from joinedup.engine.disclosure.cube import Cube, Ints
from joinedup.engine.disclosure.intervals import Certificate
from joinedup.engine.disclosure.rules import Rule

_PARTNERS = 4000  # how many other cells are tried to make up for one
_NODES = 1000
_INFEASIBLE = 2  # as scipy says that there is no solution


@frozen(eq=False)
class Proof:
    """Other tables, for an auditor to check; and small figures, as numbers of the cube, that no other table changes.

    `unsettled`: those of which it could not be said.
    """

    certificate: Certificate
    pinned: tuple[int, ...]
    unsettled: tuple[int, ...]


def other_tables(table: Cube, solution: Ints, figures: Ints, within: int, rule: Rule) -> Proof:
    """Changes of a table, each of which leaves it fitting the figures (of the shape of the cube's counts).

    `solution`: a table that adds up and fits the figures. One change for every inner cell and direction that has room,
    as far as there is room; then two cells that make up for one another, for small figures that nothing moves yet.
    """
    low = np.maximum(figures - within, (figures > 0).astype(np.int64))
    room = _Room((figures + within - solution).reshape(-1), (solution - low).reshape(-1))
    chains = list(_chains(table))
    for chain in chains:
        room.move(chain, [])
        room.move([], chain)
    small = np.nonzero((low <= rule.largest).reshape(-1) & ~room.moved)[0]
    pinned, unsettled = [], []
    for cell in small:
        if room.moved[cell] or _make_up(room, int(cell), chains):
            continue
        found = _settle(room, int(cell), chains)
        if found is None:
            unsettled.append(int(cell))
        elif not found:
            pinned.append(int(cell))
    return Proof(room.certificate(solution.reshape(-1)), tuple(pinned), tuple(unsettled))


def _settle(room: _Room, cell: int, chains: list[list[int]]) -> bool | None:
    """Whether any whole-number change moves `cell`; None where the programme came to no end."""
    sizes = [len(chain) for chain in chains]
    cells = np.concatenate([np.array(chain, dtype=np.int64) for chain in chains])
    columns = np.repeat(np.arange(len(chains)), sizes)
    adds = csr_matrix((np.ones(len(cells)), (cells, columns)), shape=(len(room.up), len(chains)))
    ended = True
    for low, high in ((1, room.up[cell]), (-room.down[cell], -1)):
        if low > high:
            continue
        least, most = -room.down.astype(np.float64), room.up.astype(np.float64)
        least[cell], most[cell] = low, high
        found = milp(
            np.zeros(len(chains)),
            integrality=np.ones(len(chains)),
            bounds=Bounds(-np.inf, np.inf),
            constraints=[LinearConstraint(adds, least, most)],
            options={"node_limit": _NODES},
        )
        if found.x is not None:
            change = np.rint(adds @ np.rint(found.x)).astype(np.int64)
            room.note(np.nonzero(change)[0], change[change != 0])
            return True
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

    def certificate(self, solution: Ints) -> Certificate:
        by, cells = np.array(self.by, dtype=np.int64), np.array(self.cells, dtype=np.int64)
        return Certificate(solution, csr_matrix((by, cells, self.ends), shape=(len(self.ends) - 1, len(solution))))


def _make_up(room: _Room, cell: int, chains: list[list[int]]) -> bool:
    """A change that moves `cell`, in which another inner cell makes up for it where sums have no room."""
    inside = [n for n, chain in enumerate(chains) if cell in chain]
    for n in inside:
        own = set(chains[n])
        nearest = sorted(
            range(max(0, n - _PARTNERS // 2), min(len(chains), n + _PARTNERS // 2)), key=lambda m: abs(m - n)
        )
        for m in nearest:
            other = set(chains[m])
            if m == n or cell in other:
                continue
            mine, theirs = sorted(own - other), sorted(other - own)
            if room.move(mine, theirs) or room.move(theirs, mine):
                return True
    return False


def _apart(n: int, other: int) -> tuple[int, int]:
    return abs(other - n), other


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
