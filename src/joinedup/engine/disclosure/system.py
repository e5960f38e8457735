"""The system of sums that published tables are: every cell once, what is known of it, and which cells add up to which.

Cells with the same area and categories are one cell, so that linked tables and differencing between editions are the
same mechanism. A cell left out is at least 1 where zeros are published; a mark that tells whether it is small bounds
it by what the rule calls small; a changed figure bounds its count from both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from joinedup.engine.disclosure.cube import ALL, TOTAL, Ints
from joinedup.engine.disclosure.intervals import Certificate, bounds
from joinedup.engine.disclosure.near import Floats, near_bounds
from joinedup.engine.disclosure.nearest import ENDLESS
from joinedup.engine.disclosure.published import NOT_THERE, PRIMARY, SECONDARY, SUMMED, SUPPRESSED, Cell, Key, Published
from joinedup.engine.errors import error

Splits = Mapping[str, Mapping[str, tuple[str, ...]]]  # column -> value -> the values that it is the sum of
NO_SPLITS: Splits = {}
Place = tuple[str, str]  # a level and the code of an area
Values = tuple[tuple[str, str], ...]  # (column, value) without those that are Total, sorted
Spot = tuple[Place, Values]
Lookup = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]  # names of levels, finest first; rows of codes
_EXACT_MOST = 2000  # unknowns up to which the ends of changed figures are looked for one by one


def _ends_of(mark: str, key: Key, table: Published) -> tuple[int, int | None]:
    """The least and the most that a count left out can be, as a reader of its mark knows."""
    rule = table.rule
    if mark == NOT_THERE:
        return 0, None  # a row that is not there may have been a zero
    if mark == PRIMARY:
        return rule.smallest, rule.largest
    if table.near is not None:
        least, most = table.near.ends_left_out(rule, total=_is_total(key, table))
        return least, None if most == ENDLESS else most
    return (rule.largest + 1 if mark == SECONDARY else int(rule.zeros_published)), None


def _is_total(key: Key, table: Published) -> bool:
    return key.level != table.levels[0] or TOTAL in key.values


def _ends_of_figure(cell: Cell, figure: int, table: Published) -> tuple[int, int | None]:
    """The least and the most that the count behind a changed figure can be; it is zero only if the figure is near."""
    if table.near is None:
        return max(figure - table.within, int(figure > 0)), figure + table.within
    ends = table.near.ends_of_sum if cell.status == SUMMED else table.near.ends
    least, most = ends(np.array(figure), table.rule)
    return int(least), None if most == ENDLESS else int(most)


def spot_of(by: Sequence[str], key: Key) -> Spot:
    """The cell, whatever the order of a table's columns, and without those that are `Total`."""
    values = tuple(sorted((name, value) for name, value in zip(by, key.values, strict=True) if value != TOTAL))
    return (key.level, key.area), values


class System:
    """Every cell of every table once, what is known of it, and the sums among them."""

    def __init__(self) -> None:
        self.number: dict[Spot, int] = {}
        self.known: dict[int, int] = {}
        self.least: list[int] = []
        self.most: dict[int, int] = {}
        self.wanted: set[int] = set()
        self.below: dict[tuple[str, str], Mapping[str, set[str]]] = {}  # (upper level, lower) -> areas in areas
        self.sums: set[tuple[int, tuple[int, ...]]] = set()
        self.levels: set[str] = set()
        self.changed = False  # whether figures of any table are changed

    def add_cells(self, table: Published, *, marks: bool) -> None:
        """All cells of a table. marks: whether what its marks tell of those left out is known."""
        self.changed |= bool(table.within)
        for cell in table.cells:
            self.levels.add(cell.key.level)
            i = self._cell(spot_of(table.by, cell.key))
            if cell.count is None:
                self.wanted.add(i)
                told = cell.status if marks and table.decimals is None else SUPPRESSED  # of amounts marks tell no range
                told = NOT_THERE if cell.status == NOT_THERE else told
                self._between(i, table, *_ends_of(told, cell.key, table))
            elif table.within:
                self._near(i, cell, cell.count, table)
            elif self.known.setdefault(i, cell.count) != cell.count:
                raise error("tables-disagree", where=table.name)

    def _near(self, i: int, cell: Cell, figure: int, table: Published) -> None:
        """A changed figure: the count lies around it."""
        self._between(i, table, *_ends_of_figure(cell, figure, table))
        if self.least[i] <= table.rule.largest:
            self.wanted.add(i)

    def _between(self, i: int, table: Published, least: int, most: int | None) -> None:
        self.least[i] = max(self.least[i], least)
        if most is not None:
            self.most[i] = min(self.most.get(i, most), most)
        if self.least[i] > self.most.get(i, self.least[i]):
            raise error("tables-disagree", where=table.name)

    def _cell(self, spot: Spot) -> int:
        i = self.number.setdefault(spot, len(self.number))
        if i == len(self.least):
            self.least.append(0)
        return i

    def add_lookups(self, lookups: Sequence[Lookup]) -> None:
        for names, rows in lookups:
            for lower in range(len(names)):
                for upper in range(lower + 1, len(names)):
                    inside: dict[str, set[str]] = {}
                    for codes in rows:
                        inside.setdefault(codes[upper], set()).add(codes[lower])
                    if sum(len(parts) for parts in inside.values()) == len({codes[lower] for codes in rows}):
                        known = self.below.get((names[upper], names[lower]), {})
                        self.below[names[upper], names[lower]] = {**inside, **known}

    def add_sums(self, table: Published) -> None:
        categories = [sorted({cell.key.values[d] for cell in table.cells} - {TOTAL}) for d in range(len(table.by))]
        areas: dict[str, set[str]] = {}
        combinations = {cell.key.values for cell in table.cells}
        for cell in table.cells:
            areas.setdefault(cell.key.level, set()).add(cell.key.area)
        for level, codes in areas.items():
            for code in sorted(codes):
                for values in combinations:
                    for d, value in enumerate(values):
                        if value == TOTAL:
                            parts = [Key(level, code, (*values[:d], v, *values[d + 1 :])) for v in categories[d]]
                            self._sum(table, Key(level, code, values), parts)
        for upper, lower in self._steps(table, areas):
            inside = self.below.get((upper, lower)) or {TOTAL: areas[lower]}
            for code in sorted(areas[upper]):
                for values in combinations:
                    parts = [Key(lower, part, values) for part in sorted(inside.get(code, ()))]
                    self._sum(table, Key(upper, code, values), parts)

    def _steps(self, table: Published, areas: Mapping[str, set[str]]) -> list[tuple[str, str]]:
        """Which level adds up to which: the next one below, and every other that somebody's lookup gives."""
        levels = [level for level in table.levels if level in areas]
        steps = [(ALL, levels[-1])] if ALL in areas and levels else []
        for upper, lower in zip(levels[1:], levels, strict=False):
            if (upper, lower) in self.below:
                steps.append((upper, lower))
            elif len(areas[upper]) == 1:  # one area above: all below lie in it
                self.below[upper, lower] = {next(iter(areas[upper])): areas[lower]}
                steps.append((upper, lower))
            else:
                raise error("nesting-unknown", where=table.name, lower=lower, upper=upper)
        others = [(u, low) for (u, low) in self.below if u in areas and low not in areas and low in self.levels]
        return steps + sorted(one for one in others if not self._follows(*one, steps))

    def _follows(self, upper: str, lower: str, steps: Sequence[tuple[str, str]]) -> bool:
        """Whether a table's areas are the sums of lower ones by a level between: such sums would only tie together
        parts of the system that have nothing to do with one another."""
        for between in (low for up, low in steps if up == upper):
            inside, smaller = self.below.get((upper, between)), self.below.get((between, lower))
            if inside is not None and smaller is not None:
                all_of = {
                    code: [part for one in ones for part in smaller.get(one, ())] for code, ones in inside.items()
                }
                if all(
                    sorted(all_of.get(code, ())) == sorted(parts) for code, parts in self.below[upper, lower].items()
                ):
                    return True
        return False

    def _sum(self, table: Published, total: Key, parts: Sequence[Key]) -> None:
        if not parts:
            return
        whole = self._cell(spot_of(table.by, total))
        each = sorted({self._cell(spot_of(table.by, part)) for part in parts})
        self.sums.add((whole, tuple(each)))

    def add_splits(self, splits: Splits) -> None:
        """Each cell whose value of a column is the sum of others, as the sum of those cells, published or not."""
        todo = list(self.number)
        while todo:
            place, values = todo.pop()
            for n, (column, value) in enumerate(values):
                parts = splits.get(column, {}).get(value, ())
                spots = [(place, (*values[:n], (column, part), *values[n + 1 :])) for part in parts]
                todo += [spot for spot in spots if spot not in self.number]
                if spots:
                    each = tuple(sorted(self._cell(spot) for spot in spots))
                    self.sums.add((self._cell((place, values)), each))

    def counts(self) -> Ints:
        """Of every cell the count that is published, -1 for none. Raises `tables-disagree`."""
        known = np.full(len(self.number), -1, dtype=np.int64)
        for i, count in self.known.items():
            if not self.least[i] <= count <= self.most.get(i, count):
                raise error("tables-disagree")
            known[i] = count
        return known

    def ends(self, cells: Ints) -> tuple[Ints, Floats]:
        """The least and the most that each of these cells can be by itself; no end is infinite."""
        most = np.array([self.most.get(int(i), np.inf) for i in cells], dtype=np.float64)
        return np.array(self.least, dtype=np.int64)[cells], most

    def solve(self, *, exact: bool, certificate: Certificate | None) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """The least and greatest value of every wanted cell, and whether it was checked. Raises `tables-disagree`."""
        known = self.counts()
        free = np.nonzero(known < 0)[0]
        sums, totals = self.equations(known, free)
        least, most = self.ends(free)
        wanted = np.isin(free, sorted(self.wanted))
        if certificate is not None:
            certificate = Certificate(certificate.counts[free], certificate.changes.tocsc()[:, free].tocsr())
        if self.changed and not (exact and len(free) <= _EXACT_MOST):
            found = near_bounds(sums, totals, least, most, wanted, certificate)
        else:
            found = bounds(sums, totals, least, most, wanted, exact=exact, certificate=certificate)
        if found is None:
            raise error("tables-disagree")
        low, high, checked = known.copy(), known.copy(), known >= 0
        low[free], high[free], checked[free] = found.low, found.high, found.checked
        return low, high, checked

    def equations(self, known: Ints, free: Ints) -> tuple[csr_matrix, Ints]:
        """The sums among the cells that nobody published exactly, and what they add up to."""
        place = np.full(len(known), -1, dtype=np.int64)
        place[free] = np.arange(len(free))
        rows: list[int] = []
        columns: list[int] = []
        values: list[int] = []
        totals: list[int] = []
        for whole, parts in sorted(self.sums):
            total, unknown = 0, []
            for i, sign in ((whole, -1), *((part, 1) for part in parts)):
                if known[i] >= 0:
                    total -= sign * int(known[i])
                else:
                    unknown.append((i, sign))
            if not unknown and total:
                raise error("tables-disagree")
            if unknown:
                rows += [len(totals)] * len(unknown)
                columns += [int(place[i]) for i, _ in unknown]
                values += [sign for _, sign in unknown]
                totals.append(total)
        shape = (len(totals), len(free))
        sums = csr_matrix((np.array(values, dtype=np.float64), (rows, columns)), shape=shape)
        return sums, np.array(totals, dtype=np.int64)
