"""How an indicator differs between areas: a funnel plot, and its slope by deprivation. What is shown is the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from attrs import frozen
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.spread import Slope, funnel, slope
from joinedup.engine.indicators.store import MapFigures
from joinedup.engine.indicators.wording import said
from joinedup.engine.spreadsheet_safe import csv_pieces
from joinedup.service.authorization.doors import door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import difference_page as page
from joinedup.service.indicators import queries
from joinedup.service.indicators.asked import Asked, asked
from joinedup.service.indicators.difference_pictures import funnel_picture, slope_picture

MOST_LINES = 500  # in the table; all are in the file to take along
GROUPS = (10, 5)
HIGHEST, LOWEST = "highest", "lowest"
T = TypeVar("T")


@door(May.SEE_INITIATIVE)
@gzip_page
def funnel_plot(request: HttpRequest, key: str) -> HttpResponse:
    """Figures against how many they are out of; `?form=csv`: every area with its limits."""
    at, figures, names = _figures(request, key)
    why = page.why_not(at.indicator, figures)
    made, problem = (None, why) if why else _or_why(lambda: funnel(at.indicator, figures))
    if request.GET.get("form") == "csv":
        if made is None:
            raise Http404
        answer = HttpResponse(
            "".join(csv_pieces(page.funnel_rows(made, names))), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{key}-funnel.csv"'
        return answer
    shown = _shared(at, problem)
    if made is not None:
        there = page.outside(made)
        shown |= {
            "in_words": page.funnel_in_words(at.indicator, made, names), "many": len(there),
            "lines": [page.line_of(at.indicator, spot, names) for spot in there[:MOST_LINES]], "most": MOST_LINES,
        }  # fmt: skip
    return render(request, "indicators/funnel.html", shown)


@door(May.SEE_INITIATIVE)
def funnel_drawn(request: HttpRequest, key: str) -> HttpResponse:
    """The funnel as a picture."""
    at, figures, names = _figures(request, key)
    if page.why_not(at.indicator, figures):
        raise Http404
    made, _problem = _or_why(lambda: funnel(at.indicator, figures))
    if made is None:
        raise Http404
    return _picture(funnel_picture(at.indicator, made, names))


@frozen
class Ranking:
    """What areas are put in order by: an indicator, which end of it is the most deprived, and into how many parts."""

    indicator: Indicator
    first: str
    groups: int

    @property
    def state(self) -> str:
        """The part of an address that asks for the same again."""
        return urlencode({"by": self.indicator.key, "first": self.first, "groups": self.groups})


@door(May.SEE_INITIATIVE)
def slope_index(request: HttpRequest, key: str) -> HttpResponse:
    """Figures from the most to the least deprived, by a ranking that the reader chooses."""
    at, figures, _names = _figures(request, key)
    rankings = _rankings(at)
    chosen = _ranking(request, rankings)
    why = page.why_not(at.indicator, figures)
    made, problem = (None, why) if why or chosen is None else _or_why(lambda: _sloped(at, figures, chosen))
    shown = _shared(at, problem) | {
        "rankings": rankings, "chosen_by": chosen, "groups": GROUPS, "wrong": problem and not why,
        "group_name": page.group_name, "interval_of": page.interval_of,
    }  # fmt: skip
    if made is not None and chosen is not None:
        shown |= {
            "made": made, "in_words": page.slope_in_words(at.indicator, made, chosen.groups),
            "indices": page.index_lines(made), "ranked": _period_of(at, chosen),
        }  # fmt: skip
    return render(request, "indicators/slope.html", shown)


@door(May.SEE_INITIATIVE)
def slope_drawn(request: HttpRequest, key: str) -> HttpResponse:
    """The slope as a picture."""
    at, figures, _names = _figures(request, key)
    chosen = _ranking(request, _rankings(at))
    if chosen is None or page.why_not(at.indicator, figures):
        raise Http404
    made, _problem = _or_why(lambda: _sloped(at, figures, chosen))
    if made is None:
        raise Http404
    return _picture(slope_picture(at.indicator, made))


def _figures(request: HttpRequest, key: str) -> tuple[Asked, MapFigures, dict[str, str]]:
    at, kept = asked(request, key), queries.store()
    return at, kept.figures(key, at.kind, at.chosen.period, at.chosen.group), dict(kept.areas(at.kind).names)


def _shared(at: Asked, problem: str) -> dict[str, Any]:
    kept = queries.store()
    return {
        "at": at, "one": at.indicator, "kind": at.kind, "chosen": at.chosen, "areas": kept.areas(at.kind),
        "kinds": [(one, kept.areas(one).title) for one in kept.kinds(at.indicator.key)], "why": problem, "said": said,
    }  # fmt: skip


def _or_why(work: Callable[[], T]) -> tuple[T | None, str]:
    """What is worked out, or why it cannot be."""
    try:
        return work(), ""
    except JoinedupError as wrong:
        if wrong.code != "figure-impossible":
            raise
        return None, wrong.what


def _rankings(at: Asked) -> list[Indicator]:
    """What these areas can be put in order by: scores first, then every other indicator they have figures of."""
    kept = queries.store()
    own = [one for one in kept.indicators() if one.key != at.indicator.key and kept.has(one.key, at.kind)]
    return sorted(own, key=lambda one: (one.kind is not Kind.INDEX, one.title))


def _ranking(request: HttpRequest, rankings: list[Indicator]) -> Ranking | None:
    """As the address says, else the first score that there is; None without one. Raises Http404."""
    by = request.GET.get("by", "")
    scores = [one for one in rankings if one.kind is Kind.INDEX]
    one = next((one for one in rankings if one.key == by), None) if by else next(iter(scores), None)
    if by and one is None:
        raise Http404
    if one is None:
        return None
    first, groups = request.GET.get("first", ""), request.GET.get("groups", "")
    if first not in (HIGHEST, LOWEST):
        first = LOWEST if one.polarity is Polarity.HIGH_IS_GOOD else HIGHEST
    return Ranking(one, first, int(groups) if groups in {str(each) for each in GROUPS} else GROUPS[0])


def _sloped(at: Asked, figures: MapFigures, by: Ranking) -> Slope:
    ranked = queries.store().figures(by.indicator.key, at.kind, group=_group(at, by), only_values=True)
    sign = 1 if by.first == HIGHEST else -1
    scores = {c: sign * float(v) for c, v in zip(ranked.codes, ranked.values, strict=True) if v == v}
    return slope(at.indicator, figures, scores, by.groups)


def _group(at: Asked, by: Ranking) -> str:
    """Everybody, where the ranking has figures of everybody."""
    groups = list(dict.fromkeys(one.group for one in queries.store().slices(by.indicator.key, at.kind)))
    return "" if "" in groups else groups[0]


def _period_of(at: Asked, by: Ranking) -> str:
    kept = queries.store()
    return kept.figures(by.indicator.key, at.kind, group=_group(at, by), only_values=True).period.label


def _picture(svg: str) -> HttpResponse:
    answer = HttpResponse(svg, content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=300"
    return answer
