"""What an intruder can work out from everything published: the auditor.

The intruder knows every published cell, which cells are sums of which, that no count is negative (A0), and,
where the rule publishes zeros, that a cell left out is at least 1 (A1). All tables given are taken to count
the same things: an earlier edition, another geography, other categories. Where the marks of a table tell which of
its cells left out are small, they know of each that it is one that the rule calls small, or that it is larger. Of
a table whose figures are changed (rounded, or by cell keys) they know how far the count is at most from each, and of
one that was made by a rule set that rounds what that rule set does.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from joinedup.engine.disclosure.intervals import UNBOUNDED, Certificate
from joinedup.engine.disclosure.published import (
    CHANGED,
    NOT_THERE,
    SECONDARY,
    SHOWN,
    SUMMED,
    Key,
    Published,
    as_figure,
    is_bare,
)
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.disclosure.system import NO_SPLITS, Lookup, Splits, Spot, System, spot_of
from joinedup.engine.errors import error


@frozen
class Reading:
    """What can be said of one cell left out: from `low` to `high` (None: no end); amounts in smallest units.

    `primary`: small, or left out without a word on whether it is.
    """

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
    """The outcome. `narrow`: primary counts known more tightly than the rule's own range, pinned ones included.

    Where one mark stands for all that is left out, any of those cells is among them, small or not.

    `bare`: counts that the rule calls small and that are shown as they are; `not_there`: cells without a row.
    """

    readings: tuple[Reading, ...]
    cells: int
    narrow: int
    bare: int = 0
    not_there: int = 0

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
        """No cell can be worked out, none was left unchecked, and no small count is shown as it is."""
        return not self.pinned and not self.unchecked and not self.bare


def attack(
    tables: Sequence[Published],
    lookups: Sequence[Lookup] = (),
    *,
    exact: bool = True,
    marks: bool = True,
    certificate: Certificate | None = None,
    splits: Splits = NO_SPLITS,
    among: tuple[int, int] | None = None,
) -> Attack:
    """Attack tables that are public together.

    Without `exact`, and in large tables with changed figures, a cell not pinned is only known to reach from `low` to
    `high`, perhaps further; whether it is pinned is settled either way. A `certificate` (for the cells of one table,
    in their order) spares most of that work; it is checked, not believed. With one and without `exact`, `among` are the
    least and the greatest of the counts that matter: a cell with another one in the certificate's own table is not
    pinned to any of them, so that it is not asked about. Without `marks`, nobody is told which of
    the cells left out are small: the attack is of the tables with one mark.

    `lookups` are further hierarchies: the names of levels, finest first, and rows of codes; those of the tables
    themselves are always used. `splits`: for a column, which of its values are sums of which others. Raises
    `nesting-unknown` where a table has several levels and nobody says which area lies in which, and `tables-disagree`
    where no counts fit all that is published, `counts-and-amounts` where these are mixed.
    """
    if len({table.decimals for table in tables}) > 1:
        raise error("counts-and-amounts", where=", ".join(table.name for table in tables))
    system = system_of(tables, lookups, splits, marks=marks)
    if certificate is not None and among is not None and not exact:
        least, most = among
        system.wanted = {i for i in system.wanted if least <= certificate.counts[i] <= most}
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
            primary, sure = cell.status not in (SECONDARY, NOT_THERE), bool(checked[i])
            reading = Reading(table.name, cell.key, int(low[i]), top, primary, sure, table.decimals)
            if cell.status in (CHANGED, SUMMED, NOT_THERE) and not _may_be_small(reading, table.rule):
                continue
            seen.add(spot)
            readings.append(reading)
            width = table.rule.largest - table.rule.smallest
            narrow += primary and table.decimals is None and top is not None and top - reading.low < width
    every = [(cell, table) for table in tables for cell in table.cells]
    bare = sum(table.decimals is None and is_bare(cell, table.rule) for cell, table in every)
    not_there = sum(cell.status == NOT_THERE for cell, _ in every)
    return Attack(tuple(readings), len(every), narrow, bare, not_there)


def system_of(
    tables: Sequence[Published], lookups: Sequence[Lookup], splits: Splits = NO_SPLITS, *, marks: bool = True
) -> System:
    """All that is known of these tables together. The arguments, and what it raises, are those of `attack`."""
    system = System()
    for table in tables:
        system.add_cells(table, marks=marks)
    system.add_lookups([(t.levels, t.lookup) for t in tables if t.lookup] + [(n, rows) for n, rows in lookups if rows])
    for table in tables:
        system.add_sums(table)
    system.add_splits(splits)
    return system


def _may_be_small(reading: Reading, rule: Rule) -> bool:
    """Whether a changed figure, or none, may stand for a small count; what is larger, or zero, gives nobody away."""
    if reading.decimals is not None:
        return reading.high != 0
    return reading.low <= rule.largest and (reading.high is None or reading.high >= rule.smallest)
