"""A goal of an indicator: the limits of green and red that its owner set, on a day and for a reason."""

from __future__ import annotations

import math
from datetime import date

from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.compare import Goal
from joinedup.engine.indicators.indicator import Indicator, Polarity
from joinedup.engine.indicators.light import Light
from joinedup.engine.indicators.wording import said


@frozen
class SetGoal:
    """Limits in the indicator's own unit, the same for all areas and times. `owner`: the key of a partner."""

    goal: Goal
    reason: str
    since: date
    owner: str = ""

    def checked(self, indicator: Indicator) -> SetGoal:
        """Itself. Raises `goal-without-direction`, and `goal-impossible` where red would be better than green."""
        if indicator.polarity is Polarity.NO_JUDGEMENT:
            raise error("goal-without-direction")
        met, missed = self.goal.met, self.goal.missed
        if not (math.isfinite(met) and math.isfinite(missed)):
            raise error("goal-impossible", problem="a limit is no number")
        if (met < missed) if indicator.polarity is Polarity.HIGH_IS_GOOD else (met > missed):
            raise error("goal-impossible", problem="figures would be red that are better than the green ones")
        return self

    def words(self, indicator: Indicator) -> str:
        """The limits: "green up to 20.0%, red above 25.0%"."""
        met, missed = (said(one, indicator) for one in (self.goal.met, self.goal.missed))
        if indicator.polarity is Polarity.HIGH_IS_GOOD:
            return f"green from {met}, red below {missed}"
        return f"green up to {met}, red above {missed}"

    def light(self, value: float | None, indicator: Indicator) -> Light | None:
        """Red, amber or green for a figure; None for none, or where the indicator has lost its direction."""
        if value is None or indicator.polarity is Polarity.NO_JUDGEMENT:
            return None
        return Light(self.goal.colour(value, indicator.polarity), f"Goal: {self.words(indicator)}.")


__all__ = ["SetGoal"]
