"""Which further cells to leave out, so that no small count can be worked out from what is published.

Every primary cell gets at least one alternative table of whole numbers, equal in all published cells, in which
it differs; and for every contributor who is alone in a cell (and so knows it) one that leaves that cell as it
is. Cells to leave out are chosen so that those alternatives exist cheaply: first the cheapest alternative for
each primary cell, then every secondary cell is taken back if its alternatives can be replaced for less.
Regions are tried from the smallest (the areas under one parent) upwards, and areas whose counts are all large are
searched by themselves, so that cost grows with the number of areas. Deterministic: same table, same pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from joinedup.engine.disclosure.alternatives import NOTHING_MORE, Alternative, Floats, Region
from joinedup.engine.disclosure.at_once import at_once
from joinedup.engine.disclosure.covering import Wanted, cover
from joinedup.engine.disclosure.cube import Cube, Ints, lone_contributors
from joinedup.engine.disclosure.intervals import Certificate
from joinedup.engine.disclosure.lone import Lone
from joinedup.engine.disclosure.parts import below, part, parts_of
from joinedup.engine.disclosure.reach import Reach
from joinedup.engine.disclosure.shortfall import FAR

_SUPPRESSED = 0.01  # the price of changing a cell that is left out already: nearly free, but shorter is better
_CELL = 8.0  # the price of leaving a cell out is this and its count: few cells, and small ones
_ROUNDS = 4
_MOST = 60_000  # cells among which an alternative is looked for at most
_LARGE = 5_000  # cells from which on starting further processes is worth it

ANY = (1, -1)
Need = tuple[int, int, tuple[int, ...]]  # (inner cell of a lone contributor or -1, primary cell, changes that would do)


@frozen(eq=False)
class Pattern:
    """Which cells are left out (`suppressed`, one a cell of the cube), and the alternative tables that prove it.

    `unmet` are needs no pattern can meet: with -1, the cell itself cannot be protected (so far).
    """

    suppressed: NDArray[np.bool_]
    alternatives: tuple[Alternative, ...]
    unmet: tuple[Need, ...]

    def certificate(self, table: Cube) -> Certificate:
        """The alternative tables as something an auditor can check."""
        sizes = [len(change.cells) for change in self.alternatives]
        rows = np.repeat(np.arange(len(sizes)), sizes)
        cells = np.concatenate([change.cells for change in self.alternatives] or [np.zeros(0, dtype=np.int64)])
        by = np.concatenate([change.by for change in self.alternatives] or [np.zeros(0, dtype=np.int64)])
        changes = csr_matrix((by, (rows, cells)), shape=(len(sizes), table.counts.size))
        return Certificate(table.counts.reshape(-1), changes)


def pattern(
    table: Cube,
    primary: NDArray[np.bool_],
    *,
    least: Ints,
    most: Ints,
    usable: NDArray[np.bool_],
    reach: Reach | None = None,
    defend_lone: bool = True,
    lone: Ints | None = None,
    price: Floats | None = None,
    processes: int = 1,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Pattern:
    """A cheap safe pattern for the primary cells.

    Without `reach`, every primary cell has at least one other value. With `defend_lone`, it has one for
    somebody else who is alone in a cell, too.

    `usable`: the cells that may be left out at all (where zeros are published, the others). `least` and
    `most`: what anyone knows about a cell that is left out. `lone`: who is alone in a cell, else -1; where it is not
    given, whoever is counted by a count of 1. `price`: of leaving a cell out; where it is not given, by its count. All
    are one value a cell. `processes`: how many parts of a large table to work on at once; the pattern is the same for
    any number.
    """
    lone = lone_contributors(table) if lone is None else lone
    prices = np.asarray(_CELL + table.counts.reshape(-1) if price is None else price, dtype=np.float64)
    whole = _Task(table, primary, least, most, usable, reach, defend_lone, lone, prices)
    search = _Search(whole)
    asked, done = int(primary.sum()), 0
    tasks = [_task(whole, area) for area in parts_of(table, primary)]

    def part_done(own: _Task) -> None:
        nonlocal done
        done += int(own.primary.sum())
        advance(done, asked)

    parts = [own for own, _ in tasks]
    large = sum(own.table.counts.size for own in parts) >= _LARGE
    found = at_once(_alone, parts, lambda own: own.table.counts.size, processes if large else 1, part_done)
    for pattern_of_part, (_, cells) in zip(found, tasks, strict=True):
        search.take(pattern_of_part, cells)
    search.run(lambda further, _: advance(min(done + further, asked), asked))
    return search.result()


@frozen(eq=False)
class _Task:
    """What is to be protected, and how well; all but the table are one value a cell."""

    table: Cube
    primary: NDArray[np.bool_]
    least: Ints
    most: Ints
    usable: NDArray[np.bool_]
    reach: Reach | None
    defend_lone: bool
    lone: Ints
    price: Floats


def _task(whole: _Task, area: int) -> tuple[_Task, Ints]:
    """One part of the whole, in which the area's own cells stay, and the numbers its cells have in the whole."""
    table, cells = part(whole.table, area)
    usable = whole.usable[cells]
    usable[-table.width :] = False
    reach = whole.reach
    if reach is not None:
        reach = evolve(reach, up=reach.up[cells], down=reach.down[cells], width=reach.width[cells])
    own = evolve(
        whole,
        table=table,
        primary=whole.primary[cells],
        least=whole.least[cells],
        most=whole.most[cells],
        usable=usable,
        reach=reach,
        lone=whole.lone[cells],
        price=whole.price[cells],
    )
    return own, cells


def _alone(task: _Task) -> Pattern:
    search = _Search(task, alone=True)
    search.run()
    return search.result()


class _Search:
    def __init__(self, task: _Task, *, alone: bool = False) -> None:
        """alone: all below the last area is searched as one block, and nothing outside is looked at."""
        self.table, self.primary, self.reach, self.defend_lone = task.table, task.primary, task.reach, task.defend_lone
        self.least, self.most, self.usable = task.least, task.most, task.usable
        table, primary, usable = self.table, self.primary, self.usable
        self.alone = alone
        self.suppressed = primary.copy()
        self.full_price = np.where(usable, task.price, np.inf)
        self.price: Floats = np.where(primary, _SUPPRESSED, self.full_price)
        self.lone = Lone(table, task.lone)
        self.whole = self.reach is not None and self.reach.whole
        self.bank: dict[int, Alternative] = {}
        self.known: dict[int, frozenset[int]] = {}  # alternative -> lone contributors whose cells it changes
        self.through: dict[int, set[int]] = {}  # cell -> alternatives that change it
        self.next = 0
        self.unmet: set[Need] = set()
        self.done = np.zeros(len(primary), dtype=bool)  # cells that a part has seen to
        self.block_of = np.array([self._block(area) for area in range(len(table.areas))])
        self.regions: dict[tuple[int, int], Region] = {}

    def take(self, found: Pattern, cells: Ints) -> None:
        """Take over the pattern of a part; `cells` are the numbers that its cells have here."""
        left_out = cells[found.suppressed]
        self.suppressed[left_out] = True
        self.price[left_out] = _SUPPRESSED
        for change in found.alternatives:
            self._keep(evolve(change, cells=cells[change.cells]))
        self.done[cells] = True
        for _, cell, asks in found.unmet:
            if asks == ANY or self.whole:  # looked for once more, further away
                self.done[cells[cell]] = False
            else:
                self.unmet.add((-1, int(cells[cell]), asks))

    def run(self, advance: Callable[[int, int], None] = lambda done, total: None) -> None:
        width = self.table.width
        cells = [int(cell) for cell in np.nonzero(self.primary & ~self.done)[0]]
        groups: dict[int, list[int]] = {}
        for cell in sorted(cells, reverse=True):  # coarse areas first: what they leave out serves the finer ones
            groups.setdefault(self._block(cell // width), []).append(cell)
        total = len(cells)
        done = 0
        for block in sorted(groups):
            fresh = not self.done[self.block_of[np.arange(len(self.done)) // width] == block].any()
            if fresh:
                self._begin(block)
            for cell in groups[block]:
                self._meet([cell])
                done += 1
                advance(done, total)
            for _ in range(_ROUNDS if fresh else 0):
                if not self._improve(block):
                    break
            self.regions.clear()
        for left_out in np.nonzero(self.suppressed & ~self.primary)[0]:
            if not self.through.get(int(left_out)):  # no alternative needs it any more, so leaving it out hides nothing
                self.suppressed[left_out] = False

    def _begin(self, block: int) -> None:
        """Leave out what every pattern of the block needs something like."""
        areas = below(self.table, block)
        room = np.maximum(self.table.counts.reshape(-1) - self.least, 0)
        nothing, reach = np.zeros_like(room), self.reach
        up, down = (reach.up, reach.down) if reach else (nothing, nothing)
        width = np.maximum(reach.width, self.primary) if reach else self.primary.astype(np.int64)
        lone = self.lone.of if self.defend_lone else None
        far = 2.0 * max(up.max(), down.max()) if self.whole else FAR
        wanted = Wanted(self.suppressed, self.usable, self.full_price, room, up, down, width, lone, far)
        first = cover(self.table, sorted(areas), wanted)
        self.suppressed[first] = True
        self.price[first] = _SUPPRESSED

    def _block(self, area: int) -> int:
        """The ancestor just below the whole (or the area itself): the search goes block by block."""
        up = len(self.table.areas) - 1 if self.alone else area
        while self.table.parent[up] >= 0 and self.table.parent[self.table.parent[up]] >= 0:
            up = int(self.table.parent[up])
        return up

    def _region(self, above: int, area: int) -> Region:
        """What lies below `above` (-1: everything); in a large table some of it, around `area`."""
        root = len(self.table.areas) - 1
        top, own = (root if above < 0 else above), area
        while self.table.parent[own] not in (top, -1):
            own = int(self.table.parent[own])
        around = self.table.children[top]
        first = around.index(own) if own in around else 0
        if self.table.counts.size <= _MOST:
            first = 0
        if (above, first) not in self.regions:
            areas = [root] if above < 0 else []
            for child in (*around[first:], *around[:first]):
                areas.extend(below(self.table, child))
                if len(areas) * self.table.width > _MOST:
                    break
            self.regions[above, first] = Region(
                self.table, sorted(areas), self.least, self.most, self.usable, large=self.whole
            )
        return self.regions[above, first]

    def _needs(self, cells: Iterable[int]) -> list[Need]:
        """What the primary cells among these still lack."""
        lacking: list[Need] = []
        for cell in cells:
            through = self.through.get(cell)
            if self.reach is not None and self.whole:
                lacking.extend(self._short(cell, self.reach))
                continue
            if not through:
                lacking.append((-1, cell, ANY))
                continue
            if self.reach is not None:
                lacking.extend(self._too_near(cell, self.reach))
            if not self.defend_lone:
                continue
            common: frozenset[int] | None = None
            for number in sorted(through):
                common = self.known[number] if common is None else common & self.known[number]
                if not common:
                    break
            lacking.extend((one, cell, ANY) for one in sorted(common or ()) if one != self.lone.of[cell])
        return [need for need in lacking if need not in self.unmet]

    def _short(self, cell: int, reach: Reach) -> Iterable[Need]:
        """What a primary cell lacks where each end is to be reached whole, also by what others alone in a cell know.

        And whoever is alone in it must not be known by the sum of this cell and others in which they are alone.
        """
        own, beside = int(self.lone.of[cell]), frozenset(self.lone.beside(cell))
        for sign, end in ((1, int(reach.up[cell])), (-1, int(reach.down[cell]))):
            enough = [n for n in sorted(self.through.get(cell, ())) if sign * self.bank[n].of(cell) >= end]
            if end and not enough:
                yield -1, cell, (sign * end,)
            elif end and self.defend_lone:
                common = frozenset.intersection(*(self.known[n] for n in enough))
                yield from ((one, cell, (sign * end,)) for one in sorted(common - {own}))
                if beside and not any(beside.isdisjoint(self.bank[n].cells.tolist()) for n in enough):
                    yield own, cell, (sign * end,)

    def _too_near(self, cell: int, reach: Reach) -> Iterable[Need]:
        """The ends this primary cell does not reach yet; an end that was found out of reach is asked for nearer."""
        seen = [self.bank[number].of(cell) for number in self.through[cell]]
        high, low = max(0, *seen), max(0, *(-by for by in seen))
        for sign, end, wanted in ((1, high, reach.up[cell]), (-1, low, reach.down[cell])):
            for by in range(int(wanted), end, -1):
                if (-1, cell, (sign * by,)) not in self.unmet:
                    yield -1, cell, (sign * by,)
                    break
        width = int(reach.width[cell])
        if high + low < width:
            yield -1, cell, (width - low, high - width)

    def _meet(self, cells: Iterable[int], limit: float = np.inf, spare: int = -1) -> tuple[list[int], bool]:
        """Find alternatives for what these cells lack, leaving further cells out as needed, not `spare`.

        Returns the cells newly left out, and whether all was met for less than `limit`.
        """
        added: list[int] = []
        spent = 0.0
        for cell in cells:
            while lacking := self._needs([cell]):
                need = lacking[0]
                found = self._cheapest(need, spare)
                if found is None:
                    if spare >= 0:
                        return added, False
                    self.unmet.add(need)
                    continue
                new = [int(c) for c in found.cells if not self.suppressed[c]]
                spent += float(self.full_price[new].sum())
                if spent >= limit:
                    return added, False
                added.extend(new)
                self.suppressed[new] = True
                self.price[new] = _SUPPRESSED
                self._keep(found)
        return added, True

    def _cheapest(self, need: Need, spare: int) -> Alternative | None:
        one, cell, asks = need
        known = self.lone.beside(cell) if 0 <= one == self.lone.of[cell] else self.lone.cells(one)
        still = [*known, *([spare] if spare >= 0 else [])]
        above = int(self.table.parent[cell // self.table.width])
        outermost = len(self.table.areas) - 1 if self.alone else -1
        best: Alternative | None = None
        while True:
            region = self._region(above, cell // self.table.width)
            found = region.cheapest(cell, self.price, still, asks=asks, thorough=spare < 0)
            if found is not None and (best is None or found.price < best.price):
                best = found
            done = best is not None and best.price < NOTHING_MORE
            if done or above == outermost or spare >= 0:  # taking a cell back is worth a quick try only
                return best
            above = int(self.table.parent[above])

    def _keep(self, found: Alternative) -> None:
        number, self.next = self.next, self.next + 1
        self.bank[number] = found
        self.known[number] = self.lone.among(found.cells)
        for cell in found.cells:
            self.through.setdefault(int(cell), set()).add(number)

    def _drop(self, number: int) -> Alternative:
        gone = self.bank.pop(number)
        del self.known[number]
        for cell in gone.cells:
            self.through[int(cell)].discard(number)
        return gone

    def _improve(self, block: int) -> bool:
        """Take each secondary cell of a block back, dearest first, if what it served can be had for less."""
        width = self.table.width
        left_out = np.nonzero(self.suppressed & ~self.primary)[0]
        secondary = [int(cell) for cell in left_out[self.block_of[left_out // width] == block]]
        better = False
        for cell in sorted(secondary, key=lambda c: (-self.full_price[c], c)):
            if self.suppressed[cell]:
                better |= self._take_back(cell)
        return better

    def _take_back(self, cell: int) -> bool:
        gone = [self._drop(number) for number in sorted(self.through.get(cell, ()))]
        self.suppressed[cell] = False
        self.price[cell] = self.full_price[cell]
        touched = sorted({int(c) for change in gone for c in change.cells if self.primary[c]})
        first = self.next
        added, met = self._meet(touched, limit=self.full_price[cell] - 1e-9, spare=cell)
        if met:
            return True
        self.suppressed[added] = False
        self.price[added] = self.full_price[added]
        for number in range(first, self.next):
            if number in self.bank and not self.suppressed[self.bank[number].cells].all():
                self._drop(number)
        self.suppressed[cell] = True
        self.price[cell] = _SUPPRESSED
        for change in gone:
            self._keep(change)
        return False

    def result(self) -> Pattern:
        kept = tuple(self.bank[number] for number in sorted(self.bank))
        return Pattern(self.suppressed, kept, tuple(sorted(self.unmet)))
