"""A figure with its intervals: counts, crude rates, proportions and means.

A missing numerator or denominator gives None, not zero: nobody should see a rate that nobody could work out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrs import field, frozen
from scipy.special import stdtrit

from joinedup.engine.errors import error
from joinedup.engine.indicators.intervals import CONFIDENCE, SURER, Interval, normal, of_count, wilson

BOTH = (CONFIDENCE, SURER)


@frozen
class Estimate:
    """A figure. `per`: what it is per (1, 100, 100,000); `intervals`: one for each confidence asked for."""

    value: float
    per: float
    numerator: float | None
    denominator: float | None
    intervals: tuple[Interval, ...] = field(factory=tuple)
    method: str = ""

    def interval(self, confidence: float = CONFIDENCE) -> Interval | None:
        """The interval of this confidence, None where it was not asked for."""
        return next((one for one in self.intervals if math.isclose(one.confidence, confidence)), None)


def count(events: float | None, confidences: Sequence[float] = BOTH) -> Estimate | None:
    """A count of events with the interval of its expectation."""
    if events is None:
        return None
    limits = tuple(of_count(events, one) for one in confidences)
    return Estimate(events, 1, events, None, limits, limits[0].method if limits else "")


def rate(
    events: float | None, population: float | None, per: float = 100_000, confidences: Sequence[float] = BOTH
) -> Estimate | None:
    """Events for each `per` people; may be above `per`. Raises `figure-impossible`."""
    if events is None or population is None:
        return None
    if not population > 0:
        raise error("figure-impossible", problem="there is nobody, or nothing, that it is out of")
    limits = tuple(of_count(events, one).times(per / population) for one in confidences)
    return Estimate(events / population * per, per, events, population, limits, limits[0].method if limits else "")


def proportion(
    part: float | None, whole: float | None, per: float = 100, confidences: Sequence[float] = BOTH
) -> Estimate | None:
    """`part` of `whole`, of each `per`. Raises `figure-impossible` where the part is larger than the whole."""
    if part is None or whole is None:
        return None
    limits = tuple(wilson(part, whole, one).times(per) for one in confidences or (CONFIDENCE,))
    return Estimate(part / whole * per, per, part, whole, limits if confidences else (), "Wilson")


def mean(values: Sequence[float], confidences: Sequence[float] = BOTH) -> Estimate | None:
    """The mean of two or more measurements with Student's interval; None for fewer."""
    many = len(values)
    if many < 2:
        return None
    middle = math.fsum(values) / many
    deviation = math.sqrt(math.fsum((one - middle) ** 2 for one in values) / (many - 1))
    limits = []
    for confidence in confidences:
        normal(confidence)  # refuses what is no confidence
        half = abs(float(stdtrit(many - 1, (1 - confidence) / 2))) * deviation / math.sqrt(many)
        limits.append(Interval(middle - half, middle + half, confidence, "Student's t"))
    return Estimate(middle, 1, math.fsum(values), many, tuple(limits), "Student's t")
