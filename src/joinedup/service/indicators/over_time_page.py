"""How an indicator went, before anybody chooses an area: the line of the whole place, or of the middle of its areas."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen
from django.utils.translation import gettext as _

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.intervals import Interval
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.profile import estimate_of, fact
from joinedup.engine.indicators.store import AreaFigure
from joinedup.engine.indicators.wording import said
from joinedup.service.indicators import queries
from joinedup.service.indicators.asked import Asked, beside
from joinedup.service.indicators.map_page import between, note_of


@frozen
class Step:
    """One time: what the figure is in words, and from what to what."""

    when: str
    value: str
    between: str


@frozen
class OverTime:
    """`title`: the place that the line is of, or that it is the middle of the areas; `limits`: what the strokes are.

    `words`: what a reader needs of it; `from_areas`: that it is worked out across areas, for want of the whole.
    """

    title: str
    words: str
    limits: str
    steps: tuple[Step, ...]
    from_areas: bool
    series: tuple[tuple[Period, AreaFigure], ...] = field(repr=False)
    strokes: tuple[Interval | None, ...] = field(repr=False)


def over_time(at: Asked) -> OverTime | None:
    """The whole place's figures, those of all areas where it has none; None where there is one time only."""
    made = _whole(at) or _across(at)
    return made if made is not None and len(made.steps) > 1 else None


def _whole(at: Asked) -> OverTime | None:
    kept, one = queries.store(), at.indicator
    names = kept.areas(at.kind).names
    larger = beside(at.kind, list(names))
    if len(names) == 1:
        (code, title), kind = next(iter(names.items())), at.kind
    elif larger is not None and kept.has(one.key, larger.kind):
        kind, code, title = larger.kind, larger.code, larger.title
    else:
        return None
    try:
        told = fact(kept, one.key, kind, code, group=at.chosen.group)
    except JoinedupError:  # only other groups of people have figures
        return None
    if all(figure.value is None for _period, figure in told.series):
        return None
    steps = tuple(
        Step(
            period.label, said(figure.value, one) if figure.value is not None else note_of(figure), between(one, figure)
        )
        for period, figure in told.series
    )
    estimates = [estimate_of(one, figure) for _period, figure in told.series]
    strokes = tuple(each.interval() if each else None for each in estimates)
    return OverTime(title, told.words, _("Probably between"), steps, False, told.series, strokes)


def _across(at: Asked) -> OverTime | None:
    kept, one = queries.store(), at.indicator
    steps, series, strokes = [], [], []
    for period in sorted(each.period for each in at.slices if each.group == at.chosen.group):
        values = kept.figures(one.key, at.kind, period, at.chosen.group, only_values=True).values
        there = values[np.isfinite(values)]
        if not len(there):
            continue
        low, middle, high = (float(part) for part in np.percentile(there, (0, 50, 100)))
        span = _("{low} to {high}").format(low=said(low, one), high=said(high, one))
        steps.append(Step(period.label, said(middle, one), span))
        series.append((period, AreaFigure(middle)))
        strokes.append(Interval(low, high, 1.0, "of the areas"))
    if not steps:
        return None
    title, limits = _("The middle of the areas"), _("Lowest to highest area")
    return OverTime(title, _went(one, series), limits, tuple(steps), True, tuple(series), tuple(strokes))


def _went(one: Indicator, series: list[tuple[Period, AreaFigure]]) -> str:
    """From when to when, as far back as figures are comparable."""
    last, latest = series[-1]
    first, earliest = next(each for each in series if not one.breaks_between(each[0].starts, last.ends))
    if first == last or earliest.value is None or latest.value is None:
        return _("Figures before {when} are not comparable with it.").format(when=last.label)
    return _("Half of the areas had {then} or more in {first}, and {now} or more in {last}.").format(
        then=said(earliest.value, one), first=first.label, now=said(latest.value, one), last=last.label
    )
