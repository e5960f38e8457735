"""Intervals of many areas at once, the same as `intervals` gives one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import gammaincinv

from joinedup.engine.indicators.indicator import Kind
from joinedup.engine.indicators.intervals import CONFIDENCE, FEWEST_FOR_BYARS, normal


def wilson_many(events: Any, of: Any, confidence: float = CONFIDENCE) -> tuple[Any, Any]:
    """(lower, upper) of each proportion from 0 to 1; nan where it cannot be."""
    z = normal(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = 2 * events + z * z
        half = z * np.sqrt(z * z + 4 * events * (1 - events / of))
        below = np.where(of > 0, 2 * (of + z * z), np.nan)
        return np.maximum(0, (middle - half) / below), np.minimum(1, (middle + half) / below)


def of_count_many(counts: Any, confidence: float = CONFIDENCE) -> tuple[Any, Any]:
    """(lower, upper) of each count: exact below ten, Byar's from ten."""
    z = normal(confidence)
    tail = (1 - confidence) / 2
    counts = np.asarray(counts, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = counts * (1 - 1 / (9 * counts) - z / (3 * np.sqrt(counts))) ** 3
        more = counts + 1
        upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    few = counts < FEWEST_FOR_BYARS
    lower[few] = np.where(counts[few] > 0, gammaincinv(np.maximum(counts[few], 1e-300), tail), 0.0)
    upper[few] = gammaincinv(counts[few] + 1, 1 - tail)
    return lower, upper


def limits_of(kind: Kind, per: float, numerators: Any, denominators: Any, confidence: float = CONFIDENCE) -> Any:
    """(lower, upper) of each area's figure from its counts; None for kinds whose limits need more than counts."""
    if kind is Kind.PROPORTION:
        lower, upper = wilson_many(numerators, denominators, confidence)
        return lower * per, upper * per
    if kind is Kind.RATE:
        lower, upper = of_count_many(numerators, confidence)
        with np.errstate(divide="ignore", invalid="ignore"):
            known = np.where(denominators > 0, denominators, np.nan)
        return lower / known * per, upper / known * per
    if kind is Kind.COUNT:
        return of_count_many(numerators, confidence)
    return None
