"""Figures for everybody: a map by itself for a frame in another site, and the owner's word that it may be seen."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.service.accounts.queries import today
from joinedup.service.areas.boundaries import source_of
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import queries, showing
from joinedup.service.indicators.asked import Asked, asked
from joinedup.service.indicators.map_page import ROWS, good, in_words
from joinedup.service.indicators.map_views import drawn_for, table_of
from joinedup.service.pages.packed import packed
from joinedup.service.partners.queries import titles

KEPT_FOR = 300  # seconds: how long others may keep what was shown to everybody


@door(everyone=True)  # what is not shown to everybody is not found, whoever asks
@packed
def embed(request: HttpRequest, key: str) -> HttpResponse:
    """The map, its words and its table by themselves, for a frame in a site that the settings name."""
    at, kept = asked(request, key), queries.store()
    if not showing.is_shown(key, at.kind) or (at.second and not showing.is_shown(at.second.indicator.key, at.kind)):
        raise Http404
    areas = kept.areas(at.kind)
    names = areas.names
    figures = kept.figures(key, at.kind, at.chosen.period, at.chosen.group)
    on_map = drawn_for(at, figures, names)  # without services: nobody signed them off for everybody
    shown = {
        "at": at, "one": at.indicator, "areas": areas, "chosen": at.chosen, "good": good(at.indicator),
        "map": on_map.map, "over": on_map.over, "second": on_map.second,
        "in_words": in_words(at.indicator, figures, names),
        "table": table_of(at, figures, areas, on_map.second) if len(names) <= ROWS else None,
        "drawn_from": source_of(at.kind),
    }  # fmt: skip
    answer = render(request, "indicators/embed.html", shown)
    answer["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    setattr(answer, "xframe_options_exempt", True)  # noqa: B010 -- the policy below says who may
    setattr(answer, "_csp_replace", {"frame-ancestors": settings.FRAMED_BY})  # noqa: B010
    return answer


def _address(request: HttpRequest, at: Asked, *, latest: bool) -> str:
    told = at.latest if latest and not at.chosen.group else at.state
    return request.build_absolute_uri(f"{reverse('embed', args=[at.indicator.key])}?{told}")


@door(May.SIGN_OFF_FIGURES)
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show figures to everybody; then how another site frames them, and to show them no more."""
    acting, at = acting_of(request), asked(request, key)
    if not showing.may_show(acting, key, at.kind):
        raise Http404
    if request.method == "POST":
        showing.show(acting, key, at.kind, today())
        messages.success(request, _("Everybody can see it now, on the sites named below."))
        return redirect(f"{reverse('show-to-all', args=[key])}?{at.state}")
    row = showing.shown(key, at.kind)
    stands = row if row is not None and showing.is_shown(key, at.kind) else None
    shown = {
        "at": at, "one": at.indicator, "areas": queries.store().areas(at.kind), "row": stands,
        "changed": row is not None and stands is None, "hindrance": showing.hindrance(key, at.kind),
        "sites": settings.FRAMED_BY, "latest": _address(request, at, latest=True),
        "fixed": _address(request, at, latest=False), "signed": queries.signed_off(key, at.kind), "titles": titles(),
    }  # fmt: skip
    return render(request, "indicators/show-to-all.html", shown)


@door(May.SIGN_OFF_FIGURES)
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    """Show them to everybody no more."""
    at = asked(request, key)
    showing.end(acting_of(request), key, at.kind, today())
    messages.success(request, _("Nobody sees it any more without signing in. Copies go within five minutes."))
    return redirect(f"{reverse('indicator', args=[key])}?{at.state}")
