"""Large files of boundaries are looked at in the background, and their outlines made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from joinedup.service.areas import boundaries
from joinedup.service.work.kinds import Work


def look(work: Work, advance: Callable[..., None]) -> dict[str, Any]:
    """Look at one file; again if it was broken off."""
    boundaries.look_at(work.takes["key"])
    return {"address": reverse("boundary-file", args=[work.takes["key"]])}
