"""What the gate needs of a register, and one in memory that passes the same tests as the database's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from attrs import evolve

from joinedup.engine.agreements.in_force import Standing
from joinedup.engine.gate.decision import Decision, Source
from joinedup.engine.gate.movement import INDEX, Movement
from joinedup.engine.gate.objections import Objection
from joinedup.engine.gate.opt_out import NOT_OPTED_OUT
from joinedup.engine.vault.vault import Sealed

__all__ = ["MemoryRegister", "Register", "Sealed"]


class Register(Protocol):
    """Who may do what, and what was done. Every method that writes has committed when it returns."""

    def today(self) -> date:
        """The register's own date: no caller can bring another."""
        ...

    def standing(self, agreement: str) -> Standing | None:
        """The agreement's latest proposed version with all that decides whether it is in force."""
        ...

    def source(self, name: str) -> Source | None:
        """The supply or index of this name, or None."""
        ...

    def opt_out_lists(self, agreements: Sequence[str]) -> Mapping[str, Source]:
        """By supplier, the latest list for the National Data Opt-out held under these agreements."""
        ...

    def objections(self, agreements: Sequence[str]) -> Sequence[Objection]:
        """The objections of people that hold now under these agreements."""
        ...

    def index_over(self, supply: str, agreements: Sequence[str]) -> str | None:
        """The latest index under these agreements that was made of a supply, or None."""
        ...

    def record(self, decisions: Sequence[Decision]) -> Sequence[str]:
        """Write each movement with its decision, and its event, all or none; return their numbers."""
        ...

    def keep(self, number: str, decision: Decision, sealed: Sealed, facts: Mapping[str, object]) -> None:
        """Write the sealed supply or index that this movement made, its facts and its event, all or nothing."""
        ...


class MemoryRegister:
    """A register for the command line and for tests: nothing outlives the process."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.standings: dict[str, Standing] = {}
        self.sources: dict[str, Source] = {}
        self.decisions: list[Decision] = []
        self.kept: dict[str, tuple[Sealed, Mapping[str, object]]] = {}
        self.objecting: dict[str, list[Objection]] = {}  # by agreement

    def today(self) -> date:
        """The day it was made for."""
        return self._today

    def standing(self, agreement: str) -> Standing | None:
        """What was put into `standings`."""
        return self.standings.get(agreement)

    def source(self, name: str) -> Source | None:
        """What was kept under this name."""
        return self.sources.get(name)

    def opt_out_lists(self, agreements: Sequence[str]) -> Mapping[str, Source]:
        """The latest kept under these agreements and not destroyed, by supplier."""
        kept = sorted(self.sources.values(), key=lambda source: source.received_on)
        return {
            source.supplier: source
            for source in kept
            if source.dataset == NOT_OPTED_OUT and source.agreement in agreements and not source.destroyed
        }

    def objections(self, agreements: Sequence[str]) -> Sequence[Objection]:
        """What was put into `objecting`."""
        return [one for reference in agreements for one in self.objecting.get(reference, ())]

    def index_over(self, supply: str, agreements: Sequence[str]) -> str | None:
        """The last index kept under these agreements whose facts name the supply."""
        for name, (_, facts) in reversed(self.kept.items()):
            source, made_of = self.sources[name], facts.get("supplies")
            named = isinstance(made_of, Mapping) and supply in made_of
            if source.dataset == INDEX and source.agreement in agreements and not source.destroyed and named:
                return name
        return None

    def record(self, decisions: Sequence[Decision]) -> Sequence[str]:
        """Remember the decisions; the number of each is its place."""
        self.decisions.extend(decisions)
        return [str(len(self.decisions) - back) for back in reversed(range(len(decisions)))]

    def keep(self, number: str, decision: Decision, sealed: Sealed, facts: Mapping[str, object]) -> None:
        """Remember the sealed file."""
        movement: Movement = decision.movement
        self.sources[movement.source] = Source(
            name=movement.source,
            agreement=movement.agreement,
            supplier=movement.supplier,
            dataset=movement.dataset,
            columns=sealed.columns,
            received_on=self._today,
        )
        self.kept[movement.source] = (sealed, dict(facts))

    def destroy(self, name: str) -> None:
        """Mark a source as destroyed."""
        self.sources[name] = evolve(self.sources[name], destroyed=True)
