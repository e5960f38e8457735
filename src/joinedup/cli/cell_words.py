"""How commands name a cell of a table."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.engine.disclosure.cube import TOTAL
from joinedup.engine.disclosure.published import Key


def cell_in_words(key: Key, by: Sequence[str]) -> str:
    """The area and the categories: "lsoa E01000001, age 0-15"."""
    values = [f"{name} {value}" for name, value in zip(by, key.values, strict=True) if value != TOTAL]
    place = "all areas" if key.area == TOTAL else f"{key.level} {key.area}"
    return ", ".join([place, *(values or ["total"])])
