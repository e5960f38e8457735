"""Rows of two tables that are the same wherever both say something: found without holding each against each.

Rows are brought together by what they say in one column; only those that agree there are looked at further. A row that
says nothing in that column is brought together with others by another one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

FEWEST = 5  # areas and times in which counts must agree before that is no accident
_EACH = 10_000  # pairs so few that each is looked at
_FIRST = 8  # columns in which nearly all that differ do so
_AT_ONCE = 4_000_000  # numbers that are held against each other at once


def alike(left: Any, right: Any) -> list[tuple[int, int]]:
    """(row on the left, row on the right) of all that are the same wherever both are there, in enough columns.

    left, right: numbers, nan where there is none; as many columns in both.
    """
    told = [np.isfinite(table) for table in (left, right)]
    # a column in which many say something, and not all the same
    weights = 1 + (np.diff(np.sort(right, axis=0), axis=0) > 0).sum(axis=0)
    columns = np.argsort(-weights * told[0].sum(axis=0) * told[1].sum(axis=0), kind="stable")
    found: list[tuple[int, int]] = []
    open_ = [(np.arange(len(left)), np.arange(len(right)))]
    while open_:
        mine, yours = open_.pop()
        if len(mine) * len(yours) <= _EACH:
            found += _same(left, right, np.repeat(mine, len(yours)), np.tile(yours, len(mine)), columns)
            continue
        both = told[0][mine].sum(axis=0) * told[1][yours].sum(axis=0)
        if not both.any():
            continue
        column = int(np.argmax(both * weights))
        here, there = told[0][mine, column], told[1][yours, column]
        found += _same(left, right, *_joined(left[:, column], right[:, column], mine[here], yours[there]), columns)
        open_ += [(mine[~here], yours), (mine[here], yours[~there])]
    return found


def _joined(left: Any, right: Any, mine: Any, yours: Any) -> tuple[Any, Any]:
    """All pairs that say the same in one column."""
    yours = yours[np.argsort(right[yours], kind="stable")]
    begins, ends = (np.searchsorted(right[yours], left[mine], side) for side in ("left", "right"))
    many = ends - begins
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(mine, many), yours[np.repeat(begins, many) + within]


def _same(left: Any, right: Any, mine: Any, yours: Any, columns: Any) -> list[tuple[int, int]]:
    for looked_at, fewest in ((columns[:_FIRST], 0), (columns, FEWEST)):
        step = max(1, _AT_ONCE // max(1, len(looked_at)))
        good = [np.zeros(0, dtype=bool)]
        for start in range(0, len(mine), step):
            some = slice(start, start + step)
            off = np.abs(left[mine[some, None], looked_at] - right[yours[some, None], looked_at])
            good.append(((~np.isnan(off)).sum(axis=1) >= fewest) & ~(off > 0).any(axis=1))
        mine, yours = (each[np.concatenate(good)] for each in (mine, yours))
    return list(zip(mine.tolist(), yours.tolist(), strict=True))
