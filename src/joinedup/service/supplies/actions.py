"""Receive a supply, keep it, note that it is destroyed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

from joinedup.engine.gate.decision import Decision
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import Kind, Movement
from joinedup.engine.gate.register import Sealed
from joinedup.engine.supplies.layout import Layout
from joinedup.engine.supplies.layout_file import layout_from_json
from joinedup.engine.supplies.opening import open_source
from joinedup.engine.supplies.receive import Received
from joinedup.engine.supplies.receive import receive as receive_file
from joinedup.engine.supplies.report import report_from_json
from joinedup.engine.supplies.suggest import suggest
from joinedup.service.audit.actions import append
from joinedup.service.gatehouse.holding_fields import holding_fields
from joinedup.service.supplies.models import Supply
from joinedup.service.supplies.queries import last_of


def receive(
    gate: Gate,
    *,
    by: str,
    agreement: str,
    supplier: str,
    dataset: str,
    items: tuple[str, ...],
    purpose: str,
    recipient: str,
    path: Path,
    on: date,
    layout: Layout | None = None,
    advance: Callable[..., None] | None = None,
    name: str = "",
) -> tuple[str, Received]:
    """Receive one extract through the gate: all there or not at all. Returns the supply's name and what was found.

    layout: as corrected by a person; without one the last supply's is remembered, and for a first supply it
    is suggested. name: the supply's, where it must be known before; else a fresh one. The gate keeps the supply
    in the register (see `keep`). Raises RefusedError with every reason.
    """
    movement = Movement(
        kind=Kind.RECEIVE,
        agreement=agreement,
        source=name or supply_name(agreement, dataset),
        supplier=supplier,
        dataset=dataset,
        columns=items,
        purpose=purpose,
        recipient=recipient,
        by=by,
    )
    before = last_of(agreement, supplier, dataset)
    if layout is None:
        layout = layout_from_json(before.facts["layout"]) if before else suggest(open_source(path))
    previous = report_from_json(before.facts["report"]) if before else None
    return movement.source, receive_file(gate, movement, path, layout, previous, advance, on=on)


@transaction.atomic
def keep(*, movement: int, decision: Decision, sealed: Sealed, facts: dict[str, object]) -> Supply:
    """Write a sealed supply into the register, with its event. The gate calls it."""
    plain = json.loads(json.dumps(facts, default=str))
    row = Supply.objects.create(**holding_fields(movement, decision, sealed, plain))
    append("supply-sealed", by=decision.movement.by, subject=row.name, rows=row.rows, hash=row.fingerprint())
    return row


@transaction.atomic
def destroyed(*, by: str, name: str, on: date, reason: str) -> None:
    """Note that a supply's key is gone; noting it again changes nothing."""
    if Supply.objects.filter(name=name, destroyed_on__isnull=True).update(destroyed_on=on):
        append("source-destroyed", by=by, subject=name, reason=reason)


def supply_name(agreement: str, dataset: str) -> str:
    """A fresh name for a supply: which agreement, which data set, and a few letters of its own."""
    return named(agreement, dataset, secrets.token_hex(4))


def named(agreement: str, dataset: str, key: str) -> str:
    """The name of the supply that comes of something with this key: the same each time it is tried."""
    slug = "".join(letter if letter.isalnum() else "-" for letter in f"{agreement}-{dataset}".lower())
    return f"{slug}-{key[:8]}"
