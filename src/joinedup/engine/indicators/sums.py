"""Sums of three or four counts that are a fifth one: age bands, and all ages; kinds of crime, and all crime.

Trying every four of a thousand counts would take days. So each count is told by one number (what it shows in a few
areas, each weighed by lot), sums of two of those numbers are put in order, and what is lacking to a third is looked up
among them. Whatever is found so is checked in every area.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

_WINDOW = 5  # areas and times by which counts are told
_WINDOWS = 6
_DIGITS = 12.0  # that must agree before it is no accident: so many figures of the whole, in all areas together
_FOUR_MOST = 400  # counts up to which sums of four are looked for
_FOUND_MOST = 1000  # that are looked at in a window


def sums_of_more(samples: Sequence[Any], new: int) -> list[tuple[int, ...]]:
    """Places of counts of which the first three or four add up to the last; a new one in each.

    samples: of each the counts at the same places, nan where not shown; the first `new` of them are the new ones.
    """
    if len(samples) < 4 or not new:
        return []
    table = np.vstack([np.asarray(one, dtype=float) for one in samples])
    if table.shape[1] < _WINDOW:
        return []
    lots = np.random.default_rng(0)
    best = np.argsort(-(~np.isnan(table)).sum(axis=0), kind="stable")
    found: set[tuple[int, ...]] = set()
    for start in range(0, min(len(best) - _WINDOW + 1, _WINDOW * _WINDOWS), _WINDOW):
        window = table[:, best[start : start + _WINDOW]]
        rows = np.flatnonzero(~np.isnan(window).any(axis=1) & (window > 0).any(axis=1))
        marks = np.rint(window[rows]).astype(np.int64) @ lots.integers(1, 1 << 20, _WINDOW)
        alike = (tuple(int(rows[one]) for one in places) for places in _alike(marks, np.flatnonzero(rows < new)))
        for places in itertools.islice(alike, _FOUND_MOST):
            *parts, whole = places
            if len(set(places)) == len(places) and _add_up(table, parts, whole):
                found.add((*sorted(parts), whole))
    return sorted(found)


def _alike(marks: Any, new: Any) -> Iterator[tuple[int, ...]]:
    """Places of marks of which the last is the sum of those before it; a new one in each."""
    first, second = np.triu_indices(len(marks), 1)
    pairs = _Sums(marks[first] + marks[second])
    for one in new:
        for whole, pair in pairs.at(marks - marks[one]):
            yield int(one), int(first[pair]), int(second[pair]), whole
        for part, pair in pairs.at(marks[one] - marks):
            yield part, int(first[pair]), int(second[pair]), int(one)
        if len(marks) > _FOUR_MOST:
            continue
        for place, pair in pairs.at((marks[:, None] - marks[None, :] - marks[one]).reshape(-1)):
            whole, part = divmod(place, len(marks))
            yield int(one), part, int(first[pair]), int(second[pair]), whole
        for other, pair in pairs.at(marks[one] - marks[first] - marks[second]):
            yield int(first[other]), int(second[other]), int(first[pair]), int(second[pair]), int(one)


class _Sums:
    """Sums in order, to be looked up by what they come to."""

    def __init__(self, sums: Any) -> None:
        self._order = np.argsort(sums, kind="stable")
        self._sums = sums[self._order]

    def at(self, wanted: Any) -> Iterator[tuple[int, int]]:
        """(place among those wanted, place of a sum that comes to it)."""
        left, right = (np.searchsorted(self._sums, wanted, side) for side in ("left", "right"))
        for place in np.flatnonzero(left < right):
            for at in range(int(left[place]), int(right[place])):
                yield int(place), int(self._order[at])


def _add_up(table: Any, parts: Sequence[int], whole: int) -> bool:
    rest = table[list(parts)].sum(axis=0) - table[whole]
    there = ~np.isnan(rest)
    digits = np.log10(np.maximum(table[whole][there], 1.0)).sum()
    return not np.any(rest[there] != 0) and digits >= _DIGITS
