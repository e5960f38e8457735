"""Counts that say the same of the same people, or add up: what one of them hides, the others may tell.

Who looks sees that smokers and others are all adults, or that a count and a share are of the same people, from the
figures that are shown. So do we: nobody has to say which indicators belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen

FEWEST = 5  # areas and times in which counts must agree before that is no accident
_KINDS = 3  # different numbers among them: five times nought say nothing


@frozen(eq=False)
class Counts:
    """Counts by area, group and time, all in one order. `shown`: nan where nothing is; `hidden`: what is left out."""

    title: str
    shown: Any = field(repr=False)
    hidden: Any = field(repr=False)


def related(samples: Sequence[Any], new: int) -> list[tuple[int, ...]]:
    """Places of counts that are the same (two), or of which the first two add up to the third; a new one in each.

    samples: of each the counts at the same places, nan where not shown; the first `new` of them are the new ones.
    """
    if not samples:
        return []
    table = np.vstack([np.asarray(one, dtype=float) for one in samples])
    speaks = np.array([_says_something(row) for row in table])
    found: set[tuple[int, ...]] = set()
    for first in range(min(new, len(samples))):
        if not speaks[first]:
            continue
        found |= {tuple(sorted((first, one))) for one in _equal(table, table[first]) if one != first and speaks[one]}
        for second in np.flatnonzero(speaks):
            if second == first:
                continue
            pair = tuple(sorted((first, int(second))))
            found |= {
                (*pair, one) for one in _equal(table, table[first] + table[second]) if speaks[one] and one not in pair
            }
            parts = _equal(table, table[first] - table[second])
            found |= {(*sorted((int(second), one)), first) for one in parts if speaks[one] and one not in pair}
    return sorted(found)


def told_of(parts: Sequence[Counts]) -> int | None:
    """The place of a hidden count that follows from the others shown; None where none does, or they do not agree.

    parts: two that are the same, or three and more of which all but the last add up to the last.
    """
    shown = [one.shown for one in parts]
    rest = np.sum(shown[:-1], axis=0) - shown[-1]
    both = ~np.isnan(rest)
    if both.sum() < FEWEST or np.any(rest[both] != 0) or not all(_says_something(one[both]) for one in shown):
        return None
    for place, one in enumerate(parts):
        others = [~np.isnan(other.shown) for at, other in enumerate(parts) if at != place]
        told = np.flatnonzero(one.hidden & np.logical_and.reduce(others))
        if told.size:
            return int(told[0])
    return None


def _says_something(counts: Any) -> bool:
    there = counts[~np.isnan(counts)]
    return len(there) >= FEWEST and len(np.unique(there)) >= _KINDS


def _equal(table: Any, wanted: Any) -> list[int]:
    """The rows that are as wanted wherever both are there, in enough places."""
    off = np.abs(table - wanted)
    there = ~np.isnan(off)
    good = (there.sum(axis=1) >= FEWEST) & ~np.any(np.where(there, off, 0) > 0, axis=1)
    return [int(place) for place in np.flatnonzero(good)]
