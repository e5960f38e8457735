"""A resident's own short session: no account, half an hour without a click, and nothing else in the browser."""

from __future__ import annotations

import time

from django.http import HttpRequest

from joinedup.service.residents.models import Resident
from joinedup.service.residents.queries import resident

WHO, UNTIL = "resident", "resident-until"
SECONDS = 30 * 60


def begin(request: HttpRequest, person: Resident) -> None:
    """From now on this browser is the resident's; whoever was signed in is signed out."""
    request.session.flush()
    request.session[WHO] = person.pk
    request.session[UNTIL] = time.time() + SECONDS
    request.session.set_expiry(SECONDS)


def current(request: HttpRequest) -> Resident | None:
    """The resident of this browser, for half an hour more; None where there is none any more."""
    if request.session.get(UNTIL, 0) < time.time():
        return None
    person = resident(request.session.get(WHO))
    if person is not None:
        request.session[UNTIL] = time.time() + SECONDS
    return person


def end(request: HttpRequest) -> None:
    """Nothing of the session is left."""
    request.session.flush()
