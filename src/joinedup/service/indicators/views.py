"""Find an indicator; what is known of an area, on screen and on paper; areas side by side; pockets."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.profile import estimate_of, fact, pockets, profile
from joinedup.engine.indicators.search import Answer, search
from joinedup.engine.indicators.wording import said
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import aiming, queries
from joinedup.service.indicators.asked import area_or_404, beside, indicator_or_404
from joinedup.service.indicators.comparing import (
    MOST_AREAS,
    areas_found,
    areas_listed,
    comparison,
    postcode_asked,
    without_areas,
)
from joinedup.service.indicators.goals import goals
from joinedup.service.indicators.map_page import between, note_of, why_none
from joinedup.service.indicators.own_areas import own_areas
from joinedup.service.indicators.service_points import near_by
from joinedup.service.indicators.spine_picture import spine
from joinedup.service.indicators.trend_picture import trend_picture
from joinedup.service.partners.queries import titles

MOST_FOUND = 40  # indicators in a list
MOST_BOXES = 60  # areas with a box each to choose from


@door(May.SEE_INITIATIVE)
def find(request: HttpRequest) -> HttpResponse:
    """By plain words, by theme, or by area: its name, its code, or a postcode in it."""
    words = request.GET.get("words", "")[:100].replace("\0", "").strip()
    kept = queries.store()
    places = areas_found(words) if words else ()
    asked = without_areas(words, places)
    answer = search(asked, kept.indicators()) if asked else Answer()
    aims = aiming.aims(today())
    sets = [(kind, kept.areas(kind)) for kind in queries.kinds()]
    kinds = [(kind, one.title.removesuffix(" 0"), len(one.names), min(one.names, default="")) for kind, one in sets]
    shown = {
        "words": words, "answer": answer, "most": MOST_FOUND, "places": places, "themes": queries.by_theme(),
        "postcode": postcode_asked(words), "asked": asked,
        "kinds": kinds, "own_areas": own_areas(), "titles": titles(), "aims": len(aims),
        "danger": sum(one.in_danger for one in aims),
    }  # fmt: skip
    return render(request, "indicators/find.html", shown)


@door(May.SEE_INITIATIVE)
def area(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Everything that is known about an area, in words and numbers."""
    name, title = area_or_404(kind, code)
    larger = beside(kind, [code])
    made = profile(
        queries.store(), kind, code, beside=larger, targets=aiming.targets_of(kind), today=today(), goals=goals()
    )
    shown = {
        "profile": made, "kind": kind, "name": name, "title": title, "beside": larger, "said": said, "spine": spine,
        "near": near_by(kind, [code]),
    }  # fmt: skip
    return render(request, "indicators/area.html", shown)


@door(May.SEE_INITIATIVE)
def area_indicator(request: HttpRequest, kind: str, code: str, key: str) -> HttpResponse:
    """One indicator of one area over time."""
    name, _title = area_or_404(kind, code)
    one = indicator_or_404(key)
    group = request.GET.get("group", "")
    try:
        aims = [one for one in aiming.targets_of(kind) if one.area == code and one.indicator == key and not group]
        told = fact(
            queries.store(),
            key,
            kind,
            code,
            beside(kind, [code]),
            next(iter(aims), None),
            group,
            today(),
            goals().get(key),
        )
    except JoinedupError:
        raise Http404 from None
    shown = {
        "fact": told, "one": one, "name": name, "code": code, "kind": kind, "group": group, "said": said,
        "between": between, "note_of": note_of,
    }  # fmt: skip
    return render(request, "indicators/area-indicator.html", shown)


@door(May.SEE_INITIATIVE)
def trend(request: HttpRequest, kind: str, code: str, key: str) -> HttpResponse:
    """The line of one area beside that of the larger one."""
    name, _title = area_or_404(kind, code)
    one, kept, group = indicator_or_404(key), queries.store(), request.GET.get("group", "")
    try:
        lines = [(name, kept.series(key, kind, code, group))]
        larger = beside(kind, [code])
        if larger is not None and one.kind.has_denominator and kept.has(key, larger.kind):
            lines.append((larger.title, kept.series(key, larger.kind, larger.code, group)))
    except JoinedupError:
        raise Http404 from None
    told = [estimate_of(one, figure) for _period, figure in lines[0][1]]
    limits = [each.interval() if each else None for each in told]
    answer = HttpResponse(trend_picture(lines, one.unit, limits), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@door(May.SEE_INITIATIVE)
def compare(request: HttpRequest, kind: str) -> HttpResponse:
    """Areas side by side, every indicator a row: chosen by box, or where there are many listed by name or code."""
    try:
        areas = queries.store().areas(kind)
    except JoinedupError:
        raise Http404 from None
    listed = request.GET.get("listed", "")[:2_000].replace("\0", "")
    codes, unknown = areas_listed(areas, request.GET.getlist("area"), listed)
    made = comparison(kind, codes[:MOST_AREAS])
    choices = sorted(areas.names.items(), key=lambda one: one[1])
    shown = {
        "areas": areas, "kind": kind, "codes": made.codes, "made": made, "said": said, "most": MOST_AREAS,
        "why_none": why_none,
        "choices": choices if len(choices) <= MOST_BOXES else [], "too_many": len(codes) > MOST_AREAS,
        "listed": listed, "unknown": unknown, "state": urlencode([("area", code) for code in made.codes]),
    }  # fmt: skip
    return render(request, "indicators/compare.html", shown)


@door(May.SEE_INITIATIVE)
def worst(request: HttpRequest, kind: str) -> HttpResponse:
    """Pockets: areas in the worst tenth on several themes."""
    try:
        areas = queries.store().areas(kind)
    except JoinedupError:
        raise Http404 from None
    kept = queries.store()
    asked = request.GET.get("least", "2")
    least = min(max(int(asked), 1), 9) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 2
    keys = [one.key for one in kept.indicators() if kept.has(one.key, kind)]
    found = pockets(kept, kind, keys, least)
    titles = {one.key: one.title for one in kept.indicators()}
    shown = {"areas": areas, "kind": kind, "pockets": found, "least": least, "titles": titles}
    return render(request, "indicators/pockets.html", shown)
