"""The gate's register on the database: what the engine asks for, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from attrs import evolve
from django.db import DatabaseError, connection, transaction

from joinedup.engine.agreements.in_force import Standing
from joinedup.engine.errors import error
from joinedup.engine.gate.decision import Decision, Source
from joinedup.engine.gate.movement import MADE_HERE
from joinedup.engine.gate.objections import Objection
from joinedup.engine.gate.opt_out import NOT_OPTED_OUT
from joinedup.engine.gate.register import Sealed
from joinedup.service.agreements.queries import current_version, standing, withdrawn
from joinedup.service.audit.actions import NewEvent, append_all
from joinedup.service.gatehouse.models import Movement
from joinedup.service.gatehouse.queries import movement_content, movement_fingerprint
from joinedup.service.linkage import actions as linkage_actions
from joinedup.service.linkage import queries as linkage_queries
from joinedup.service.objections.queries import holding
from joinedup.service.supplies import actions as supply_actions
from joinedup.service.supplies import queries as supply_queries

# the same day that the triggers see
TODAY = {"sqlite": "SELECT date('now')", "postgresql": "SELECT (now() AT TIME ZONE 'UTC')::date::text"}


class DatabaseRegister:
    """The `Register` of the engine's gate, on Django's database."""

    def today(self) -> date:
        """The database's own date, in UTC."""
        with connection.cursor() as cursor:
            cursor.execute(TODAY[connection.vendor])
            (day,) = cursor.fetchone()
        return date.fromisoformat(day)

    def standing(self, agreement: str) -> Standing | None:
        """The version of the agreement that counts."""
        return standing(agreement)

    def source(self, name: str) -> Source | None:
        """The supply or the index of this name, with who has withdrawn from the agreement it came under."""
        found = supply_queries.source(name) or linkage_queries.source(name)
        return evolve(found, withdrawn=self._withdrawn(found.agreement)) if found else None

    def _withdrawn(self, agreement: str) -> tuple[str, ...]:
        return tuple(sorted(withdrawn(agreement)))

    def opt_out_lists(self, agreements: Sequence[str]) -> Mapping[str, Source]:
        """The latest held under these agreements, by supplier."""
        held = [row for rows in supply_queries.held_under(agreements).values() for row in rows]
        lists = [row.as_source() for row in held if row.dataset == NOT_OPTED_OUT]
        return {source.supplier: source for source in sorted(lists, key=lambda source: source.received_on)}

    def objections(self, agreements: Sequence[str]) -> Sequence[Objection]:
        """Those that hold now."""
        return holding(agreements)

    def index_over(self, supply: str, agreements: Sequence[str]) -> str | None:
        """The latest index that was made of the supply, of those held under these agreements."""
        return linkage_queries.index_over(supply, agreements)

    def record(self, decisions: Sequence[Decision]) -> Sequence[str]:
        """Write and commit the movements with their events. The database's own trigger looks at each once more."""
        try:
            # durable: never inside somebody else's transaction, so that it is committed when this returns
            with transaction.atomic(durable=True):
                rows = Movement.objects.bulk_create([self._row(decision) for decision in decisions])
                append_all([_told(decision, row) for decision, row in zip(decisions, rows, strict=True)])
        except DatabaseError as failure:
            if "joinedup:" not in str(failure):
                raise
            raise error("register-lock", where=decisions[0].movement.agreement) from None
        return [str(row.id) for row in rows]

    def _row(self, decision: Decision) -> Movement:
        movement = decision.movement
        return Movement(
            agreement=movement.agreement,
            version=self._version(movement.agreement),
            supplier=movement.supplier,
            recipient=movement.recipient,
            allowed=decision.allowed,
            content=movement_content(decision),
        )

    def _version(self, reference: str) -> int | None:
        return current_version(reference)

    def keep(self, number: str, decision: Decision, sealed: Sealed, facts: Mapping[str, object]) -> None:
        """Write the supply or the index with its event."""
        movement = decision.movement
        keep = linkage_actions.keep if movement.dataset in MADE_HERE else supply_actions.keep
        keep(movement=int(number), decision=decision, sealed=sealed, facts=dict(facts))


def _told(decision: Decision, row: Movement) -> NewEvent:
    movement = decision.movement
    told: dict[str, object] = {
        "how": movement.kind.value,
        "agreement": movement.agreement,
        "supplier": movement.supplier,
        "dataset": movement.dataset,
        "recipient": movement.recipient,
        "hash": movement_fingerprint(row),
    }
    if not decision.allowed:
        told["reasons"] = ", ".join(reason.code for reason in decision.reasons)
    kind = "movement-allowed" if decision.allowed else "movement-refused"
    return NewEvent(kind, by=movement.by, subject=f"movement {row.id}", details=told)


class RegisterAtOneMoment(DatabaseRegister):
    """The register as it was when it was first asked, for the few movements of one request: each thing is read once.

    Every movement is decided by itself and written down by itself, and at each the database's own trigger looks once
    more whether the agreement is in force.
    """

    def __init__(self) -> None:
        self.today = cache(super().today)  # type: ignore[method-assign]
        self.standing = cache(super().standing)  # type: ignore[method-assign]
        self.opt_out_lists = cache(super().opt_out_lists)  # type: ignore[method-assign]
        self.objections = cache(super().objections)  # type: ignore[method-assign]

    def _withdrawn(self, agreement: str) -> tuple[str, ...]:
        told = self.standing(agreement)
        return tuple(sorted(told.withdrawn)) if told else ()

    def _version(self, reference: str) -> int | None:
        told = self.standing(reference)
        return told.agreement.version if told else None
