"""Sessions end: an hour after the last click, and half a day after signing in whatever happens.

The times follow OWASP ASVS 5, V7.3: inactivity and an absolute limit.
"""

from __future__ import annotations

import time

from django.contrib.auth import logout
from django.http import HttpRequest

LONGEST = 12 * 3600  # seconds from signing in
_NOTED_EVERY = 300  # seconds: a click is written down no more often, or each page would write to the database
BEGAN, SEEN = "began", "seen"


def keep(request: HttpRequest) -> None:
    """Note that somebody is still there, so that their hour begins anew; or sign them out at the end of a long day."""
    if not request.user.is_authenticated:
        return
    now, session = int(time.time()), request.session
    began = session.get(BEGAN)
    if began is None:
        session[BEGAN] = session[SEEN] = now
    elif now - began > LONGEST:
        logout(request)
    elif now - session[SEEN] > _NOTED_EVERY:
        session[SEEN] = now
