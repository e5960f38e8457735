"""How far work in the background is, and the state of the machine."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission
from joinedup.service.work import queries


@door()
def job(request: HttpRequest, key: str) -> HttpResponse:
    """One job; asked for again by the page while it goes on."""
    found = queries.job(acting_of(request), key)
    if found is None:
        raise Http404
    template = "work/progress.html" if request.headers.get("X-Part") else "work/job.html"
    return render(request, template, {"job": found})


@door(Permission.RUN_MACHINE)
def machine(request: HttpRequest) -> HttpResponse:
    """The latest jobs, without what they are about."""
    return render(request, "work/machine.html", {"jobs": queries.jobs()})
