"""What somebody should know or do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.notices import actions, queries


@door()
def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices; seeing them is reading them."""
    person = acting_of(request).person
    found = queries.notices(person)
    actions.read(person)
    return render(request, "notices/notices.html", {"notices": found})
