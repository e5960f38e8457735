"""Counts of times or ages of which one lies in another: the wider less the narrower is a count of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import frozen

Span = tuple[float, float]  # from the first to the first one after
_MOST_LESS = 0.1  # of the areas, in which the wider may be less: figures are put right now and then


@frozen
class Pair:
    """A count and others of parts of it, by their places. `fill`: of all its parts, so that no rest is left."""

    wider: int
    parts: tuple[int, ...]
    fill: bool = False


def lying_in(spans: Sequence[Span], length: Callable[[Span], int]) -> list[Pair]:
    """Of each span each that lies in it, and those of one length that lie in it side by side.

    length: in whole months or years, so that months of 28 and of 31 days are of one length.
    """
    found: list[Pair] = []
    for place, (first, after) in enumerate(spans):
        inner = [at for at, one in enumerate(spans) if first <= one[0] and one[1] <= after and one != spans[place]]
        found += [Pair(place, (at,)) for at in inner]
        for one in sorted({length(spans[at]) for at in inner}):
            beside = sorted((at for at in inner if length(spans[at]) == one), key=lambda at: spans[at])
            gaps = [spans[b][0] - spans[a][1] for a, b in pairwise(beside)]
            if gaps and min(gaps) >= 0:
                ends = (spans[beside[0]][0], spans[beside[-1]][1])
                found.append(Pair(place, tuple(beside), fill=ends == (first, after) and not any(gaps)))
    return found


def told_by_difference(counts: Any, pairs: Sequence[Pair], smallest: int, largest: int) -> tuple[int, Pair] | None:
    """(row, pair) where what is shown of a wider span, less what is shown in it, is a small count; None for none.

    counts: a row for each area, a column for each span; nan where nothing is shown. Only where the counts do add up:
    the wider is hardly anywhere less than what lies in it. Counts of who is there at a time tell nothing so.
    """
    for pair in pairs:
        wider, parts = counts[:, pair.wider], ~np.isnan(counts[:, list(pair.parts)])
        some = parts.any(axis=1) & ~np.isnan(wider)
        rest = np.where(some, wider - np.nansum(counts[:, list(pair.parts)], axis=1), np.nan)
        if (rest[some] < 0).sum() > _MOST_LESS * some.sum():
            continue
        left = some & ~(parts.all(axis=1) & pair.fill)
        told = np.flatnonzero(left & (rest >= max(smallest, 1)) & (rest <= largest))
        if told.size:
            return int(told[0]), pair
    return None
