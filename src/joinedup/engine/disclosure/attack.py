"""What an intruder can work out from everything published: the auditor.

The intruder knows every published cell, which cells are sums of which, that no count is negative (A0), and,
where the rule publishes zeros, that a cell left out is at least 1 (A1). All tables given are taken to count
the same things: an earlier edition, another geography, other categories. Cells with the same area and
categories are one cell, so that linked tables and differencing between editions are the same mechanism. Of a
table whose figures are changed (rounded, or by cell keys) they know how far the count is at most from each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.sparse import bmat, csr_matrix, hstack, identity

from joinedup.engine.disclosure.cube import ALL, TOTAL, Ints
from joinedup.engine.disclosure.intervals import UNBOUNDED, Certificate, bounds
from joinedup.engine.disclosure.near import near_bounds
from joinedup.engine.disclosure.published import CHANGED, SECONDARY, SHOWN, Key, Published, as_figure
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.errors import error

Splits = Mapping[str, Mapping[str, tuple[str, ...]]]  # column -> value -> the values that it is the sum of
NO_SPLITS: Splits = {}
_EXACT_MOST = 2000  # unknowns up to which the ends of changed figures are looked for one by one
Place = tuple[str, str]  # a level and the code of an area
Values = tuple[tuple[str, str], ...]  # (column, value) without those that are Total, sorted
Spot = tuple[Place, Values]
Lookup = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]  # names of levels, finest first; rows of codes


@frozen
class Reading:
    """What can be said of one cell left out: from `low` to `high` (None: no end); amounts in smallest units."""

    table: str
    key: Key
    low: int
    high: int | None
    primary: bool
    checked: bool
    decimals: int | None = None

    @property
    def pinned(self) -> bool:
        """Whether only one value is left."""
        return self.low == self.high

    @property
    def told(self) -> str:
        """What is known of it, for a sentence: "1 to 6"."""
        low = as_figure(self.low, self.decimals)
        if self.pinned or self.high is None:
            return low if self.pinned else f"{low} or more"
        return f"{low} to {as_figure(self.high, self.decimals)}"

    def in_words(self) -> str:
        """For a person: "this cell could have been 1 to 6"."""
        return f"this cell {'must' if self.pinned else 'could'} have been {self.told}"


@frozen
class Attack:
    """The outcome. `narrow`: primary counts known more tightly than the rule's own range, pinned ones included."""

    readings: tuple[Reading, ...]
    cells: int
    narrow: int

    @property
    def pinned(self) -> int:
        """How many cells left out can be worked out exactly."""
        return sum(reading.pinned for reading in self.readings)

    @property
    def unchecked(self) -> int:
        """How many cells could not be checked to the end."""
        return sum(not reading.checked for reading in self.readings)

    @property
    def safe(self) -> bool:
        """No cell can be worked out, and none was left unchecked."""
        return not self.pinned and not self.unchecked


def attack(
    tables: Sequence[Published],
    lookups: Sequence[Lookup] = (),
    *,
    exact: bool = True,
    certificate: Certificate | None = None,
    splits: Splits = NO_SPLITS,
) -> Attack:
    """Attack tables that are public together.

    Without `exact`, and in large tables with changed figures, a cell not pinned is only known to reach from `low` to
    `high`, perhaps further; whether it is pinned is settled either way. A `certificate` (for the cells of one table,
    in their order) spares most of that work; it is checked, not believed.

    `lookups` are further hierarchies: the names of levels, finest first, and rows of codes; those of the tables
    themselves are always used. `splits`: for a column, which of its values are sums of which others. Raises
    `nesting-unknown` where a table has several levels and nobody says which area lies in which, and `tables-disagree`
    where no counts fit all that is published, `counts-and-amounts` where these are mixed.
    """
    if len({table.decimals for table in tables}) > 1:
        raise error("counts-and-amounts", where=", ".join(table.name for table in tables))
    system = _System()
    for table in tables:
        system.add_cells(table)
    system.add_lookups([(t.levels, t.lookup) for t in tables if t.lookup] + [(n, rows) for n, rows in lookups if rows])
    for table in tables:
        system.add_sums(table)
    system.add_splits(splits)
    low, high, checked = system.solve(exact=exact, certificate=certificate)
    seen: set[Spot] = set()
    readings = []
    narrow = 0
    for table in tables:
        for cell in table.cells:
            spot = spot_of(table.by, cell.key)
            i = system.number[spot]
            if cell.status == SHOWN or spot in seen or i not in system.wanted:
                continue
            top = None if high[i] == UNBOUNDED else int(high[i])
            primary, sure = cell.status != SECONDARY, bool(checked[i])
            reading = Reading(table.name, cell.key, int(low[i]), top, primary, sure, table.decimals)
            if cell.status == CHANGED and not _may_be_small(reading, table.rule):
                continue
            seen.add(spot)
            readings.append(reading)
            width = table.rule.largest - table.rule.smallest
            narrow += primary and table.decimals is None and top is not None and top - reading.low < width
    return Attack(tuple(readings), sum(len(table.cells) for table in tables), narrow)


def _may_be_small(reading: Reading, rule: Rule) -> bool:
    """Whether a changed figure may stand for a small count; what is certainly larger, or zero, gives nobody away."""
    return reading.low <= rule.largest and (reading.high is None or reading.high >= rule.smallest)


def spot_of(by: Sequence[str], key: Key) -> Spot:
    """The cell, whatever the order of a table's columns, and without those that are `Total`."""
    values = tuple(sorted((name, value) for name, value in zip(by, key.values, strict=True) if value != TOTAL))
    return (key.level, key.area), values


class _System:
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

    def add_cells(self, table: Published) -> None:
        for cell in table.cells:
            self.levels.add(cell.key.level)
            i = self._cell(spot_of(table.by, cell.key))
            if cell.count is None:
                self.wanted.add(i)
                self.least[i] = max(self.least[i], int(table.rule.zeros_published))
            elif table.within:
                self._near(i, cell.count, table)
            elif self.known.setdefault(i, cell.count) != cell.count:
                raise error("tables-disagree", where=table.name)

    def _near(self, i: int, figure: int, table: Published) -> None:
        """A changed figure: the count lies around it, and is zero only if the figure is too near to zero to tell."""
        self.least[i] = max(self.least[i], figure - table.within, int(figure > 0))
        self.most[i] = min(self.most.get(i, figure + table.within), figure + table.within)
        if self.least[i] > self.most[i]:
            raise error("tables-disagree", where=table.name)
        if self.least[i] <= table.rule.largest:
            self.wanted.add(i)

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
        return steps + sorted(others)

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

    def solve(self, *, exact: bool, certificate: Certificate | None) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        size = len(self.number)
        known = np.full(size, -1, dtype=np.int64)
        for i, count in self.known.items():
            if not self.least[i] <= count <= self.most.get(i, count):
                raise error("tables-disagree")
            known[i] = count
        free = np.nonzero(known < 0)[0]
        sums, totals = self._equations(known, free)
        near = np.array([i for i in free if i in self.most], dtype=np.int64)
        most = np.array([self.most[int(i)] for i in near], dtype=np.int64)
        if len(near) and certificate is None and not (exact and len(free) <= _EXACT_MOST):
            return self._near_the_figures(known, free, sums, totals)
        sums, totals = _with_room(sums, totals, np.searchsorted(free, near), most)
        if certificate is not None:
            certificate = Certificate(
                np.concatenate([certificate.counts[free], most - certificate.counts[near]]),
                hstack([certificate.changes.tocsc()[:, free], -certificate.changes.tocsc()[:, near]]).tocsr(),
            )
        wanted = np.concatenate([np.isin(free, sorted(self.wanted)), np.zeros(len(near), dtype=bool)])
        least = np.concatenate([np.array(self.least, dtype=np.int64)[free], np.zeros(len(near), dtype=np.int64)])
        found = bounds(sums, totals, least, wanted, exact=exact, certificate=certificate)
        if found is None:
            raise error("tables-disagree")
        low, high, checked = known.copy(), known.copy(), known >= 0
        shown = slice(0, len(free))
        low[free], high[free], checked[free] = found.low[shown], found.high[shown], found.checked[shown]
        return low, high, checked

    def _near_the_figures(
        self, known: Ints, free: Ints, sums: csr_matrix, totals: Ints
    ) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """As `solve`, for many changed figures: every cell only with the values it was seen to take."""
        most = np.array([self.most.get(int(i), np.inf) for i in free])
        least = np.array(self.least, dtype=np.int64)[free]
        found = near_bounds(sums, totals, least, most, np.isin(free, sorted(self.wanted)))
        if found is None:
            raise error("tables-disagree")
        low, high, checked = known.copy(), known.copy(), known >= 0
        low[free], high[free], checked[free] = found.low, found.high, found.checked
        return low, high, checked

    def _equations(self, known: Ints, free: Ints) -> tuple[csr_matrix, Ints]:
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


def _with_room(sums: csr_matrix, totals: Ints, near: Ints, most: Ints) -> tuple[csr_matrix, Ints]:
    """The equations and, for each unknown in `near`, one more: with a room that is not negative it makes `most`."""
    if not len(near):
        return sums, totals
    room = identity(len(near), format="csr")
    rows = np.arange(len(near))
    picked = csr_matrix((np.ones(len(near)), (rows, near)), shape=(len(near), sums.shape[1]))
    return bmat([[sums, None], [picked, room]], format="csr"), np.concatenate([totals, most])
