"""Sums among what should be counted once: a row "All persons" beside men and women, "0-17" beside "0-4".

Protecting a table makes its sums itself. A sum that stands among the categories, under whatever name, is one that it
knows nothing of, and from which a count that it leaves out may follow.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence

import numpy as np

from joinedup.engine.disclosure.cube import TOTAL, Cube, Ints
from joinedup.engine.disclosure.differencing import ends_of_band

_NAMES = {"total", "totals", "grand total", "subtotal", "all", "all persons", "all people", "all ages", "all areas"}
_LEAST_VALUES, _LEAST_LINES, _MANY_VALUES = 3, 3, 5


def sum_among(table: Cube) -> str:
    """What is a sum among the values of a column or among the finest areas, for a sentence; "" for nothing.

    By its name; because it is everywhere the sum of all the others, in as many places as chance does not explain;
    or because it is a band of numbers that holds another.
    """
    leaves = [code for level, code in table.areas if level == table.levels[0]]
    inner = table.counts.reshape(len(table.areas), *table.shape)[: len(leaves)]
    inner = inner[(slice(None), *(slice(0, -1) for _ in table.shape))]
    columns = [(f"column {table.levels[0]}", leaves), *_columns(table)]
    for axis, (where, values) in enumerate(columns):
        named = next((one for one in values if _plain(one) in _NAMES), "")
        if named:
            return f"is '{named}' ({where}), which is the name of a sum"
        if (at := _sum_of_others(np.moveaxis(inner, axis, 0).reshape(len(values), -1))) is not None:
            return f"is everywhere the sum of all the others: '{values[at]}' ({where})"
        if axis and (pair := _band_in_band(values)):
            return f"holds another: '{pair[0]}' and '{pair[1]}' ({where})"
    return ""


def _columns(table: Cube) -> list[tuple[str, list[str]]]:
    named = zip(table.by, table.categories, strict=True)
    return [(f"column {name}", [value for value in values if value != TOTAL]) for name, values in named]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _sum_of_others(counts: Ints) -> int | None:
    """Which row is the sum of all the others in every column of numbers; None where none is, or it could be chance."""
    whole = counts.sum(axis=0)
    lines = int((whole > 0).sum())
    if len(counts) < _LEAST_VALUES or (lines < _LEAST_LINES and len(counts) < _MANY_VALUES):
        return None
    for at in np.flatnonzero((2 * counts == whole).all(axis=1)):
        others = (np.delete(counts, at, axis=0) > 0).sum(axis=0)
        if (others > 1).sum() > 1 or (others > 1).sum() == lines > 0:
            return int(at)
    return None


def _band_in_band(values: Sequence[str]) -> tuple[str, str] | None:
    bands = {value: ends for value in values if (ends := ends_of_band(value)) is not None}
    for one, other in itertools.permutations(bands, 2):
        if bands[one][0] <= bands[other][0] and bands[other][1] <= bands[one][1]:
            return one, other
    return None
