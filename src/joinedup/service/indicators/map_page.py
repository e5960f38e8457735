"""What a map's page shows: the rows of its table with their limits, the shaded picture, its legend, and words."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.map_layers import shades_of, sorted_in_classes
from joinedup.engine.areas.map_svg import SYMBOLS, Mark, Outlines, map_svg, symbol
from joinedup.engine.areas.nearest import Service
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.estimates import Estimate
from joinedup.engine.indicators.goals import SetGoal
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.light import Light
from joinedup.engine.indicators.profile import estimate_of
from joinedup.engine.indicators.services_file import sources
from joinedup.engine.indicators.store import NOTES, AreaFigure, MapFigures
from joinedup.engine.indicators.wording import said

ROWS = 500  # in one page of the table


@frozen
class Line:
    """One area in the table beside a map. `between`: its limits in words, "" where there are none.

    `second`: what the indicator laid over it says of the area; `both`: whether it is in the worst fifth by both.
    """

    code: str
    name: str
    value: str
    between: str
    note: str
    second: str = ""
    both: bool = False
    goal: Light | None = None


@frozen
class Table:
    """A page of the rows. `pages`: how many pages there are; `limits`: whether any row has limits."""

    lines: tuple[Line, ...]
    page: int
    pages: int
    count: int

    @property
    def limits(self) -> bool:
        """Whether the column of limits says anything."""
        return any(line.between for line in self.lines)


def figure_of(figures: MapFigures, place: int) -> AreaFigure:
    """One area's figure, as the profile takes it."""

    def of(column: Any) -> float | None:
        return None if column is None or not math.isfinite(column[place]) else float(column[place])

    return AreaFigure(
        of(figures.values), of(figures.numerators), of(figures.denominators), of(figures.lower), of(figures.upper),
        str(NOTES[int(figures.notes[place])]),
    )  # fmt: skip


def between(one: Indicator, figure: AreaFigure) -> str:
    """Where the figure probably lies, as the profile says it; "" where nobody can say."""
    told = estimate_of(one, figure)
    return limits(told, one) if told else ""


def limits(told: Estimate, one: Indicator) -> str:
    """The interval of an estimate in words; "" where it has none."""
    found = told.interval()
    if found is None or found.lower is None or found.upper is None:
        return ""
    fine = 0 if one.kind is Kind.COUNT else 1
    unit = "%" if one.unit == "%" else ""
    return _("{low} to {high}").format(low=f"{found.lower:,.{fine}f}", high=f"{found.upper:,.{fine}f}{unit}")


def note_of(figure: AreaFigure) -> str:
    """Why there is no figure; "" where there is one."""
    return "" if figure.value is not None else why_none(figure.note)


def why_none(note: str) -> str:
    """What a note says of a figure that is not there."""
    if note == str(Gap.WITHHELD):
        return _("seen by its own district and the county only")
    return _("left out, to protect people") if note == str(Gap.SUPPRESSED) else _("no figure")


def table(
    one: Indicator, figures: MapFigures, areas: AreaSet, words: str, page: int,
    second: Mapping[str, str] | None = None, both: Collection[str] = (), goal: SetGoal | None = None,
) -> Table:  # fmt: skip
    """The rows in the order of names: those whose name or code holds the words, if any are given.

    areas: those of the figures; second: what another indicator says of each area; both: those in the worst fifth by
    the two; goal: the limits of green and red.
    """
    told, names = second or {}, areas.names
    wanted = words.casefold()
    order = (
        [code for code in areas.in_order if wanted in names[code].casefold() or wanted in code.casefold()]
        if wanted
        else areas.in_order
    )
    pages = max(1, math.ceil(len(order) / ROWS))
    page = min(max(page, 1), pages)
    lines, places = [], {code: place for place, code in enumerate(figures.codes)}
    for code in order[(page - 1) * ROWS : page * ROWS]:
        figure = figure_of(figures, places[code])
        value = said(figure.value, one) if figure.value is not None else ""
        between_words = between(one, figure)
        shines = goal.light(figure.value, one) if goal else None
        lines.append(
            Line(code, names[code], value, between_words, note_of(figure), told.get(code, ""), code in both, shines)
        )
    return Table(tuple(lines), page, pages, len(order))


@frozen
class Drawn:
    """A map and its legend: each shade with its words and how many areas have it, from low to high.

    `missing`: areas without a figure; `withheld`: areas whose figure others see.
    `services`: each kind of service with its symbol; `not_marked`: kinds for which there are no more symbols;
    `services_from`: who says where the services are.
    """

    picture: str
    legend: tuple[tuple[str, str, int], ...]
    missing: int
    services: tuple[tuple[str, str], ...] = ()
    not_marked: tuple[str, ...] = ()
    services_from: tuple[str, ...] = ()
    withheld: int = 0


def drawn(
    outlines: Outlines, one: Indicator, figures: MapFigures, names: Mapping[str, str], title: str,
    services: Sequence[Service] = (), over: Sequence[str] = (),
) -> Drawn:  # fmt: skip
    """The map of the figures, five classes at most with about as many areas in each; over: layers on it."""
    found = sorted_in_classes(figures.codes, figures.values)
    colours = shades_of(found)
    shades = {code: colours[own] for code, own in found.of.items()}
    words = {}
    if outlines.pointed_at:
        for place, code in enumerate(figures.codes):
            value = float(figures.values[place])
            told = said(value, one) if code in found.of else why_none(str(NOTES[int(figures.notes[place])]))
            words[code] = f"{names.get(code, code)}: {told}"
    withheld = int((figures.notes == NOTES.index(Gap.WITHHELD)).sum())
    legend = tuple(zip(colours, found.labels, found.counts, strict=True))
    every = sorted({service.kind for service in services})
    kinds = every[: len(SYMBOLS)]
    symbols = dict(zip(kinds, SYMBOLS, strict=False))
    marks = [Mark(s.longitude, s.latitude, symbols[s.kind], s.title) for s in services if s.kind in symbols]
    picture = map_svg(outlines, shades, words, title, marks=marks, over=over)
    kept = tuple((kind, symbol(symbols[kind], 10, 10)) for kind in kinds)
    told_by = sources([service for service in services if service.kind in symbols])
    return Drawn(
        picture,
        legend,
        len(figures.codes) - len(found.of) - withheld,
        kept,
        tuple(every[len(SYMBOLS) :]),
        told_by,
        withheld,
    )


def in_words(one: Indicator, figures: MapFigures, names: Mapping[str, str]) -> tuple[str, ...]:
    """What somebody who does not see the map learns from it: the highest, the lowest, the middle, the gaps."""
    there = figures.values[np.isfinite(figures.values)]
    withheld = int((figures.notes == NOTES.index(Gap.WITHHELD)).sum())
    if not len(there):
        return (_("No area has a figure."),) if not withheld else _for_others(withheld)
    low, middle, high = float(there.min()), float(np.median(there)), float(there.max())
    low_code, high_code = min(_having(low, figures)), max(_having(high, figures))
    told = [
        _("Highest: {name}, {value}.").format(name=names.get(high_code, high_code), value=said(high, one)),
        _("Lowest: {name}, {value}.").format(name=names.get(low_code, low_code), value=said(low, one)),
    ] if len(there) > 1 else [f"{names.get(low_code, low_code)}: {said(low, one)}."]  # fmt: skip
    if len(there) > 2:
        told.append(_("Half of the areas have {value} or more.").format(value=said(middle, one)))
    missing = len(figures.codes) - len(there) - withheld
    if missing:
        words = ngettext("%(num)s area has no figure.", "%(num)s areas have no figure.", missing)
        told.append(words % {"num": missing})
    return (*told, *_for_others(withheld))


def _having(value: float, figures: MapFigures) -> list[str]:
    """The areas with just this figure."""
    return [figures.codes[place] for place in np.flatnonzero(figures.values == value)]


def _for_others(withheld: int) -> tuple[str, ...]:
    """That there are figures which others see: what is said above is of the rest."""
    if not withheld:
        return ()
    words = ngettext(
        "%(num)s area is seen by its own district and the county only; what is said here is without it.",
        "%(num)s areas are seen by their own district and the county only; what is said here is without them.",
        withheld,
    )
    return (words % {"num": withheld},)


def good(one: Indicator) -> str:
    """Which direction is good."""
    return {Polarity.LOW_IS_GOOD: _("Low is good"), Polarity.HIGH_IS_GOOD: _("High is good")}.get(
        one.polarity, _("No direction is good or bad by itself")
    )
