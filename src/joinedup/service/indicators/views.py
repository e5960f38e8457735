"""Indicators: find one, see it on a map and over time, an area's profile, areas side by side, pockets; take along."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import urlencode

import numpy as np
from attrs import frozen
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from joinedup.engine.areas.classes import classes
from joinedup.engine.areas.map_picture import SHADES
from joinedup.engine.areas.map_svg import map_svg
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.exchange import csv_on_the_web, json_stat
from joinedup.engine.indicators.indicator import Indicator, Polarity
from joinedup.engine.indicators.profile import Beside, fact, pockets, profile, side_by_side
from joinedup.engine.indicators.search import search
from joinedup.engine.indicators.store import NOTES, MapFigures, Slice
from joinedup.engine.indicators.wording import said
from joinedup.service.authorization.doors import door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.documents.pdf import pdf
from joinedup.service.indicators import queries
from joinedup.service.indicators.trend_picture import trend_picture

MOST_AREAS = 8  # side by side: what fits one page


@frozen
class Line:
    """One area in the table beside a map."""

    code: str
    name: str
    value: str
    lower: str
    upper: str
    note: str
    shade: int | None


@door(May.SEE_INITIATIVE)
def find(request: HttpRequest) -> HttpResponse:
    """By plain words, or by theme."""
    words = request.GET.get("words", "")[:100].replace("\0", "").strip()
    kept = queries.store()
    found = search(words, kept.indicators()) if words else ()
    shown = {"words": words, "found": found, "themes": queries.by_theme(), "kinds": _kinds()}
    return render(request, "indicators/find.html", shown)


def _kinds() -> list[tuple[str, str, int]]:
    kept = queries.store()
    return [(kind, kept.areas(kind).title, len(kept.areas(kind).names)) for kind in queries.kinds()]


def _indicator(key: str) -> Indicator:
    try:
        return queries.store().indicator(key)
    except JoinedupError:
        raise Http404 from None


def _asked(request: HttpRequest, key: str) -> tuple[str, Slice, list[Slice]]:
    """Kind of area and slice asked for in the address: those with the most areas and the latest, unless said."""
    kept = queries.store()
    there = kept.kinds(key)
    if not there:
        raise Http404
    kind = request.GET.get("areas", "") or max(there, key=lambda one: len(kept.codes(one)))
    if kind not in there:
        raise Http404
    slices = sorted(kept.slices(key, kind), key=lambda one: (one.period, one.group))
    group, period = request.GET.get("group", ""), request.GET.get("period", "")
    own = [one for one in slices if one.group == group] or slices
    chosen = next((one for one in own if one.period.label == period), own[-1])
    return kind, chosen, slices


def _beside(kind: str) -> Beside | None:
    told = queries.beside_of(kind)
    return Beside(*told) if told else None


def _lines(indicator: Indicator, figures: MapFigures, names: dict[str, str]) -> tuple[list[Line], tuple[str, ...]]:
    """The table's rows in the order of names, and the legend's words from low to high."""
    there = figures.values[np.isfinite(figures.values)]
    made = classes(there.tolist()) if len(there) else None
    labels = made.labels if made else ()
    lines = []
    for place, code in enumerate(figures.codes):
        value = float(figures.values[place])
        known = math.isfinite(value)
        note = {Gap.SUPPRESSED: _("left out, to protect people"), Gap.MISSING: _("no figure")}
        lines.append(
            Line(
                code, names.get(code, code), said(value, indicator) if known else "",
                _limit(figures.lower, place, indicator), _limit(figures.upper, place, indicator),
                "" if known else note.get(NOTES[int(figures.notes[place])], _("no figure")),
                labels.index(made.of(value)) if known and made else None,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda one: one.name), labels


def _limit(column: Any, place: int, indicator: Indicator) -> str:
    if column is None or not math.isfinite(column[place]):
        return ""
    return said(float(column[place]), indicator)


@door(May.SEE_INITIATIVE)
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """Map, table, what it is. The address holds what is shown, so that it can be sent and kept."""
    one = _indicator(key)
    kind, chosen, slices = _asked(request, key)
    kept = queries.store()
    areas = kept.areas(kind)
    figures = kept.figures(key, kind, chosen.period, chosen.group)
    lines, labels = _lines(one, figures, dict(areas.names))
    outlines = queries.drawn(kind)
    picture = ""
    if outlines is not None:
        step = (len(SHADES) - 1) / max(len(labels) - 1, 1)
        shades = {line.code: SHADES[round(line.shade * step)] for line in lines if line.shade is not None}
        words = {line.code: f"{line.name}: {line.value or line.note}" for line in lines}
        title = _("Map of {title}, {period}. The table says the same.").format(
            title=one.title, period=chosen.period.label
        )
        picture = map_svg(outlines, shades, words, title)
        legend = [(SHADES[round(place * step)], label) for place, label in enumerate(labels)]
    else:
        legend = []
    shown: dict[str, Any] = {
        "one": one, "kind": kind, "areas": areas, "kinds": [(k, kept.areas(k).title) for k in kept.kinds(key)],
        "chosen": chosen, "periods": list(dict.fromkeys(s.period.label for s in slices if s.group == chosen.group)),
        "groups": list(dict.fromkeys(s.group for s in slices)), "lines": lines, "picture": picture, "legend": legend,
        "missing": sum(1 for line in lines if not line.value), "good": _good(one),
        "breaks": one.breaks, "state": urlencode({"areas": kind, "period": chosen.period.label, "group": chosen.group}),
    }  # fmt: skip
    return render(request, "indicators/indicator.html", shown)


def _good(one: Indicator) -> str:
    return {Polarity.LOW_IS_GOOD: _("Low is good"), Polarity.HIGH_IS_GOOD: _("High is good")}.get(
        one.polarity, _("No direction is good or bad by itself")
    )


@door(May.SEE_INITIATIVE)
def take(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The figures as CSV, its metadata (CSV on the Web), or JSON-stat 2.0."""
    _indicator(key)
    kind, chosen, _slices = _asked(request, key)
    kept = queries.store()
    if form == "json":
        plain = json.dumps(json_stat(kept, key, kind, chosen.group), ensure_ascii=False)
        answer = HttpResponse(plain, content_type="application/json")
    else:
        made = csv_on_the_web(kept, key, kind, f"{key}.csv", chosen.group)
        if form == "csv":
            answer = HttpResponse(made.text, content_type="text/csv; charset=utf-8")
        else:
            answer = HttpResponse(json.dumps(made.metadata, indent=2), content_type="application/csvm+json")
            form = "csv-metadata.json"
    answer["Content-Disposition"] = f'attachment; filename="{key}.{form}"'
    return answer


def _area(kind: str, code: str) -> tuple[str, str]:
    """The name of an area and of its kind; 404 where it is not there."""
    try:
        areas = queries.store().areas(kind)
    except JoinedupError:
        raise Http404 from None
    if code not in areas.names:
        raise Http404
    return areas.names[code], areas.title


@door(May.SEE_INITIATIVE)
def area(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Everything that is known about an area, in words and numbers; `?form=pdf` for paper."""
    name, title = _area(kind, code)
    beside = _beside(kind)
    made = profile(queries.store(), kind, code, beside=beside)
    shown = {"profile": made, "kind": kind, "name": name, "title": title, "beside": beside, "said": said}
    if request.GET.get("form") == "pdf":
        html = render(request, "indicators/area-paper.html", shown).content.decode()
        answer = HttpResponse(pdf(html), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{code}.pdf"'
        return answer
    return render(request, "indicators/area.html", shown)


@door(May.SEE_INITIATIVE)
def area_indicator(request: HttpRequest, kind: str, code: str, key: str) -> HttpResponse:
    """One indicator of one area over time."""
    name, _title = _area(kind, code)
    one = _indicator(key)
    group = request.GET.get("group", "")
    try:
        told = fact(queries.store(), key, kind, code, _beside(kind), group=group)
    except JoinedupError:
        raise Http404 from None
    shown = {"fact": told, "one": one, "name": name, "code": code, "kind": kind, "group": group, "said": said}
    return render(request, "indicators/area-indicator.html", shown)


@door(May.SEE_INITIATIVE)
def trend(request: HttpRequest, kind: str, code: str, key: str) -> HttpResponse:
    """The line of one area beside that of the larger one."""
    name, _title = _area(kind, code)
    one, kept, group = _indicator(key), queries.store(), request.GET.get("group", "")
    try:
        lines = [(name, kept.series(key, kind, code, group))]
        beside = _beside(kind)
        if beside is not None and one.kind.has_denominator and beside.kind in kept.kinds(key):
            lines.append((beside.title, kept.series(key, beside.kind, beside.code, group)))
    except JoinedupError:
        raise Http404 from None
    answer = HttpResponse(trend_picture(lines, one.unit), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@door(May.SEE_INITIATIVE)
def compare(request: HttpRequest, kind: str) -> HttpResponse:
    """Areas side by side, every indicator a row."""
    try:
        areas = queries.store().areas(kind)
    except JoinedupError:
        raise Http404 from None
    codes = [code for code in request.GET.getlist("area") if code in areas.names][:MOST_AREAS]
    kept = queries.store()
    keys = [one.key for one in kept.indicators() if kind in kept.kinds(one.key)]
    whole = [key for key in keys if any(not one.group for one in kept.slices(key, kind))]
    rows = side_by_side(kept, kind, codes, whole, _beside(kind)) if codes else ()
    choices = sorted(areas.names.items(), key=lambda one: one[1])
    shown = {
        "areas": areas, "kind": kind, "codes": codes, "rows": rows, "choices": choices, "said": said,
        "most": MOST_AREAS,
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
    keys = [one.key for one in kept.indicators() if kind in kept.kinds(one.key)]
    found = pockets(kept, kind, keys, least)
    titles = {one.key: one.title for one in kept.indicators()}
    shown = {"areas": areas, "kind": kind, "pockets": found, "least": least, "titles": titles}
    return render(request, "indicators/pockets.html", shown)
