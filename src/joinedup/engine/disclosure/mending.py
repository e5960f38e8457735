"""Which further cells a new table must leave out, so that what follows from it and former ones follows no more.

For every cell left out anywhere, other counts in whole numbers are looked for that fit all that is published and differ
in it (`alternatives`). Cells of the new table that are shown may differ too, at a price: those it has to leave out.
Most cells differ in counts that were found for another one before. At the end each cell that was added is shown again,
if what it served can be had for less. Where there are no such counts, former tables tell the cell whatever the
new one does. The counts found are a certificate for whoever attacks the tables next; leaving more out makes none wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import numpy as np
from attrs import frozen
from scipy.optimize import Bounds as Ends
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_matrix

from joinedup.engine.disclosure.alternatives import Alternative, Changes
from joinedup.engine.disclosure.cube import Ints
from joinedup.engine.disclosure.intervals import Certificate, Floats, parts_apart
from joinedup.engine.disclosure.system import System

_CELL = 8.0  # the price of leaving a cell out is this and its count, as in suppression: few cells, and small ones
_LEFT_OUT = 0.01  # of changing one that is left out already
_ROUNDS = 2  # of showing cells again
_FURTHER = (2, -2, 3, -3)  # changes to look for where a cell cannot differ by one
_ANY = 1e6  # how far from the cheapest
_NODES = 200  # of the search for counts that fit; a number and no time, so that re-runs agree

Advance = Callable[[int, int], None]


@frozen(eq=False)
class Mended:
    """`needed`: cells of the new table that have to be left out. `counts`: of every cell, in whole numbers that fit all
    that is published; None where none were found. `alternatives`: changes of these that fit as well."""

    needed: frozenset[int]
    counts: Ints | None
    alternatives: tuple[Alternative, ...]

    @property
    def certificate(self) -> Certificate | None:
        """The counts and the changes, over all cells of the system, for an auditor who believes nothing."""
        if self.counts is None:
            return None
        rows = np.repeat(np.arange(len(self.alternatives)), [len(one.cells) for one in self.alternatives])
        nothing = np.zeros(0, dtype=np.int64)
        cells = np.concatenate([nothing, *(one.cells for one in self.alternatives)])
        by = np.concatenate([nothing, *(one.by for one in self.alternatives)])
        changes = csr_matrix((by, (rows, cells)), shape=(len(self.alternatives), len(self.counts)))
        return Certificate(self.counts, changes)


def mend(
    system: System,
    own: Mapping[int, int],
    true: Mapping[int, int],
    asked: Callable[[int, int], bool],
    before: Mended | None = None,
    advance: Advance = lambda done, total: None,
) -> Mended:
    """What the new table has to leave out. Deterministic. Raises `tables-disagree`, though not wherever no counts fit.

    own: of the new table's cells that nobody else published and that it may leave out, the least that each could be.
    true: the counts of those that it leaves out. asked: whether a cell with such a count, left out or published by
    nobody, is to be protected. before: what was found when it left other cells out.
    """
    shown = system.counts()
    known, mine = shown.copy(), np.array(sorted(own), dtype=np.int64)
    known[mine] = -1
    free = np.nonzero(known < 0)[0]
    sums, totals = system.equations(known, free)
    least, most = system.ends(free)
    least[np.searchsorted(free, mine)] = [own[int(cell)] for cell in mine]
    price = np.zeros(len(free))
    if system.changed:  # then some counts are found much sooner than any
        price = np.random.default_rng(0).uniform(0.5, 1.5, len(free))
    parts = [
        _Part(free[members], sums[rows][:, members], totals[rows], least[members], most[members], price[members])
        for members, rows in parts_apart(sums)
    ]
    counts = _fitting(parts, shown, true)
    if counts is None:
        return Mended(frozenset(), None, ())
    search = _Search(free, mine, true, counts)
    if before is not None and before.counts is not None and np.array_equal(before.counts, counts):
        search.keep_all(before.alternatives)
    wanted = [
        [int(cell) for cell in part.cells if int(cell) not in own and asked(int(cell), int(counts[cell]))]
        for part in parts
    ]
    done, of = 0, sum(map(len, wanted))

    def tell(more: int) -> None:
        advance(done + more, of)

    for part, cells in zip(parts, wanted, strict=True):
        if cells:
            search.mend(part.changes(counts), cells, tell)
        done += len(cells)
    return search.result()


@frozen(eq=False)
class _Part:
    """Cells that have nothing to do with others: the sums among them, what these come to, and the ends of each."""

    cells: Ints
    sums: csr_matrix
    totals: Ints
    least: Ints
    most: Floats
    price: Floats  # by which counts that fit are looked for; any that fit will do

    def changes(self, counts: Ints) -> Changes:
        """Changes of these counts."""
        now, sums = counts[self.cells], self.sums
        rows = zip(np.split(sums.indices, sums.indptr[1:-1]), np.split(sums.data, sums.indptr[1:-1]), strict=True)
        return Changes(
            self.cells,
            [list(zip(cells.tolist(), signs.tolist(), strict=True)) for cells, signs in rows],
            np.concatenate([self.most - now, now - self.least]),
        )

    def fitting(self, held: Ints) -> Ints | None:
        """Counts in whole numbers, one a cell, with those that are held (-1: none); None where none were found."""
        low, high = np.where(held >= 0, held, self.least), np.where(held >= 0, held, self.most)
        if not ((low >= self.least) & (high <= self.most)).all():
            return None
        found = milp(
            self.price,
            integrality=np.ones(len(held)),
            bounds=Ends(low, high),
            constraints=LinearConstraint(self.sums, self.totals, self.totals),
            options={"node_limit": _NODES, "mip_rel_gap": _ANY},
        )
        if found.x is None:
            return None
        whole: Ints = np.rint(found.x).astype(np.int64)
        fits = (self.sums @ whole == self.totals).all() and ((whole >= low) & (whole <= high)).all()
        return whole if fits else None


def _fitting(parts: Iterable[_Part], shown: Ints, true: Mapping[int, int]) -> Ints | None:
    """Counts of every cell that fit, the true ones of what the new table leaves out if these do.

    They need not: former tables may be of people nearly the same.
    """
    counts, held = shown.copy(), shown.copy()
    held[list(true)] = list(true.values())
    for part in parts:
        found = part.fitting(held[part.cells])
        found = part.fitting(shown[part.cells]) if found is None else found
        if found is None:
            return None
        counts[part.cells] = found
    return counts


class _Search:
    """Alternatives found so far, and which cells they need left out. Not frozen: it grows part by part."""

    def __init__(self, free: Ints, mine: Ints, left_out: Iterable[int], counts: Ints) -> None:
        """free: cells that nobody shows for good; of the new table, `mine` are shown so far, and these left out."""
        size = len(counts)
        self._counts = counts
        self._full = np.full(size, np.inf)
        self._full[free] = _LEFT_OUT
        self._full[mine] = _CELL + counts[mine]
        self._price = self._full.copy()
        self._own = frozenset([*mine.tolist(), *left_out])
        self._bank: dict[int, Alternative] = {}
        self._through: dict[int, set[int]] = {}  # cell -> alternatives that change it
        self._next = 0
        self._needed: set[int] = set()

    def keep_all(self, found: Iterable[Alternative]) -> None:
        """What was found before, as far as it needs no cell that is shown now."""
        for one in found:
            if (self._price[one.cells] <= _LEFT_OUT).all():
                self._keep(one)

    def mend(self, changes: Changes, wanted: Collection[int], advance: Callable[[int], None]) -> None:
        """Find an alternative for each of the wanted cells of one part, largest areas first."""
        for done, cell in enumerate(sorted(wanted, reverse=True), start=1):
            advance(done)
            if not self._through.get(cell):
                found = changes.cheapest(cell, self._price) or changes.cheapest(cell, self._price, asks=_FURTHER)
                if found is not None:
                    self._take(found)
        asked, of_part = frozenset(wanted), frozenset(changes.cells.tolist())
        for _ in range(_ROUNDS):
            better = False
            for cell in sorted(self._needed & of_part, key=lambda cell: (-self._full[cell], cell)):
                better |= cell in self._needed and self._show_again(cell, changes, asked)
            if not better:
                break

    def result(self) -> Mended:
        """What was found. Needed are those that other counts differ in, whether the new table left them out before or
        not."""
        kept = tuple(self._bank[number] for number in sorted(self._bank))
        used = {int(cell) for one in kept for cell in one.cells}
        return Mended(frozenset(used & self._own), self._counts, kept)

    def _show_again(self, cell: int, changes: Changes, asked: Collection[int]) -> bool:
        """Show a cell again if what it served can be had for less; whether it could."""
        gone = [self._drop(number) for number in sorted(self._through.get(cell, ()))]
        first, needed, price = self._next, set(self._needed), self._price.copy()
        self._needed.discard(cell)
        self._price[cell] = self._full[cell]
        spent = 0.0
        for one in sorted({int(each) for change in gone for each in change.cells} & set(asked)):
            if self._through.get(one):
                continue
            found = changes.cheapest(one, self._price, [cell], thorough=False)
            spent += np.inf if found is None else sum(self._full[new] for new in self._new(found))
            if found is None or spent >= self._full[cell]:
                break
            self._take(found)
        else:
            return True
        self._needed, self._price = needed, price
        for number in range(first, self._next):
            if number in self._bank and self._new(self._bank[number]):
                self._drop(number)
        for change in gone:
            self._keep(change)
        return False

    def _new(self, found: Alternative) -> list[int]:
        """The cells that it needs left out and that are not."""
        return [int(cell) for cell in found.cells if self._price[cell] > _LEFT_OUT]

    def _take(self, found: Alternative) -> None:
        for cell in self._new(found):
            self._needed.add(cell)
            self._price[cell] = _LEFT_OUT
        self._keep(found)

    def _keep(self, found: Alternative) -> None:
        number, self._next = self._next, self._next + 1
        self._bank[number] = found
        for cell in found.cells:
            self._through.setdefault(int(cell), set()).add(number)

    def _drop(self, number: int) -> Alternative:
        gone = self._bank.pop(number)
        for cell in gone.cells:
            self._through[int(cell)].discard(number)
        return gone
