"""The fields of a holding from what the gate hands over."""

from __future__ import annotations

from joinedup.engine.gate.decision import Decision
from joinedup.engine.gate.register import Sealed


def holding_fields(movement: int, decision: Decision, sealed: Sealed, facts: dict[str, object]) -> dict[str, object]:
    """Values for a new `Holding` row."""
    asked = decision.movement
    return {
        "name": asked.source,
        "agreement": asked.agreement,
        "supplier": asked.supplier,
        "dataset": asked.dataset,
        "columns": list(sealed.columns),
        "rows": sealed.rows,
        "size": sealed.size,
        "sha256": sealed.sha256,
        "received_on": decision.on,
        "movement": movement,
        "facts": facts,
    }
