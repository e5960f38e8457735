"""Targets: from a baseline to a figure wanted by a day, with the path between and whether an area is on it.

On track is judged against the path at the day the figure is for: with a straight path from 48 % in 2004-05 to 28 % by
March 2009, a figure of 31 % in March 2008 is on track, as the path is at 33 % then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise

from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.periods import Period


class Progress(StrEnum):
    """How a figure stands on the way to a target."""

    REACHED = "reached"
    ON_TRACK = "on track"
    BEHIND = "behind"
    AWAY = "moving away"
    TOO_EARLY = "too early to say"


@frozen
class Target:
    """`baseline` at the end of its period, `wanted` by the day `by`. `milestones`: points of the path, if not straight.

    Which direction is good follows from the two figures.
    """

    indicator: str
    area: str
    baseline: float
    baseline_period: Period
    wanted: float
    by: date
    milestones: Mapping[date, float] = field(factory=dict)
    owner: str = ""

    def __attrs_post_init__(self) -> None:
        problem = ""
        if self.by <= self.baseline_period.ends:
            problem = "it is to be reached before its baseline ends"
        elif self.baseline == self.wanted:
            problem = "it wants the figure of its baseline"
        elif any(not self.baseline_period.ends < day < self.by for day in self.milestones):
            problem = "a milestone lies outside its time"
        if problem:
            raise error("target-impossible", where=self.indicator, problem=problem)

    @property
    def lower_is_better(self) -> bool:
        """Whether the figure is to fall."""
        return self.wanted < self.baseline

    def path(self, on: date) -> float:
        """Where the figure should be on a day: straight lines from baseline over milestones to target, then flat."""
        steps = [(self.baseline_period.ends, self.baseline), *sorted(self.milestones.items()), (self.by, self.wanted)]
        if on <= steps[0][0]:
            return self.baseline
        for (first, low), (last, high) in pairwise(steps):
            if on <= last:
                return low + (high - low) * (on - first).days / (last - first).days
        return self.wanted


@frozen
class Judgement:
    """What the latest figure says. `expected`: where the path is at that time; `words`: a sentence."""

    progress: Progress
    latest: float | None
    period: Period | None
    expected: float | None
    share: float | None  # of the way from baseline to target that has been gone
    words: str


def judge(target: Target, figures: Sequence[tuple[Period, float | None]], unit: str = "") -> Judgement:
    """Judge the latest figure whose period ends after the baseline's. Missing figures are passed over."""
    later = [(p, v) for p, v in figures if v is not None and p.ends > target.baseline_period.ends]
    if not later:
        words = f"No figure yet since the baseline of {_said(target.baseline, unit)}."
        return Judgement(Progress.TOO_EARLY, None, None, None, None, words)
    period, latest = max(later, key=lambda one: one[0].ends)
    expected = target.path(period.ends)
    sign = -1 if target.lower_is_better else 1
    share = (latest - target.baseline) / (target.wanted - target.baseline)
    if sign * latest >= sign * target.wanted:
        progress = Progress.REACHED
    elif sign * latest >= sign * expected:
        progress = Progress.ON_TRACK
    elif sign * latest < sign * target.baseline:
        progress = Progress.AWAY
    else:
        progress = Progress.BEHIND
    words = (
        f"{_capital(progress)}: {_said(latest, unit)} {period.when}, where the path is at {_said(expected, unit)}; "
        f"from {_said(target.baseline, unit)} {target.baseline_period.when} "
        f"to {_said(target.wanted, unit)} by {target.by.day} {target.by:%B %Y}."
    )
    return Judgement(progress, latest, period, expected, share, words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _said(value: float, unit: str) -> str:
    plain = f"{value:,.1f}".removesuffix(".0")
    return f"{plain}{unit}" if unit in ("%", "") else f"{plain} {unit}"
