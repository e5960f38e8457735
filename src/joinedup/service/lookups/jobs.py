"""After a look-up: tell those who protect somebody that the person was looked for."""

from __future__ import annotations

from collections.abc import Callable

from joinedup.service.lookups.actions import alert
from joinedup.service.work.kinds import Work


def look_up_alert(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """Alert, once, where a safety marker hid the person."""
    return {"alerted": alert(int(work.takes["look_up"]))}
