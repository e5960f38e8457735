"""What the pages about differences between areas say: the funnel's areas outside, the slope's tenths, and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.engine.indicators.compare import Standing, judged
from joinedup.engine.indicators.funnel import Place
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.intervals import Interval
from joinedup.engine.indicators.spread import KINDS, Funnel, Group, Slope, Spot
from joinedup.engine.indicators.store import MapFigures
from joinedup.engine.indicators.wording import said

FEWEST = 5  # areas: of fewer the common figure is mostly their own
ORDER = (Place.VERY_HIGH, Place.HIGH, Place.VERY_LOW, Place.LOW)
OUTSIDE_BY_CHANCE = {Place.HIGH: 0.05, Place.VERY_HIGH: 0.002}  # both sides together
MORE_THAN_CHANCE = 3  # times as many areas as chance would put outside: then they differ, and not by size alone
MANY_HIDDEN = 0.05  # of the areas shown: then what is shown is no picture of all
_NAMED = 5


def why_not(one: Indicator, figures: MapFigures) -> str:
    """Why this indicator has neither funnel nor slope; "" where it has both."""
    if one.kind not in KINDS:
        return {
            Kind.COUNT: _(
                "This is a count, and it is not said out of how many people. A large area has more than a small one "
                "without being any different. Load it as a rate or a share, with the number of people beside it."
            ),
            Kind.MEAN: _(
                "This is a mean, and how far people differ from it within an area is not kept. Without that nobody "
                "can say what is chance."
            ),
            Kind.INDEX: _("This is a score: nothing is counted in it, so that chance cannot be worked out from it."),
        }.get(
            one.kind,
            _(
                "This is a rate that allows for age: how far chance takes it depends on the counts of each age, which "
                "are not kept. Its limits stand beside each figure."
            ),
        )
    if figures.numerators is None or figures.denominators is None:
        return _("These figures came without the counts behind them. Load them again with numerator and denominator.")
    shown = np.isfinite(figures.values) & np.isfinite(figures.numerators) & (figures.denominators > 0)
    if (many := int(shown.sum())) < FEWEST:
        words = ngettext(
            "Only %(num)s of these areas shows a figure with its counts, and {few} are needed.",
            "Only %(num)s of these areas show a figure with their counts, and {few} are needed.",
            many,
        )
        return (words % {"num": many}).format(few=FEWEST)
    if not np.nansum(figures.numerators[shown]):
        return _("Nothing was counted in any of these areas, so that there is no difference between them.")
    return ""


def called(place: Place) -> str:
    """Where an area lies, in words."""
    return {
        Place.VERY_HIGH: _("higher, beyond 99.8%"),
        Place.HIGH: _("higher, beyond 95%"),
        Place.VERY_LOW: _("lower, beyond 99.8%"),
        Place.LOW: _("lower, beyond 95%"),
        Place.AS_EXPECTED: _("within the limits"),
    }[place]


def good_or_bad(one: Indicator, place: Place) -> str:
    """Whether that is better or worse; "" where the indicator has no good direction, or it lies within the limits."""
    direction = {Place.VERY_HIGH: 1, Place.HIGH: 1, Place.LOW: -1, Place.VERY_LOW: -1}.get(place, 0)
    told = judged(direction, one.polarity)
    return {Standing.BETTER: _("better"), Standing.WORSE: _("worse")}.get(told, "")


@frozen
class Outside:
    """One area in the funnel's table. `limits`: the four limits for its size, as text."""

    code: str
    name: str
    figure: str
    size: float
    likely: str
    surer: str
    place: str
    judged: str


def line_of(one: Indicator, spot: Spot, names: Mapping[str, str]) -> Outside:
    """An area with the limits for its size."""
    limits = spot.limits
    return Outside(
        spot.code, names.get(spot.code, spot.code), said(spot.figure, one), spot.size,
        _span(one, limits.lower, limits.upper), _span(one, limits.surer_lower, limits.surer_upper),
        called(spot.place), good_or_bad(one, spot.place),
    )  # fmt: skip


def outside(made: Funnel) -> list[Spot]:
    """The areas outside the limits: the furthest group first, in it by figure, the most extreme first."""
    there = [spot for spot in made.spots if spot.place is not Place.AS_EXPECTED]
    return sorted(there, key=lambda spot: (ORDER.index(spot.place), -abs(spot.figure - made.common), spot.code))


def funnel_in_words(one: Indicator, made: Funnel, names: Mapping[str, str]) -> tuple[str, ...]:
    """What somebody who does not see the picture learns from it, and how sure that is."""
    told = [
        ngettext(
            "%(num)s area that shows a figure has {figure}.",
            "The %(num)s areas that show a figure have {figure} together.",
            len(made.spots),
        ) % {"num": f"{len(made.spots):,}"}
    ]  # fmt: skip
    told[0] = told[0].format(figure=said(made.common, one))
    for place in ORDER:
        there = [spot for spot in outside(made) if spot.place is place]
        if there:
            told.append(f"{called(place).capitalize()}: {_listed(one, there, names)}.")
    if len(told) == 1:
        told.append(_("None lies outside the limits: no area differs by more than its size explains."))
    return (*told, *_how_sure(made))


def _how_sure(made: Funnel) -> list[str]:
    many = len(made.spots)
    far = sum(spot.place in (Place.VERY_HIGH, Place.VERY_LOW) for spot in made.spots)
    out = sum(spot.place is not Place.AS_EXPECTED for spot in made.spots)
    told = [
        _(
            "If all were alike, chance alone would put about {likely} of {many} outside the limits of 95%, and about "
            "{surer} outside those of 99.8%. Here it is {out} and {far}."
        ).format(
            likely=_about(many * OUTSIDE_BY_CHANCE[Place.HIGH]), many=f"{many:,}",
            surer=_about(many * OUTSIDE_BY_CHANCE[Place.VERY_HIGH]), out=f"{out:,}", far=f"{far:,}",
        )
    ]  # fmt: skip
    if out > max(MORE_THAN_CHANCE * OUTSIDE_BY_CHANCE[Place.HIGH] * many, 3):
        told.append(
            _(
                "So many are outside that these areas do differ, for other reasons than their size: who lives there, "
                "or that one event brings others. The limits then name too many; look at the furthest first."
            )
        )
    told += left_out(made.left_out, made.hidden, made.withheld, len(made.spots))
    return told


def left_out(many: int, hidden: int, withheld: int, shown: int) -> list[str]:
    """What is not in the picture, and what that does to it. `hidden`: of those, left out to protect people; `withheld`:
    seen by others only.
    """
    told = []
    if hidden:
        words = ngettext(
            "The figure of %(num)s area is left out to protect people. It is in no sum and no limit here, so that "
            "nothing about it can be worked out.",
            "The figures of %(num)s areas are left out to protect people. They are in no sum and no limit here, so "
            "that nothing about them can be worked out.",
            hidden,
        )
        told.append(words % {"num": f"{hidden:,}"})
    if withheld:
        words = ngettext(
            "The figure of %(num)s area is seen by its own district and the county only, and is in no sum here.",
            "The figures of %(num)s areas are seen by their own district and the county only, and are in no sum here.",
            withheld,
        )
        told.append(words % {"num": f"{withheld:,}"})
    if (others := many - hidden - withheld) > 0:
        words = ngettext(
            "%(num)s other area has no figure or no rank.",
            "%(num)s other areas have no figure or no rank.",
            others,
        )
        told.append(words % {"num": f"{others:,}"})
    if hidden > MANY_HIDDEN * shown:
        told.append(
            _(
                "Take care: that is many, and mostly where few were counted. What is shown are the areas with more, "
                "so that all together looks higher than it is, and low areas are missing. Take larger areas or a "
                "longer time."
            )
        )
    return told


def slope_in_words(one: Indicator, made: Slope, groups: int) -> tuple[str, ...]:
    """What the slope and the relative index mean, and how sure they are."""
    found = made.inequality
    first, last = made.parts[0].figure, made.parts[-1].figure
    part = _("tenth") if groups == 10 else _("fifth")
    told = [
        _("The most deprived {part} has {first}, the least deprived {last}.").format(
            part=part, first=said(first, one), last=said(last, one)
        ),
        _("Across everybody, from the most to the least deprived, the line goes from {first} to {last}.").format(
            first=said(made.first, one), last=said(made.last, one)
        ),
        _how_far(one, found.slope, found.slope_interval),
    ]
    off = [part for part in made.parts if _is_off(part)]
    if len(off) > len(made.parts) / 5:
        told.append(
            _(
                "{off} of the {many} parts lie off the line by more than chance: the figure does not change evenly "
                "from part to part, and the indices tell only some of it. Look at the parts themselves."
            ).format(off=len(off), many=len(made.parts))
        )
    told += left_out(made.left_out, made.hidden, made.withheld, sum(part.areas for part in made.parts))
    return tuple(told)


def _is_off(part: Group) -> bool:
    lower, upper = part.interval.lower, part.interval.upper
    return lower is not None and upper is not None and not lower <= part.line <= upper


def _how_far(one: Indicator, slope: float, limits: Interval) -> str:
    lower, upper = limits.lower, limits.upper
    if lower is None or upper is None or lower <= 0 <= upper:
        return _("That difference may be chance: the limits of the slope lie on both sides of zero.")
    more, less = _("the more deprived have more"), _("the less deprived have more")
    told = _("The difference is more than chance: {who}.").format(who=more if slope < 0 else less)
    if one.polarity is Polarity.NO_JUDGEMENT:
        return told
    worse = (slope < 0) == (one.polarity is Polarity.LOW_IS_GOOD)
    return f"{told} " + (
        _("The more deprived are worse off.") if worse else _("The less deprived are worse off.")
    )  # fmt: skip


def index_lines(made: Slope) -> tuple[tuple[str, str, str, str], ...]:
    """(name, value, limits, meaning) of both indices."""
    found = made.inequality
    return (
        (
            _("Slope index of inequality"), f"{found.slope:,.2f}",
            _from_to(found.slope_interval),
            _("how much the figure changes across all people, from the most to the least deprived; below zero: the "
              "more deprived have more"),
        ),
        (
            _("Relative index of inequality"), f"{found.relative:,.2f}",
            _from_to(found.relative_interval),
            _("the figure of the least deprived divided by that of the most deprived; 1: no difference"),
        ),
    )  # fmt: skip


def group_name(number: int, groups: int) -> str:
    """A row of the slope's table."""
    if number == 1:
        return _("1, most deprived")
    return _("{number}, least deprived").format(number=number) if number == groups else str(number)


def interval_of(one: Indicator, interval: Interval) -> str:
    """Where a group's figure probably lies."""
    return _span(one, interval.lower, interval.upper)


def funnel_rows(made: Funnel, names: Mapping[str, str]) -> list[Sequence[Any]]:
    """Every area with its limits, to take along; headings first."""
    head = ("area_code", "area_name", "figure", "out_of", "lower_95", "upper_95", "lower_99_8", "upper_99_8", "place")
    return [
        head,
        *(
            (
                s.code, names.get(s.code, s.code), _short(s.figure), _short(s.size), _short(s.limits.lower),
                _short(s.limits.upper), _short(s.limits.surer_lower), _short(s.limits.surer_upper), str(s.place),
            )
            for s in made.spots
        ),
    ]  # fmt: skip


def _short(number: float) -> str:
    return f"{number:.10g}"


def _listed(one: Indicator, spots: Sequence[Spot], names: Mapping[str, str]) -> str:
    told = ", ".join(f"{names.get(s.code, s.code)} ({said(s.figure, one)})" for s in spots[:_NAMED])
    if len(spots) <= _NAMED:
        return told
    more = len(spots) - _NAMED
    return told + " " + ngettext("and %(num)s more", "and %(num)s more", more) % {"num": more}


def _from_to(limits: Interval) -> str:
    return _("{low} to {high}").format(low=f"{limits.lower:,.2f}", high=f"{limits.upper:,.2f}")


def _span(one: Indicator, lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None:
        return ""
    unit = "%" if one.unit == "%" else ""
    return _("{low} to {high}").format(low=f"{lower:,.1f}", high=f"{upper:,.1f}{unit}")


def _about(number: float) -> str:
    return f"{number:,.0f}" if number >= 1 else f"{number:.1f}"
