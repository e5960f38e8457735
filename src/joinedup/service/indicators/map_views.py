"""One indicator in all areas: map, table, words, what it is; and its figures to take along."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from joinedup.engine.areas.nearest import Service
from joinedup.engine.indicators.exchange import csv_on_the_web, json_stat
from joinedup.engine.indicators.profile import fact
from joinedup.service.accounts.queries import today
from joinedup.service.areas import outlining, overlapping
from joinedup.service.areas.boundaries import source_of
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import aiming, queries, showing
from joinedup.service.indicators.asked import Asked, asked, beside
from joinedup.service.indicators.map_page import Drawn, drawn, good, in_words, table
from joinedup.service.indicators.register import visited
from joinedup.service.partners.queries import titles

MOST_NAMED = 2_000  # areas in a list to choose from: beyond them people search


def drawn_for(at: Asked, figures: Any, names: dict[str, str], services: Sequence[Service] = ()) -> Drawn | None:
    """The map of what an address asks for, with services on it; None without boundaries."""
    outlines = outlining.drawn(at.kind)
    if outlines is None:
        return None
    title = _("Map of {title}, {period}. The table says the same.").format(
        title=at.indicator.title, period=at.chosen.period.label
    )
    return drawn(outlines, at.indicator, figures, names, title, services)


def number(text: str) -> int:
    """Which page is asked for; the first where that is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@door(May.SEE_INITIATIVE)
@gzip_page
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """Map, words, table, what it is. The address holds what is shown, so that it can be sent and kept."""
    at, kept = asked(request, key), queries.store()
    areas = kept.areas(at.kind)
    names = dict(areas.names)
    figures = kept.figures(key, at.kind, at.chosen.period, at.chosen.group)
    words = request.GET.get("name", "")[:100].replace("\0", "").strip()
    code = request.GET.get("area", "")
    aims = aiming.aims(today(), key)
    told = fact(kept, key, at.kind, code, beside(at.kind), group=at.chosen.group) if code in names else None
    shown = {
        "at": at, "one": at.indicator, "kind": at.kind, "chosen": at.chosen, "areas": areas, "code": code, "told": told,
        "aims": aims,
        "kinds": [(one, kept.areas(one).title) for one in kept.kinds(key)], "good": good(at.indicator),
        "map": drawn_for(at, figures, names, queries.services()), "words": words,
        "in_words": in_words(at.indicator, figures, names),
        "table": table(at.indicator, figures, names, words, number(request.GET.get("page", ""))),
        "choices": sorted(names.items(), key=lambda one: one[1]) if len(names) <= MOST_NAMED else [],
        "loading": queries.signed_off(key, at.kind), "titles": titles(),
        "may_show": showing.may_show(acting_of(request), key, at.kind),
        "shown_to_all": showing.is_shown(key, at.kind),
        "drawn_from": source_of(at.kind), "ways": overlapping.onto(areas),
    }  # fmt: skip
    visited(acting_of(request), at.indicator.theme, today())
    return render(request, "indicators/indicator.html", shown)


@door(May.SEE_INITIATIVE)
@gzip_page
def take(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The figures as CSV, its metadata (CSV on the Web), or JSON-stat 2.0."""
    at, kept = asked(request, key), queries.store()
    if form == "json":
        plain = json.dumps(json_stat(kept, key, at.kind, at.chosen.group), ensure_ascii=False)
        answer = HttpResponse(plain, content_type="application/json")
    else:
        made = csv_on_the_web(kept, key, at.kind, f"{key}.csv", at.chosen.group)
        if form == "csv":
            answer = HttpResponse(made.text, content_type="text/csv; charset=utf-8")
        else:
            answer = HttpResponse(json.dumps(made.metadata, indent=2), content_type="application/csvm+json")
            form = "csv-metadata.json"
    answer["Content-Disposition"] = f'attachment; filename="{key}.{form}"'
    return answer
