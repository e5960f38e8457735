"""Count a cohort of linked people: the filters run inside, the counts come out, and that they did is an event."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.clients.cohort import Narrowed, cohort
from joinedup.engine.clients.score import Factor, flags
from joinedup.engine.gate.gate import Gate
from joinedup.service.audit.actions import append
from joinedup.service.releases.delivering import lend_linked


def count_cohort(
    gate: Gate, *, agreement: Agreement, conditions: Sequence[Factor], recipient: str, by: str
) -> tuple[Narrowed, ...]:
    """Everybody linked under the agreement, narrowed condition by condition; small counts and steps are not shown.

    conditions: factors, whose points do not count. Raises RefusedError, and `no-index` before anything is linked.
    """
    items: dict[str, list[str]] = {}
    for one in conditions:
        items.setdefault(one.dataset, [])
        if one.item not in items[one.dataset]:
            items[one.dataset].append(one.item)
    index, tables = lend_linked(gate, agreement=agreement, items=items, recipient=recipient, by=by)
    narrowed = cohort(flags(conditions, tables, index), [one.name for one in conditions])
    with transaction.atomic():
        append("cohort-counted", by=by, subject=agreement.reference, conditions=len(conditions))
    return narrowed
