"""A second indicator over the map of a first: its circles, its column, and where both are at their worst, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.engine.areas.map_layers import MOST_CIRCLES, circle, circles_over, edges_over, radii_of, sorted_in_classes
from joinedup.engine.areas.map_svg import Outlines
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.quantiles import in_first_group
from joinedup.engine.indicators.store import MapFigures
from joinedup.engine.indicators.wording import said
from joinedup.service.areas import outlining
from joinedup.service.indicators import queries
from joinedup.service.indicators.asked import Asked
from joinedup.service.indicators.map_page import figure_of, note_of

FIFTHS = 5
LEGEND_RADIUS = 16  # of the largest circle in the legend; a page shows maps at many sizes
MOST_NAMED = 20  # areas in a sentence; the table marks them all


@frozen(eq=False)
class Laid:
    """The second indicator's figures beside the first's. `both`: areas in the worst fifth by both; `words`: so said.

    `told`: each area's figure in words, or why there is none.
    """

    indicator: Indicator
    when: str
    both: frozenset[str]
    words: tuple[str, ...]
    told: Mapping[str, str] = field(repr=False)
    figures: MapFigures = field(repr=False)


@frozen
class Over:
    """Layers over a map. `circles`: each size as a picture, its words and how many areas have it; `without`: none.

    `edges`: the kind of larger areas whose edges are drawn, "" for none; `too_many`: areas for circles.
    """

    pictures: tuple[str, ...] = ()
    circles: tuple[tuple[str, str, int], ...] = ()
    without: int = 0
    edges: str = ""
    too_many: bool = False


def laid_over(at: Asked, figures: MapFigures, names: Mapping[str, str]) -> Laid | None:
    """The second indicator that an address asks for, None where it asks for none or there are no figures of it."""
    if at.second is None or at.second.chosen is None:
        return None
    other, chosen = at.second.indicator, at.second.chosen
    theirs = queries.store().figures(other.key, at.kind, chosen.period, chosen.group)
    both = _worst(at.indicator, figures.values) & _worst(other, theirs.values)
    told = {}
    for place, code in enumerate(theirs.codes):
        figure = figure_of(theirs, place)
        told[code] = said(figure.value, other) if figure.value is not None else note_of(figure)
    marked = [code for code, one in zip(theirs.codes, both, strict=True) if one]
    words = _in_words(at.indicator, other, figures, theirs, [names.get(code, code) for code in marked])
    when = ", ".join(part for part in (chosen.period.label, chosen.group) if part)
    return Laid(other, when, frozenset(marked), words, told, theirs)


def over_map(at: Asked, outlines: Outlines, laid: Laid | None, names: Mapping[str, str]) -> Over:
    """The layers that an address asks for, drawn."""
    pictures, circles, without, too_many = [], [], 0, len(outlines.paths) > MOST_CIRCLES
    edges = ""
    larger = outlining.drawn(at.edges) if at.edges else None
    if larger is not None:
        edges = queries.store().areas(at.edges).title.removesuffix(" 0")
        pictures.append(edges_over(outlines, larger, edges))
    if laid is not None and not too_many:
        found = sorted_in_classes(laid.figures.codes, laid.figures.values)
        words = {code: f"{names.get(code, code)}, {laid.indicator.title}: {laid.told[code]}" for code in found.of}
        pictures.append(circles_over(outlines, found, outlining.centres(at.kind), words, laid.indicator.title))
        radii = radii_of(found, outlines)
        smaller = LEGEND_RADIUS / max(radii, default=1)
        circles = [
            (circle(round(radius * smaller, 1), LEGEND_RADIUS + 2, LEGEND_RADIUS + 2), label, count)
            for radius, label, count in zip(radii, found.labels, found.counts, strict=True)
        ]
        without = len(laid.figures.codes) - len(found.of)
    return Over(tuple(pictures), tuple(circles), without, edges, too_many and laid is not None)


def _judged(one: Indicator) -> bool:
    """Whether its worst areas can be told: of counts the highest is where most people live."""
    return one.polarity is not Polarity.NO_JUDGEMENT and one.kind is not Kind.COUNT


def _worst(one: Indicator, values: Any) -> Any:
    highest_first = not (_judged(one) and one.polarity is Polarity.HIGH_IS_GOOD)
    return in_first_group(values, FIFTHS, highest_first=highest_first)


def _in_words(
    one: Indicator, other: Indicator, figures: MapFigures, theirs: MapFigures, marked: list[str]
) -> tuple[str, ...]:
    there, also = np.isfinite(figures.values), np.isfinite(theirs.values)
    if min(int(there.sum()), int(also.sum())) < FIFTHS:
        return (_("Too few areas have both figures to say which are in the worst fifth by both."),)
    fifths = [
        (_("the worst fifth by “{title}”") if _judged(each) else _("the highest fifth by “{title}”")).format(
            title=each.title
        )
        for each in (one, other)
    ]
    where = _("{first} and {second}").format(first=fifths[0], second=fifths[1])
    if _judged(one) and _judged(other):
        where = _("the worst fifth by both")
    if marked:
        areas = ngettext("%(num)s area", "%(num)s areas", len(marked)) % {"num": len(marked)}
        listed = ", ".join(marked[:MOST_NAMED])
        if len(marked) > MOST_NAMED:
            listed = _("{listed} and {count} more, marked in the table").format(
                listed=listed, count=len(marked) - MOST_NAMED
            )
        told = [_("In {where}: {areas}: {listed}.").format(where=where, areas=areas, listed=listed)]
    else:
        told = [_("No area is in {where}.").format(where=where)]
    lacking = int((there != also).sum())
    if lacking:
        words = ngettext(
            "%(num)s area has only one of the two figures.",
            "%(num)s areas have only one of the two figures.",
            lacking,
        )
        told.append(words % {"num": lacking})
    return tuple(told)
