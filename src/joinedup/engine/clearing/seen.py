"""Figures as the tables of counts that their readers have, to be attacked: what is shown, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import frozen

from joinedup.engine.areas.area_set import kind_of
from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.published import SHOWN, SUPPRESSED, Cell, Key, Published
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.indicators.indicator import Indicator, Kind

AREA = "area"  # the level of the smallest areas
NONE = "none"  # the larger area of a small one that lies in none that is known
PART, REST = "part", "rest"
LEFT_OUT = "suppressed"  # the note of a figure that is left out


@frozen
class Shape:
    """How a file's figures make a table: the kind of its smallest areas, the kinds above, and whether by groups."""

    finest: str
    levels: tuple[str, ...]
    parents: Mapping[str, Mapping[str, str]]
    by_group: bool

    def areas(self, area: str) -> tuple[str, ...]:
        """A smallest area with those that it lies in."""
        return (area, *(self.parents.get(level, {}).get(area, NONE) for level in self.levels))

    @property
    def by(self) -> tuple[str, ...]:
        """The columns of categories."""
        return ("group",) if self.by_group else ()

    def key(self, area: str, group: str) -> Key:
        """The cell of a figure: of a kind that is none of the levels, the whole; without a group, everybody."""
        kind = kind_of(area) or AREA
        values = (group or TOTAL,) if self.by_group else ()
        if kind == self.finest:
            return Key(AREA, area, values)
        return Key(kind, area, values) if kind in self.levels else Key(ALL, TOTAL, values)


def counts_of(indicator: Indicator, column: str) -> pl.Expr:
    """The count of people behind a figure: who is counted (`part`), or the rest of the whole."""
    if indicator.kind is Kind.COUNT:
        return pl.col("value")
    if indicator.kind is Kind.MEAN:
        return pl.col("denominator")
    return pl.col("numerator") if column == PART else pl.col("denominator") - pl.col("numerator")


def seen(figures: pl.DataFrame, indicator: Indicator, shape: Shape, column: str, rule: Rule, name: str) -> Published:
    """Figures of one time (columns of `extract.SCHEMA`) as a table that is published.

    Two figures that would be one cell are none: what they are of is not known.
    """
    found: dict[Key, list[Any]] = {}
    rows = figures.select(AREA, "group", "note", counts_of(indicator, column).alias("count"))
    for area, group, note, count in rows.iter_rows():
        if note == LEFT_OUT or (count is not None and count == int(count)):
            found.setdefault(shape.key(area, group), []).append(None if note == LEFT_OUT else int(count))
    cells = tuple(
        Cell(key, counts[0], SUPPRESSED if counts[0] is None else SHOWN)
        for key, counts in found.items()
        if len(counts) == 1
    )
    inner = sorted({key.area for key in found if key.level == AREA})
    return Published(name, (AREA, *shape.levels), shape.by, cells, tuple(map(shape.areas, inner)), rule)


def kept_of(figures: pl.DataFrame, groups: Sequence[str], *, by_group: bool) -> pl.DataFrame:
    """Those of kept figures that are of the same people as a file's: by groups, or of its only one."""
    return figures if by_group else figures.filter(pl.col("group").is_in(list(groups)))
