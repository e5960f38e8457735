"""Every kind of work in the background, and the function that does it. A new one is declared in the every-door test.

A function takes the work and `advance(done, total)`, and returns what came of it as plain values. It may be run again
after it was killed half-way, so it must find out for itself what has been done already: exactly one effect.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen


@frozen
class Work:
    """One piece of work, as the function that does it sees it. `takes` holds identifiers only."""

    key: str
    subject: str
    takes: dict[str, Any]
    by: str
    person: int | None
    partner: str


KINDS: dict[str, str] = {
    "look-up-alert": "joinedup.service.lookups.jobs.look_up_alert",
    "look-at-arrival": "joinedup.service.supplies.working.look",
    "receive": "joinedup.service.supplies.working.receive",
    "remind": "joinedup.service.supplies.working.remind",
    "link": "joinedup.service.linkage.jobs.link",
    "prepare-release": "joinedup.service.releases.jobs.prepare",
    "make-release": "joinedup.service.releases.jobs.make",
    "look-at-boundaries": "joinedup.service.areas.jobs.look",
    "verify": "joinedup.service.gatehouse.jobs.verify",
    "e-mail": "joinedup.service.notices.sending.send",
}
