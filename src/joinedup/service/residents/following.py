"""When linkage changes whose id is whose, residents are shown what is theirs for certain, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from joinedup.engine.linkage.stable import Event
from joinedup.service.residents.models import Found


@transaction.atomic
def follow_residents(reference: str, changes: Sequence[Event]) -> None:
    """A resident goes on under the id that theirs became; where it came apart, they are found anew by a new code."""
    for change in changes:
        rows = Found.objects.filter(agreement=reference, client__in=change.before)
        if change.kind == "split":
            rows.update(client="", systems=[])
        else:
            rows.update(client=change.after[0])
