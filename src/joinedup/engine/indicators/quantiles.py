"""Areas in equal groups by a figure: quintiles, deciles, the worst tenth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def quantiles(values: Mapping[str, float], groups: int = 5, *, highest_first: bool = True) -> dict[str, int]:
    """Which group each area is in, 1 to `groups`; no area is given where there are fewer areas than groups.

    Equal values are in the same group, which then may hold more. `highest_first`: group 1 has the highest values.
    Ranks are divided as UKHSA does: 1 for the first, the lowest rank for ties.
    """
    if len(values) < groups:
        return {}
    sign = -1 if highest_first else 1
    ordered = sorted(sign * value for value in values.values())
    rank_of: dict[float, int] = {}
    for place, value in enumerate(ordered, 1):
        rank_of.setdefault(value, place)
    return {area: _group(rank_of[sign * value], len(values), groups) for area, value in values.items()}


def group_of(value: float, values: Any, groups: int = 5, *, highest_first: bool = True) -> int | None:
    """The group of one value among an array of all (nan left out), as `quantiles` gives it; None for too few.

    None as well where so many have the same value that they would be in several groups: it is in none of them more.
    """
    known = values[~np.isnan(values)]
    if len(known) < groups or math.isnan(value):
        return None
    better = int((known > value).sum() if highest_first else (known < value).sum())
    found, last = (_group(rank, len(known), groups) for rank in (better + 1, better + int((known == value).sum())))
    return found if found == last else None


def in_first_group(values: Any, groups: int = 10, *, highest_first: bool = True) -> Any:
    """Which of an array's values are in the first group (nan is in none); none where there are too few."""
    known = ~np.isnan(values)
    many = int(known.sum())
    if many < groups:
        return np.zeros(len(values), dtype=bool)
    signed = -values if highest_first else values
    ranks = np.searchsorted(np.sort(signed[known]), signed, side="left") + 1
    return known & (ranks < 1 + many / groups)


def _group(rank: int, many: int, groups: int) -> int:
    """The group of a rank, the larger groups last."""
    return (groups + 1) - math.ceil(((many + 1) - rank) * groups / many)
