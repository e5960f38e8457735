"""Counts that say the same of the same people, or add up: what one of them hides, the others may tell.

Who looks sees that smokers and others are all adults, or that a count and a share are of the same people, from the
figures that are shown. So do we: nobody has to say which indicators belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen

from joinedup.engine.indicators.alike import FEWEST, alike

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
    speaking = np.flatnonzero([_says_something(row) for row in table])
    found: set[tuple[int, ...]] = set()
    for first in speaking[speaking < new].tolist():
        rows = np.ix_(speaking, ~np.isnan(table[first]))
        own, others = table[first, rows[1][0]], table[rows]
        found |= {_in_order(first, int(speaking[one])) for _, one in alike(own[None], others) if speaking[one] != first}
        for whole, added in ((False, own + others), (True, own - others)):
            for second, third in alike(added, others):
                one, other = int(speaking[second]), int(speaking[third])
                if len({first, one, other}) == 3:
                    found.add((*_in_order(one, other), first) if whole else (*_in_order(first, one), other))
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


def _in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
