"""Link the supplies of an agreement into people, and keep the index."""

from __future__ import annotations

import json
from datetime import date

from django.db import transaction

from joinedup.engine.gate.decision import Decision
from joinedup.engine.gate.register import Sealed
from joinedup.service.audit.actions import append
from joinedup.service.gatehouse.holding_fields import holding_fields
from joinedup.service.linkage.models import LinkageRun


@transaction.atomic
def keep(*, movement: int, decision: Decision, sealed: Sealed, facts: dict[str, object]) -> LinkageRun:
    """Write a sealed index into the register, with its event. The gate calls it."""
    plain = json.loads(json.dumps(facts, default=str))
    row = LinkageRun.objects.create(**holding_fields(movement, decision, sealed, plain))
    clients = plain.get("clients", 0)
    append(
        "index-sealed",
        by=decision.movement.by,
        subject=row.name,
        rows=row.rows,
        clients=clients,
        hash=row.fingerprint(),
    )
    return row


@transaction.atomic
def destroyed(*, by: str, name: str, on: date, reason: str) -> None:
    """Note that an index's key is gone."""
    LinkageRun.objects.filter(name=name, destroyed_on__isnull=True).update(destroyed_on=on)
    append("source-destroyed", by=by, subject=name, reason=reason)
