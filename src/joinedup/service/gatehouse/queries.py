"""Read the movements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.engine.gate.decision import Decision
from joinedup.service.gatehouse.models import Movement


def movement_content(decision: Decision) -> str:
    """The whole movement with its decision, as JSON."""
    movement = decision.movement
    return json.dumps(
        {
            "kind": movement.kind.value,
            "agreement": movement.agreement,
            "source": movement.source,
            "supplier": movement.supplier,
            "dataset": movement.dataset,
            "columns": list(movement.columns),
            "purpose": movement.purpose,
            "recipient": movement.recipient,
            "by": movement.by,
            "subject": movement.subject,
            "consent": movement.consent,
            **({"least": movement.least} if movement.least else {}),
            "on": decision.on.isoformat(),
            "reasons": [[reason.code, reason.words] for reason in decision.reasons],
        },
        sort_keys=True,
        ensure_ascii=False,
    )


def movement_fingerprint(row: Movement) -> str:
    """The hash that the movement's event holds."""
    fields = ("id", "agreement", "version", "supplier", "recipient", "allowed", "content")
    return fingerprint({field: getattr(row, field) for field in fields})


def movements() -> list[Movement]:
    """Every movement in order."""
    return list(Movement.objects.all())


def last_allowed(agreement: str) -> int:
    """The number of the last movement allowed under an agreement: the one a release rests on."""
    row = Movement.objects.filter(agreement=agreement, allowed=True).order_by("-id").first()
    return row.id if row else 0


def refused_lately(on: date, days: int) -> list[tuple[str, str, str]]:
    """Refused movements of the last so many days, the latest first: agreement, what was asked, every reason."""
    since = (on - timedelta(days=days)).isoformat()
    found = []
    for row in Movement.objects.filter(allowed=False).order_by("-id")[:500]:
        told = json.loads(row.content)
        if told["on"] < since:
            break
        what = f"{told['kind']} {told['dataset']} of {told['supplier']} for {told['recipient']}, {told['on']}"
        found.append((row.agreement, what, " ".join(words for _, words in told["reasons"])))
    return found


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for row in Movement.objects.all():
        kind = "movement-allowed" if row.allowed else "movement-refused"
        yield Attested(kind, f"movement {row.id}", movement_fingerprint(row))
