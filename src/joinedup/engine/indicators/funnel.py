"""Funnel limits: how far from the common figure an area may be by chance, by the size of the area.

D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 2005.
"""

from __future__ import annotations

import math
from enum import StrEnum

from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.intervals import CONFIDENCE, SURER, byars, exact, normal, wilson


@frozen
class FunnelLimits:
    """Limits for one size of area. `size`: its denominator, or its expected events for a ratio."""

    size: float
    lower: float
    upper: float
    surer_lower: float
    surer_upper: float


class Place(StrEnum):
    """Where an area lies in the funnel; very: outside the limits of 99.8 %."""

    VERY_LOW = "very low"
    LOW = "low"
    AS_EXPECTED = "as expected"
    HIGH = "high"
    VERY_HIGH = "very high"


def proportion_limits(common: float, size: float, per: float = 100) -> FunnelLimits:
    """Where an area of `size` whose true proportion is the common one (of each `per`) would lie.

    A proportion beyond them has a Wilson interval without the common one. Raises `figure-impossible`.
    """
    share = common / per
    if not (0 <= share <= 1 and size > 0):
        raise error(
            "figure-impossible",
            problem="the share of all areas together is not between none and all, or an area has nobody",
        )
    error_of_one = math.sqrt(share * (1 - share) / size)
    low, high, lowest, highest = (
        min(1.0, max(0.0, share + sign * normal(confidence) * error_of_one)) * per
        for confidence in (CONFIDENCE, SURER)
        for sign in (-1, 1)
    )
    return FunnelLimits(size, low, high, lowest, highest)


def ratio_limits(expected: float, per: float = 100) -> FunnelLimits:
    """Where an area with so many expected events would lie if its ratio were 1 (`per`). Exact Poisson limits."""
    if not expected > 0:
        raise error("figure-impossible", problem="nothing is to be expected in an area of this size")
    edges = [exact(expected, one).times(per / expected) for one in (CONFIDENCE, SURER)]
    return FunnelLimits(
        expected, *(limit or 0.0 for limit in (edges[0].lower, edges[0].upper, edges[1].lower, edges[1].upper))
    )


def place_of_proportion(events: float, of: float, common: float, per: float = 100) -> Place:
    """Where `events / of` lies against the common proportion (of each `per`), by Wilson's interval."""
    return _place(common / per, (wilson(events, of, CONFIDENCE), wilson(events, of, SURER)))


def place_of_ratio(observed: float, expected: float) -> Place:
    """Where observed events lie against the expected, by Byar's interval (exact below ten)."""
    limits = exact if observed < 10 else byars
    return _place(expected, (limits(observed, CONFIDENCE), limits(observed, SURER)))


def _place(common: float, around: tuple[object, object]) -> Place:
    likely, surer = around
    for interval, low, high in ((surer, Place.VERY_LOW, Place.VERY_HIGH), (likely, Place.LOW, Place.HIGH)):
        lower, upper = getattr(interval, "lower", None), getattr(interval, "upper", None)
        if upper is not None and upper < common:
            return low
        if lower is not None and lower > common:
            return high
    return Place.AS_EXPECTED
