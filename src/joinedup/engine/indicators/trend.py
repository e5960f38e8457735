"""Whether the recent figures of an area rise or fall, beyond what chance explains.

The rule of UKHSA's Fingertips: the last five yearly figures with their limits, a line through them weighted by their
precision, and the square of slope over its error against chi-square with one degree of freedom at 99.8 %; the slope
must keep its sign when each figure is left out in turn. Only for proportions, crude and directly standardised rates.
A series without limits gets them worked out from its counts, and says so; without counts, Mann and Kendall's test.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from enum import StrEnum

from attrs import frozen
from scipy.special import chdtri

from joinedup.engine.indicators.compare import Standing, judged
from joinedup.engine.indicators.estimates import proportion, rate
from joinedup.engine.indicators.indicator import Kind, Polarity
from joinedup.engine.indicators.intervals import SURER

POINTS = 5
ERRORS_WIDE = 3.92  # standard errors from the lower to the upper 95 % limit, as the publisher rounds it
CRITICAL = float(chdtri(1, 1 - SURER))
WITH_A_TREND = (Kind.PROPORTION, Kind.RATE, Kind.DIRECTLY_STANDARDISED)


class Direction(StrEnum):
    """Where the figures go."""

    RISING = "rising"
    FALLING = "falling"
    NO_CHANGE = "no significant change"
    NOT_KNOWN = "cannot be calculated"


@frozen
class Point:
    """A year's figure; numerator and denominator where they are known."""

    value: float | None
    lower: float | None = None
    upper: float | None = None
    numerator: float | None = None
    denominator: float | None = None


@frozen
class Trend:
    """`standing`: better or worse where there is a good direction; `basis`: how it was worked out, or why not."""

    direction: Direction
    standing: Standing
    basis: str
    chi_square: float | None = None
    points: int = 0


def recent_trend(points: Sequence[Point], kind: Kind, polarity: Polarity, per: float = 100) -> Trend:
    """The trend of yearly figures in the order of time."""
    if kind not in WITH_A_TREND:
        return _unknown(f"the method is not for a figure that is a {kind}")
    usable = [point for point in points if point.value is not None and _has_limits(point)]
    basis = "published limits"
    if len(usable) < POINTS:
        worked = [_with_limits(point, kind, per) for point in points if point.value is not None]
        usable = [point for point in worked if point is not None]
        basis = "limits worked out from the counts"
    if len(usable) < POINTS:
        return _unknown(f"fewer than {POINTS} years have limits, or counts to work them out from")
    recent = usable[-POINTS:]
    slope, statistic = _line(recent)
    if slope is None or statistic is None:
        return _unknown("a figure's limits leave no room")
    steady = all(
        (one := _line([*recent[:left_out], *recent[left_out + 1 :]], keep=left_out)[0]) is not None and one * slope > 0
        for left_out in range(POINTS)
    )
    sign = (1 if slope > 0 else -1) if statistic > CRITICAL and steady else 0
    return _trend(sign, polarity, basis, statistic, POINTS)


def mann_kendall(values: Sequence[float], polarity: Polarity, most_likely_chance: float = 0.05) -> Trend:
    """Whether figures without limits rise or fall, by the signs of all their differences (exact up to eight)."""
    if len(values) < POINTS:
        return _unknown(f"there are fewer than {POINTS} figures")
    score = _score(values)
    if len(values) <= 8:
        others = [_score(order) for order in itertools.permutations(values)]
        chance = sum(abs(other) >= abs(score) for other in others) / len(others)
    else:
        many = len(values)
        ties = [sum(one == other for other in values) for one in set(values)]
        variance = (many * (many - 1) * (2 * many + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
        z = max(0, abs(score) - 1) / math.sqrt(variance) if variance else 0.0
        chance = math.erfc(z / math.sqrt(2))
    sign = (1 if score > 0 else -1) if score and chance <= most_likely_chance else 0
    return _trend(sign, polarity, "the order of the figures alone (Mann and Kendall)", None, len(values))


def _trend(sign: int, polarity: Polarity, basis: str, statistic: float | None, points: int) -> Trend:
    direction = {1: Direction.RISING, -1: Direction.FALLING, 0: Direction.NO_CHANGE}[sign]
    return Trend(direction, judged(sign, polarity), basis, statistic, points)


def _unknown(why: str) -> Trend:
    return Trend(Direction.NOT_KNOWN, Standing.NOT_COMPARED, why)


def _has_limits(point: Point) -> bool:
    return point.lower is not None and point.upper is not None and point.upper > point.lower


def _with_limits(point: Point, kind: Kind, per: float) -> Point | None:
    if _has_limits(point):
        return point
    if point.numerator is None or not point.denominator or kind is Kind.DIRECTLY_STANDARDISED:
        return None
    worked = rate if kind is Kind.RATE else proportion
    figure = worked(point.numerator, point.denominator, per)
    limits = figure.interval() if figure else None
    if figure is None or limits is None or limits.lower is None or limits.upper is None:
        return None
    return Point(figure.value, limits.lower, limits.upper, point.numerator, point.denominator)


def _line(points: Sequence[Point], keep: int | None = None) -> tuple[float | None, float | None]:
    """(slope of the weighted line, its chi-square). `keep`: the place of a point that was left out."""
    places = [place + (1 if keep is not None and place >= keep else 0) for place in range(len(points))]
    values = [point.value or 0.0 for point in points]
    errors = [((point.upper or 0.0) - (point.lower or 0.0)) / ERRORS_WIDE for point in points]
    if min(errors) <= 0:
        return None, None
    weights = [1 / (one * one) for one in errors]
    total = math.fsum(weights)
    middle = math.fsum(w * x for w, x in zip(weights, places, strict=True)) / total
    spread = math.fsum(w * (x - middle) ** 2 for w, x in zip(weights, places, strict=True))
    slope = math.fsum(w * (x - middle) * y for w, x, y in zip(weights, places, values, strict=True)) / spread
    return slope, slope * slope * spread


def _score(values: Sequence[float]) -> int:
    return sum((later > earlier) - (later < earlier) for earlier, later in itertools.combinations(values, 2))
