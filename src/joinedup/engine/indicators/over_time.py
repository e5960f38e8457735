"""Counts of times that overlap: what a quarter hides, the year and its other quarters may tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

import numpy as np
import polars as pl

_TOLERANCE = 1e-6
Span = tuple[date, date]


def told_by_time(counts: pl.DataFrame, is_small: Callable[[float], bool]) -> tuple[str, Span] | None:
    """(area, time) of a hidden count that follows from those of the same area at times that overlap; None for none.

    counts: columns area, group, starts, ends, count (the true one) and hidden. What follows is what sums and
    differences of shown times give exactly: that very count, or a small one of some of its parts together.
    """
    if counts.select("starts", "ends").n_unique() < 2 or not counts["hidden"].any():
        return None
    with_hidden = counts.filter(pl.col("hidden").any().over("area", "group"))
    for (area, _), own in with_hidden.group_by("area", "group", maintain_order=True):
        spans = tuple(zip(own["starts"], own["ends"], strict=True))
        shown = tuple(not one for one in own["hidden"])
        values = own["count"].to_numpy()
        for place, weights in _following(spans, shown):
            made = float(np.asarray(weights) @ values[np.asarray(shown)])
            if abs(made - values[place]) < 0.5:  # the counts do add up over time: numbers of people at a time do not
                return str(area), spans[place]
        for left, parts in _left_over(spans, shown):
            rest = float(values[left] - values[list(parts)].sum())
            if is_small(rest):
                return str(area), spans[left]
    return None


@lru_cache(maxsize=1024)
def _following(spans: tuple[Span, ...], shown: tuple[bool, ...]) -> list[tuple[int, tuple[float, ...]]]:
    """Of each hidden time that is a combination of shown ones its place and their weights."""
    days = sorted({day for starts, ends in spans for day in (starts.toordinal(), ends.toordinal() + 1)})
    held = np.array([[s.toordinal() <= day < e.toordinal() + 1 for day in days[:-1]] for s, e in spans], dtype=float)
    known = held[np.array(shown)]
    if not len(known):
        return []
    found = []
    for place in (one for one, is_shown in enumerate(shown) if not is_shown):
        weights = np.linalg.lstsq(known.T, held[place], rcond=None)[0]
        if np.abs(known.T @ weights - held[place]).max() < _TOLERANCE:
            found.append((place, tuple(float(one) for one in weights)))
    return found


@lru_cache(maxsize=1024)
def _left_over(spans: tuple[Span, ...], shown: tuple[bool, ...]) -> list[tuple[int, tuple[int, ...]]]:
    """Shown times that others of one length fill without a gap, one of them hidden: the place and the shown parts."""
    found = []
    for place, (starts, ends) in enumerate(spans):
        if not shown[place]:
            continue
        inside = [at for at, (s, e) in enumerate(spans) if at != place and starts <= s and e <= ends]
        for parts in tilings(spans, inside, starts, ends):
            if not all(shown[at] for at in parts):
                found.append((place, tuple(at for at in parts if shown[at])))
    return found


def tilings(spans: Sequence[Span], inside: Sequence[int], starts: date, ends: date) -> list[list[int]]:
    """The inside times as months, quarters, years … that follow one another from the first day to the last."""
    found = []
    for months in sorted({_months(spans[at]) for at in inside}):
        own = sorted((at for at in inside if _months(spans[at]) == months), key=lambda at: spans[at])
        together = [spans[at] for at in own]
        follows = all(b[0].toordinal() == a[1].toordinal() + 1 for a, b in pairwise(together))
        if follows and together[0][0] == starts and together[-1][1] == ends:
            found.append(own)
    return found


def _months(span: Span) -> int:
    return round((span[1].toordinal() - span[0].toordinal() + 1) / 30.4)
