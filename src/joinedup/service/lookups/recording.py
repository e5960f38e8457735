"""Write a look-up down, whatever came of it: the same writing for each outcome, so that its time tells nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from joinedup.service.audit.actions import append
from joinedup.service.lookups.models import LookUp
from joinedup.service.lookups.outcomes import OUTCOMES
from joinedup.service.lookups.queries import look_up_fingerprint
from joinedup.service.work.actions import ask


@transaction.atomic
def note(
    *,
    person: int,
    by: str,
    role: str,
    partner: str,
    agreement: str,
    purpose: str,
    reason: str,
    emergency: bool,
    explanation: str,
    outcome: str,
    key: str,
    client: str,
    systems: Sequence[tuple[str, str]] = (),
) -> LookUp:
    """Keep one look-up with its event. `systems`: (partner, data set) of each record shown."""
    row = LookUp.objects.create(
        at=timezone.now(), person=person, by=by, role=role, partner=partner, agreement=agreement, purpose=purpose,
        reason=reason, emergency=emergency, explanation=explanation, outcome=outcome, key=key, client=client,
        systems=[list(system) for system in systems],
    )  # fmt: skip
    append(
        "look-up-made",
        by=by,
        subject=f"look-up {row.pk}",
        agreement=agreement,
        outcome=dict(OUTCOMES)[outcome].lower(),
        emergency="an emergency" if emergency else "ordinary",
        hash=look_up_fingerprint(row),
    )
    # an alert where a safety marker hid the person is given afterwards, by the worker: here nothing may differ
    ask("look-up-alert", by=None, subject=f"look-up {row.pk}", takes={"look_up": row.pk})
    return row
