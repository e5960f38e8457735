"""Initiatives, each with the list of what there is to do."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission
from joinedup.service.initiatives import queries


@door(Permission.SEE_INITIATIVE)
def initiatives(request: HttpRequest) -> HttpResponse:
    """Those that somebody takes part in."""
    return render(request, "initiatives/list.html", {"initiatives": queries.initiatives(acting_of(request))})


@door(Permission.SEE_INITIATIVE)
def initiative(request: HttpRequest, key: str) -> HttpResponse:
    """One of them."""
    found = queries.initiative(acting_of(request), key)
    if found is None:
        raise Http404
    return render(request, "initiatives/one.html", {"initiative": found})
