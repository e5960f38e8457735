"""Receive a supply, keep it, destroy it."""

from __future__ import annotations

import json
import secrets
from datetime import date

from django.db import transaction

from joinedup.engine.gate.decision import Decision
from joinedup.engine.gate.register import Sealed
from joinedup.service.audit.actions import append
from joinedup.service.gatehouse.holding_fields import holding_fields
from joinedup.service.supplies.models import Supply


@transaction.atomic
def keep(*, movement: int, decision: Decision, sealed: Sealed, facts: dict[str, object]) -> Supply:
    """Write a sealed supply into the register, with its event. The gate calls it."""
    plain = json.loads(json.dumps(facts, default=str))
    row = Supply.objects.create(**holding_fields(movement, decision, sealed, plain))
    append("supply-sealed", by=decision.movement.by, subject=row.name, rows=row.rows, hash=row.fingerprint())
    return row


@transaction.atomic
def destroyed(*, by: str, name: str, on: date, reason: str) -> None:
    """Note that a supply's key is gone."""
    Supply.objects.filter(name=name, destroyed_on__isnull=True).update(destroyed_on=on)
    append("source-destroyed", by=by, subject=name, reason=reason)


def supply_name(agreement: str, dataset: str) -> str:
    """A fresh name for a supply: which agreement, which data set, and a few letters of its own."""
    slug = "".join(letter if letter.isalnum() else "-" for letter in f"{agreement}-{dataset}".lower())
    return f"{slug}-{secrets.token_hex(4)}"
