"""An indicator that is kept on the areas of one year, shown on those of another. What is shown is the address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.clearing.about import NOT_PEOPLE
from joinedup.engine.indicators.parts import rows_at
from joinedup.engine.spreadsheet_safe import csv_pieces
from joinedup.service.areas import outlining, overlapping
from joinedup.service.areas.overlapping import Installed
from joinedup.service.authorization.doors import door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import carry_page as page
from joinedup.service.indicators import queries
from joinedup.service.indicators.asked import Asked, asked
from joinedup.service.indicators.carry_page import OnNewAreas
from joinedup.service.indicators.map_page import Drawn, drawn, table
from joinedup.service.indicators.map_views import number
from joinedup.service.pages.packed import packed

MOST_OF = 0.9  # of the new areas: a map of fewer would be of another place


@door(May.SEE_INITIATIVE)
@packed
def carried(request: HttpRequest, key: str) -> HttpResponse:
    """Figures on new areas, marked as carried; `?form=csv`: all of them with how each came about."""
    at = asked(request, key)
    kept = queries.store()
    ways = overlapping.onto(kept.areas(at.kind))
    way = _way(request.GET.get("onto", ""), ways)
    whole = request.GET.get("split", "") == "whole"
    told = _carried(at, way, whole=whole) if way is not None else None
    if request.GET.get("form") == "csv":
        if told is None or way is None:
            raise Http404
        answer = HttpResponse("".join(csv_pieces(page.carried_rows(told, way))), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{key}-carried-to-{way.key}.csv"'
        return answer
    words = request.GET.get("name", "")[:100].replace("\0", "").strip()
    shown = {
        "at": at, "one": at.indicator, "kind": at.kind, "chosen": at.chosen, "areas": kept.areas(at.kind),
        "kinds": [(one, kept.areas(one).title) for one in kept.kinds(key)], "ways": ways, "way": way, "whole": whole,
        "words": words,
    }  # fmt: skip
    if told is not None and way is not None:
        areas = AreaSet("", 0, told.names)
        shown |= {
            "told": told, "in_words": page.carried_in_words(told, way, whole=whole),
            "why": page.why_not_split(at.indicator, told.before), "map": _map(at, told, way),
            "table": table(at.indicator, told.figures, areas, words, number(request.GET.get("page", ""))),
        }  # fmt: skip
    return render(request, "indicators/carried.html", shown)


def _way(onto: str, ways: tuple[Installed, ...]) -> Installed | None:
    """The areas asked for, else the first that there are; None where there are none. Raises Http404."""
    if onto and all(one.key != onto for one in ways):
        raise Http404
    return next((one for one in ways if onto in ("", one.key)), None)


def _carried(at: Asked, way: Installed, *, whole: bool) -> OnNewAreas:
    kept = queries.store()
    before = rows_at(kept, at.indicator.key, at.kind, at.chosen)
    there = kept.areas(way.key).names if way.key in queries.kinds() else {}
    named = (kept.areas(at.kind).names, overlapping.named(way.codes), there)
    own = (way.overlaps.unchanged, way.codes, way.codes)  # an area that did not change has its name already
    names = {
        code: name
        for codes, told in zip(own, named, strict=True)
        for code, name in told.items()
        if code in codes and name != code
    }
    people = queries.about(at.indicator.key, at.kind) != NOT_PEOPLE
    return page.on_new_areas(at.indicator, before, at.chosen.period, way, names, whole=whole, people=people)


def _map(at: Asked, told: OnNewAreas, way: Installed) -> Drawn | None:
    """The map of the new areas, where the boundaries in use have almost all of them."""
    outlines = outlining.drawn(way.key)
    if outlines is None or len(told.names.keys() & outlines.paths.keys()) < MOST_OF * len(told.names):
        return None
    title = _("Map of {title}, {period}, carried to {areas}: an estimate. The table says the same.").format(
        title=at.indicator.title, period=at.chosen.period.label, areas=way.new_title
    )
    return drawn(outlines, at.indicator, told.figures, told.names, title)
