"""One indicator in all areas: map, table, words, what it is; and its figures to take along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.nearest import Service
from joinedup.engine.indicators.exchange import csv_on_the_web, json_stat_text
from joinedup.engine.indicators.goals import SetGoal
from joinedup.engine.indicators.profile import fact
from joinedup.service.accounts.queries import today
from joinedup.service.areas import outlining, overlapping
from joinedup.service.areas.boundaries import source_of
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import aiming, goals, queries, saying, showing
from joinedup.service.indicators.asked import Asked, asked, beside, larger_kinds, seconds
from joinedup.service.indicators.layers import Laid, Over, laid_over, over_map
from joinedup.service.indicators.map_page import Drawn, Table, drawn, good, in_words, table
from joinedup.service.indicators.over_time_page import over_time
from joinedup.service.indicators.register import visited
from joinedup.service.indicators.trend_picture import trend_picture
from joinedup.service.pages.packed import packed
from joinedup.service.partners.queries import titles

MOST_NAMED = 2_000  # areas in a list to choose from: beyond them people search


@frozen
class OnMap:
    """What an address asks for, drawn: the map (None without boundaries), the layers over it, the second indicator."""

    map: Drawn | None
    over: Over
    second: Laid | None


def drawn_for(at: Asked, figures: Any, names: Mapping[str, str], services: Sequence[Service] = ()) -> OnMap:
    """The map of what an address asks for, with its layers and services on it."""
    outlines, second = outlining.drawn(at.kind), laid_over(at, figures, names)
    if outlines is None:
        return OnMap(None, Over(), second)
    over = over_map(at, outlines, second, names)
    title = _("Map of {title}, {period}. The table says the same.").format(
        title=at.indicator.title, period=at.chosen.period.label
    )
    if over.circles and second is not None:
        title = _("Map of {title}, {period}, with circles of {second}, {when}. The table says the same.").format(
            title=at.indicator.title, period=at.chosen.period.label, second=second.indicator.title, when=second.when
        )
    return OnMap(drawn(outlines, at.indicator, figures, names, title, services, over.pictures), over, second)


def table_of(
    at: Asked, figures: Any, areas: AreaSet, second: Laid | None, words: str = "", page: int = 1,
    goal: SetGoal | None = None,
) -> Table:  # fmt: skip
    """The table that says the same as the map, layers and all."""
    if second is None:
        return table(at.indicator, figures, areas, words, page, goal=goal)
    return table(at.indicator, figures, areas, words, page, second.told, second.both, goal)


def number(text: str) -> int:
    """Which page is asked for; the first where that is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@door(May.SEE_INITIATIVE)
@packed
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """Map, words, table, what it is. The address holds what is shown, so that it can be sent and kept."""
    at, kept = asked(request, key), queries.store()
    areas = kept.areas(at.kind)
    names = areas.names
    figures = kept.figures(key, at.kind, at.chosen.period, at.chosen.group)
    words = request.GET.get("name", "")[:100].replace("\0", "").strip()
    code = request.GET.get("area", "")
    aims, goal = aiming.aims(today(), key), goals.goals().get(key)
    larger = beside(at.kind, [code])
    told = fact(kept, key, at.kind, code, larger, group=at.chosen.group, goal=goal) if code in names else None
    on_map = drawn_for(at, figures, names, queries.services())
    shown = {
        "at": at, "one": at.indicator, "kind": at.kind, "chosen": at.chosen, "areas": areas, "code": code, "told": told,
        "aims": aims,
        "kinds": [(one, kept.areas(one).title) for one in kept.kinds(key)], "good": good(at.indicator),
        "map": on_map.map, "over": on_map.over, "second": on_map.second, "words": words,
        "seconds": seconds(key, at.kind), "larger": [(one, kept.areas(one).title) for one in larger_kinds(at.kind)],
        "in_words": in_words(at.indicator, figures, names),
        "table": table_of(at, figures, areas, on_map.second, words, number(request.GET.get("page", "")), goal),
        "goal": goal, "may_set_goal": goals.may_set(acting_of(request), key),
        "choices": sorted(names.items(), key=lambda one: one[1]) if len(names) <= MOST_NAMED else [],
        "over_time": over_time(at), "tiered": key in queries.for_some(),
        "loading": queries.signed_off(key, at.kind), "said": saying.words_of(key, at.kind), "titles": titles(),
        "may_show": showing.may_show(acting_of(request), key, at.kind),
        "shown_to_all": showing.is_shown(key, at.kind),
        "drawn_from": source_of(at.kind), "ways": overlapping.onto(areas),
    }  # fmt: skip
    visited(acting_of(request), at.indicator.theme, today())
    return render(request, "indicators/indicator.html", shown)


@door(May.SEE_INITIATIVE)
def indicator_trend(request: HttpRequest, key: str) -> HttpResponse:
    """The line of the whole place, or of the middle of its areas."""
    told = over_time(asked(request, key))
    if told is None:
        raise Http404
    picture = trend_picture([(told.title, told.series)], queries.store().indicator(key).unit, told.strokes)
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@door(May.SEE_INITIATIVE)
@packed
def take(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The figures of every time, or only of that shown: CSV, its metadata (CSV on the Web), or JSON-stat 2.0."""
    at, kept = asked(request, key), queries.store()
    period = at.chosen.period if request.GET.get("only") == "period" else None
    if form == "json":
        written = json_stat_text(kept, key, at.kind, at.chosen.group, period)
        answer = HttpResponse(written, content_type="application/json")
    else:
        made = csv_on_the_web(kept, key, at.kind, f"{key}.csv", at.chosen.group, period=period)
        if form == "csv":
            answer = HttpResponse(made.text, content_type="text/csv; charset=utf-8")
        else:
            answer = HttpResponse(json.dumps(made.metadata, indent=2), content_type="application/csvm+json")
            form = "csv-metadata.json"
    answer["Content-Disposition"] = f'attachment; filename="{key}.{form}"'
    return answer
