"""How a cell of a table is named for people."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.engine.disclosure.attack import Attack
from joinedup.engine.disclosure.cube import TOTAL, area_in_words
from joinedup.engine.disclosure.published import Key, Published


def cell_in_words(key: Key, by: Sequence[str]) -> str:
    """The area and the categories: "lsoa E01000001, age 0-15"."""
    values = [f"{name} {value}" for name, value in zip(by, key.values, strict=True) if value != TOTAL]
    return ", ".join([area_in_words(key.level, key.area), *(values or ["total"])])


def closest(outcome: Attack, tables: Sequence[Published], most: int) -> list[str]:
    """The cells of these tables of which their attack came nearest to the count, with what it was seen to reach.

    "lsoa E01000001, age 0-15: this cell could have been 1 to 6". The nearest first, so many at most.
    """
    by = {table.name: table.by for table in tables}
    order = sorted(outcome.readings, key=lambda r: (r.high is None, (r.high or 0) - r.low, r.key))
    return [f"{cell_in_words(one.key, by[one.table])}: {one.in_words()}" for one in order[:most]]
