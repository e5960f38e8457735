"""How a figure stands against another area's, or against a goal.

By overlap: a figure differs where its interval leaves the other's value out (the method of UKHSA's Fingertips, at 95 %
and at 99.8 %). Where there is no interval nothing is said: a difference that may be chance is not called one.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Polarity
from joinedup.engine.indicators.intervals import CONFIDENCE, Interval


class Standing(StrEnum):
    """How a figure stands; higher and lower where the indicator has no good direction."""

    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    NOT_COMPARED = "not compared"


@frozen
class Comparison:
    """`standing`, the direction by itself (-1 lower, 0 similar, 1 higher, None not compared), and with what."""

    standing: Standing
    direction: int | None
    against: str
    reference: float | None
    confidence: float = CONFIDENCE


def compare(interval: Interval | None, reference: float | None, polarity: Polarity, against: str = "") -> Comparison:
    """Compare by overlap. `reference`: the other area's figure. Not compared where either is missing."""
    confidence = interval.confidence if interval else CONFIDENCE
    if interval is None or reference is None or interval.upper is None:
        return Comparison(Standing.NOT_COMPARED, None, against, reference, confidence)
    direction = 0
    if interval.lower is not None and interval.lower > reference:
        direction = 1
    elif interval.upper < reference:
        direction = -1
    return Comparison(judged(direction, polarity), direction, against, reference, confidence)


def judged(direction: int, polarity: Polarity) -> Standing:
    """Better or worse where the indicator has a good direction."""
    if direction == 0:
        return Standing.SIMILAR
    if polarity is Polarity.NO_JUDGEMENT:
        return Standing.HIGHER if direction > 0 else Standing.LOWER
    good = direction > 0 if polarity is Polarity.HIGH_IS_GOOD else direction < 0
    return Standing.BETTER if good else Standing.WORSE


class Colour(StrEnum):
    """Red, amber or green."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@frozen
class Goal:
    """Green from `met` on, red short of `missed`, amber between; the same for one limit."""

    met: float
    missed: float

    def colour(self, value: float, polarity: Polarity) -> Colour:
        """The colour of a figure. Raises `goal-without-direction` where the indicator has no good direction."""
        if polarity is Polarity.NO_JUDGEMENT:
            raise error("goal-without-direction")
        sign = 1 if polarity is Polarity.HIGH_IS_GOOD else -1
        if sign * value >= sign * self.met:
            return Colour.GREEN
        return Colour.RED if sign * value < sign * self.missed else Colour.AMBER
