"""How an indicator differs between areas: who lies outside the funnel, and how much the most deprived differ."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.estimates import proportion, rate
from joinedup.engine.indicators.funnel import Place, place_of_proportion, place_of_ratio
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.inequality import Inequality, Scale, error_from_limits, slope_index
from joinedup.engine.indicators.quantiles import quantiles
from joinedup.engine.indicators.store import MapFigures

GROUPS = 10


@frozen(eq=False)
class Funnel:
    """`common`: the figure of all areas together; `places`: where each area that has counts lies."""

    common: float
    places: dict[str, Place]


@frozen(eq=False)
class Slope:
    """`groups`: each tenth's figure, most deprived first; `left_out`: areas without a figure or a score."""

    inequality: Inequality
    groups: tuple[float, ...]
    left_out: int


def funnel(one: Indicator, figures: MapFigures) -> Funnel:
    """Where each area lies, given its size. Raises `figure-impossible` for figures that have no counts behind them."""
    tops, bottoms = _counts(one, figures)
    there = ~np.isnan(tops) & (bottoms > 0)
    if not there.any():
        raise error("figure-impossible", problem="no area has its counts")
    share = math.fsum(tops[there]) / math.fsum(bottoms[there])
    places = {}
    for at in np.flatnonzero(there):
        top, bottom = float(tops[at]), float(bottoms[at])
        if one.kind is Kind.PROPORTION:
            places[figures.codes[at]] = place_of_proportion(top, bottom, share, 1)
        elif share > 0:
            places[figures.codes[at]] = place_of_ratio(top, bottom * share)
    return Funnel(share * one.per, places)


def slope(one: Indicator, figures: MapFigures, scores: dict[str, float], groups: int = GROUPS) -> Slope:
    """The slope index over tenths of areas by a score, its highest the most deprived.

    Figures of the groups are worked out from the counts of their areas. Raises `figure-impossible`.
    """
    tops, bottoms = _counts(one, figures)
    known = {code: at for at, code in enumerate(figures.codes) if not np.isnan(tops[at]) and bottoms[at] > 0}
    group_of = quantiles({code: score for code, score in scores.items() if code in known}, groups)
    if not group_of:
        raise error("figure-impossible", problem=f"fewer than {groups} areas have a figure and a score")
    make, scale = (proportion, Scale.LOGIT) if one.kind is Kind.PROPORTION else (rate, Scale.LOG)
    values, people, errors = [], [], []
    for group in range(1, groups + 1):
        own = [known[code] for code, its in group_of.items() if its == group]
        told = make(math.fsum(tops[own]), math.fsum(bottoms[own]), 1) if own else None
        limits = told.interval() if told else None
        if told is None or limits is None or not limits.lower or limits.upper is None:
            raise error("figure-impossible", problem=f"group {group} of {groups} has no events, or no areas")
        values.append(told.value)
        people.append(math.fsum(bottoms[own]))
        errors.append(error_from_limits(limits.lower, limits.upper, scale))
    found = slope_index(values, people, errors, scale, multiplier=one.per)
    return Slope(found, tuple(value * one.per for value in values), len(figures.codes) - len(group_of))


def _counts(one: Indicator, figures: MapFigures) -> tuple[Any, Any]:
    if one.kind not in (Kind.PROPORTION, Kind.RATE) or figures.numerators is None or figures.denominators is None:
        raise error("figure-impossible", problem=f"a {one.kind} without its counts has neither funnel nor slope")
    return figures.numerators, figures.denominators
