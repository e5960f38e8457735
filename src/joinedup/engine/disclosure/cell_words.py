"""How a cell of a table is named for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from joinedup.engine.disclosure.attack import Attack
from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.published import Key, Published

NONE: Mapping[str, str] = MappingProxyType({})


def area_in_words(area: str, names: Mapping[str, str]) -> str:
    """The area's name and code, "Evington (E05000123)"; the code alone where nobody has named it."""
    name = names.get(area, area)
    return area if name == area else f"{name} ({area})"


def place_in_words(level: str, area: str, names: Mapping[str, str]) -> str:
    """What kind of area and which: "ward Evington (E05000123)"; "all areas" for all together."""
    return f"all areas{area.removeprefix(TOTAL)}" if level == ALL else f"{level} {area_in_words(area, names)}"


def cell_in_words(key: Key, by: Sequence[str], names: Mapping[str, str] = NONE) -> str:
    """The area and the categories: "lsoa E01000001, age 0-15". names: of areas, by their codes."""
    values = [f"{name} {value}" for name, value in zip(by, key.values, strict=True) if value != TOTAL]
    return ", ".join([place_in_words(key.level, key.area, names), *(values or ["total"])])


def closest(outcome: Attack, tables: Sequence[Published], most: int, names: Mapping[str, str] = NONE) -> list[str]:
    """The cells of these tables of which their attack came nearest to the count, with what it was seen to reach.

    "lsoa E01000001, age 0-15: this cell could have been 1 to 6". The nearest first, so many at most.
    """
    by = {table.name: table.by for table in tables}
    order = sorted(outcome.readings, key=lambda r: (r.high is None, (r.high or 0) - r.low, r.key))
    return [f"{cell_in_words(one.key, by[one.table], names)}: {one.in_words()}" for one in order[:most]]
