"""Prove everything, in the background."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from joinedup.service.audit.queries import last_link
from joinedup.service.gatehouse.verify import findings
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.work.kinds import Work


def verify(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """Walk the chain and all that it attests. It writes nothing, so that it may run any number of times."""
    found = [{"where": one.where, "words": one.words} for one in findings(gate())]
    last = last_link()
    return {"findings": found, "events": last.sequence if last else 0, "address": reverse("audit")}
