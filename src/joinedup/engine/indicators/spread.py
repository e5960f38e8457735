"""How an indicator differs between areas: who lies outside the funnel, and how much the most deprived differ.

Only figures that are shown are used, the common figure and the limits included: nothing here follows from a hidden one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.estimates import proportion, rate
from joinedup.engine.indicators.funnel import (
    FunnelLimits,
    Place,
    place_of_proportion,
    place_of_ratio,
    proportion_limits,
    ratio_limits,
)
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.inequality import Inequality, Scale, error_from_limits, slope_index
from joinedup.engine.indicators.intervals import Interval
from joinedup.engine.indicators.quantiles import quantiles
from joinedup.engine.indicators.store import NOTES, MapFigures

GROUPS = 10
KINDS = (Kind.PROPORTION, Kind.RATE)  # those whose counts say how far chance alone would take a figure


@frozen
class Spot:
    """An area in the funnel. `figure`: as it is kept; `size`: how many it is out of; `place`: by its counts; `limits`:
    where chance alone would leave an area of its size.
    """

    code: str
    figure: float
    size: float
    place: Place
    limits: FunnelLimits


@frozen(eq=False)
class Funnel:
    """`common`: the figure of all shown areas together; `spots`: each of them; `left_out`: areas that are not shown;
    `hidden`: those of them that are left out to protect people; `withheld`: those that others see only.
    """

    common: float
    spots: tuple[Spot, ...] = field(repr=False)
    left_out: int
    hidden: int
    withheld: int

    @property
    def places(self) -> dict[str, Place]:
        """Where each area lies."""
        return {one.code: one.place for one in self.spots}


@frozen
class Group:
    """Areas of about the same rank together. `middle`: the share of the people up to its middle; `line`: the fit."""

    figure: float
    interval: Interval
    people: float
    areas: int
    middle: float
    line: float


@frozen(eq=False)
class Slope:
    """`parts`: each group, most deprived first; `first`, `last`: the ends of the line; `left_out`: areas without a
    figure or a score; `hidden`: areas whose figure is left out to protect people; `withheld`: that others see only.
    """

    inequality: Inequality
    parts: tuple[Group, ...]
    first: float
    last: float
    left_out: int
    hidden: int
    withheld: int

    @property
    def groups(self) -> tuple[float, ...]:
        """The figures of the groups."""
        return tuple(one.figure for one in self.parts)


def funnel(one: Indicator, figures: MapFigures) -> Funnel:
    """Where each area lies, given its size. Raises `figure-impossible` for figures that have no counts behind them."""
    tops, bottoms, there = _counts(one, figures)
    if not there.any():
        raise error("figure-impossible", problem="no area has the counts that its figure was made from")
    share = math.fsum(tops[there]) / math.fsum(bottoms[there])
    if share == 0:
        raise error("figure-impossible", problem="nothing was counted in any area")
    spots = []
    for at in np.flatnonzero(there):
        top, bottom = float(tops[at]), float(bottoms[at])
        share_of = one.kind is Kind.PROPORTION
        place = place_of_proportion(top, bottom, share, 1) if share_of else place_of_ratio(top, bottom * share)
        limits = limits_at(one, share * one.per, bottom)
        spots.append(Spot(figures.codes[at], float(figures.values[at]), bottom, place, limits))
    return Funnel(share * one.per, tuple(spots), len(figures.codes) - len(spots), *_why_not_shown(figures))


def _why_not_shown(figures: MapFigures) -> tuple[int, int]:
    """How many areas' figures are left out to protect people, and are for others' eyes."""
    return figures.count_of(Gap.SUPPRESSED), figures.count_of(Gap.WITHHELD)


def limits_at(one: Indicator, common: float, size: float) -> FunnelLimits:
    """The limits for an area of a size. `common`: above zero. Raises `figure-impossible`."""
    if one.kind is Kind.PROPORTION:
        return proportion_limits(common, size, one.per)
    return evolve(ratio_limits(size * common / one.per, common), size=size)


def slope(one: Indicator, figures: MapFigures, scores: Mapping[str, float], groups: int = GROUPS) -> Slope:
    """The slope index over tenths of areas by a score, its highest the most deprived.

    Figures of the groups are worked out from the counts of their areas. Raises `figure-impossible`.
    """
    tops, bottoms, there = _counts(one, figures)
    known = {code: at for at, code in enumerate(figures.codes) if there[at]}
    group_of = quantiles({code: score for code, score in scores.items() if code in known}, groups)
    if not group_of:
        raise error("figure-impossible", problem=f"fewer than {groups} areas have a figure and a score")
    make, scale = (proportion, Scale.LOGIT) if one.kind is Kind.PROPORTION else (rate, Scale.LOG)
    told, errors, sizes = [], [], []
    for group in range(1, groups + 1):
        own = [known[code] for code, its in group_of.items() if its == group]
        made = make(math.fsum(tops[own]), math.fsum(bottoms[own]), 1) if own else None
        limits = made.interval() if made else None
        if made is None or limits is None or not limits.lower or limits.upper is None:
            raise error("figure-impossible", problem=f"group {group} of {groups} has no events, or no areas")
        told.append((made.value, limits, math.fsum(bottoms[own])))
        sizes.append(len(own))
        errors.append(error_from_limits(limits.lower, limits.upper, scale))
    people = [each[2] for each in told]
    found = slope_index([each[0] for each in told], people, errors, scale, multiplier=one.per)
    first, last = found.intercept * one.per, found.intercept * one.per + found.slope
    parts = tuple(
        Group(value * one.per, limits.times(one.per), many, size, middle, first + middle * found.slope)
        for (value, limits, many), size, middle in zip(told, sizes, _middles(people), strict=True)
    )
    return Slope(found, parts, first, last, len(figures.codes) - len(group_of), *_why_not_shown(figures))


def _middles(people: Sequence[float]) -> list[float]:
    shares = np.asarray(people) / math.fsum(people)
    return [float(each) for each in np.cumsum(shares) - shares / 2]


def _counts(one: Indicator, figures: MapFigures) -> tuple[Any, Any, Any]:
    """(numerators, denominators, which areas show a figure with both)."""
    if one.kind not in KINDS or figures.numerators is None or figures.denominators is None:
        raise error(
            "figure-impossible",
            problem=f"a {one.kind} that came without its counts has neither funnel nor slope",
        )
    tops, bottoms = figures.numerators, figures.denominators
    shown = np.isfinite(figures.values) & (figures.notes == NOTES.index(Gap.NONE))
    return tops, bottoms, shown & np.isfinite(tops) & (bottoms > 0)
