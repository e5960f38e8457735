"""Confidence intervals for counts and proportions: Wilson's, Byar's, exact.

Formulas: E. B. Wilson 1927 (score interval of a proportion); N. E. Breslow and N. E. Day, Statistical Methods in Cancer
Research II, 1987 (Byar's approximation); F. Garwood 1936 (exact Poisson limits). Which is used when follows the
technical guide of UKHSA's Fingertips: exact below ten events, Byar's from ten.
"""

from __future__ import annotations

import math

from attrs import frozen
from scipy.special import gammaincinv, ndtri

from joinedup.engine.errors import error

CONFIDENCE = 0.95
SURER = 0.998  # the second limits that UKHSA publishes: three standard errors
FEWEST_FOR_BYARS = 10


@frozen
class Interval:
    """Where the underlying figure probably lies. `lower` is None where the method gives no sensible limit."""

    lower: float | None
    upper: float | None
    confidence: float = CONFIDENCE
    method: str = ""

    def times(self, factor: float) -> Interval:
        """The interval of a figure in another unit. `factor` > 0."""
        lower = None if self.lower is None else self.lower * factor
        upper = None if self.upper is None else self.upper * factor
        return Interval(lower, upper, self.confidence, self.method)


def normal(confidence: float) -> float:
    """How many standard errors there are on each side. Raises `figure-impossible` unless 0.5 <= confidence < 1."""
    if not 0.5 <= confidence < 1:
        raise error("figure-impossible", problem="how sure the limits are to be must be at least 0.5 and less than 1")
    return float(ndtri(confidence + (1 - confidence) / 2))


def wilson(events: float, of: float, confidence: float = CONFIDENCE) -> Interval:
    """The interval of `events / of`. Raises `figure-impossible` unless 0 <= events <= of and of > 0."""
    if not (of > 0 and 0 <= events <= of):
        raise error("figure-impossible", problem="more are counted than there are to count, or fewer than none")
    z = normal(confidence)
    middle = 2 * events + z * z
    half = z * math.sqrt(z * z + 4 * events * (1 - events / of))
    below = 2 * (of + z * z)
    return Interval(max(0.0, (middle - half) / below), min(1.0, (middle + half) / below), confidence, "Wilson")


def byars(count: float, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a count. No lower limit where the approximation would be negative."""
    _not_negative(count)
    z = normal(confidence)
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count > 0 else 0.0
    more = count + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
    return Interval(lower if lower >= 0 else None, upper, confidence, "Byar's")


def exact(count: float, confidence: float = CONFIDENCE) -> Interval:
    """The exact Poisson interval of a count."""
    _not_negative(count)
    normal(confidence)
    tail = (1 - confidence) / 2
    lower = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return Interval(lower, float(gammaincinv(count + 1, 1 - tail)), confidence, "Exact")


def of_count(count: float, confidence: float = CONFIDENCE) -> Interval:
    """Exact below ten events, Byar's from ten."""
    return exact(count, confidence) if count < FEWEST_FOR_BYARS else byars(count, confidence)


def _not_negative(count: float) -> None:
    if not count >= 0:
        raise error("figure-impossible", problem="a count is below zero")
