"""How much a figure differs from the most to the least deprived: slope and relative index of inequality.

J. P. Mackenbach and A. E. Kunst, Measuring the magnitude of socio-economic inequalities in health, Social Science and
Medicine 1997; as UKHSA works it out: a line through the quantiles at the middle of their share of the
population, weighted by population, and limits from made-up repetitions of the quantiles' own errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.intervals import CONFIDENCE, Interval

REPETITIONS = 100_000
SEED = 1  # the same figures give the same limits every time


class Scale(StrEnum):
    """On which scale a quantile's error is even on both sides."""

    PLAIN = "plain"  # means, life expectancy
    LOG = "log"  # rates
    LOGIT = "logit"  # proportions from 0 to 1


@frozen
class Inequality:
    """Of the figures from the first to the last quantile.

    `slope`: their difference across the whole population; `relative`: their ratio; `intercept`: where the line begins.
    """

    slope: float
    relative: float
    intercept: float
    slope_interval: Interval
    relative_interval: Interval


def slope_index(
    values: Sequence[float],
    populations: Sequence[float],
    errors: Sequence[float],
    scale: Scale = Scale.PLAIN,
    *,
    on_scale: bool = False,
    multiplier: float = 1,
    confidence: float = CONFIDENCE,
    repetitions: int = REPETITIONS,
) -> Inequality:
    """The inequality of the figures of quantiles, most deprived first.

    `errors`: a standard error a quantile, on the scale; `on_scale`: the line is drawn on the scale too, for figures
    that must not fall below zero. `multiplier`: negative where high is bad. Raises `figure-impossible`.
    """
    there, back = _SCALES[scale]
    given = np.asarray(values, dtype=float)
    weights = np.asarray(populations, dtype=float)
    spread = np.asarray(errors, dtype=float)
    if not (len(given) == len(weights) == len(spread) >= 3):
        raise error(
            "figure-impossible",
            problem="it takes at least three groups of areas, each with a figure, to say how unequal they are",
        )
    if not ((weights > 0).all() and (spread > 0).all() and np.isfinite(there(given)).all()):
        raise error(
            "figure-impossible", problem="a group of areas has nobody in it, no limits, or a figure that cannot be"
        )
    shares = weights / weights.sum()
    middles = np.cumsum(shares) - shares / 2
    # least squares with the populations as weights: two rows of coefficients, (intercept, slope) = rows @ values
    design = np.column_stack([np.ones_like(middles), middles]) * np.sqrt(shares)[:, None]
    rows = np.linalg.pinv(design) * np.sqrt(shares)

    def indices(figures: Any) -> tuple[Any, Any, Any]:
        """(slope, relative, intercept) of one row of figures, or of each of many."""
        intercept, slope = rows @ (there(figures) if on_scale else figures)
        first, last = intercept, intercept + slope
        if on_scale:
            first, last = back(first), back(last)
        difference = (last - first) * multiplier
        return difference, last / first if multiplier > 0 else first / last, first

    slope, relative, intercept = (float(one) for one in indices(given))
    dice = np.random.default_rng(SEED)
    drawn = back(there(given)[:, None] + spread[:, None] * dice.standard_normal((len(given), repetitions)))
    slopes, relatives, _ = indices(drawn)
    method = f"{repetitions:,} made-up repetitions"

    def limits(many: Any) -> Interval:
        tail = (1 - confidence) / 2
        low, high = np.quantile(many, [tail, 1 - tail])
        return Interval(float(low), float(high), confidence, method)

    return Inequality(slope, relative, intercept, limits(slopes), limits(relatives))


def error_from_limits(lower: float, upper: float, scale: Scale = Scale.PLAIN, z: float = 1.959963984540054) -> float:
    """The standard error on the scale from published 95 % limits."""
    there, _ = _SCALES[scale]
    return float(there(np.float64(upper)) - there(np.float64(lower))) / 2 / z


def _plain(figures: Any) -> Any:
    return figures


def _log(figures: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(figures)


def _logit(figures: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(figures / (1 - figures))


def _expit(figures: Any) -> Any:
    return 1 / (1 + np.exp(-figures))


_SCALES: dict[Scale, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    Scale.PLAIN: (_plain, _plain),
    Scale.LOG: (_log, np.exp),
    Scale.LOGIT: (_logit, _expit),
}
