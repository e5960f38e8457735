"""The gate's contract over the register in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve, frozen

from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.opening import open_gate
from joinedup.engine.gate.register import MemoryRegister
from tests.gate.contract import *  # noqa: F403 -- every test of the contract
from tests.made_up.agreements import protocol_standing, standing
from tests.made_up.partnership import AGREEMENT, PROTOCOL, TODAY


@frozen
class InMemory:
    """A gate over a register that nothing outlives."""

    gate: Gate
    register: MemoryRegister
    vault: Path

    def recorded(self) -> list[tuple[str, bool]]:
        return [(decision.movement.kind.value, decision.allowed) for decision in self.register.decisions]

    def stop(self) -> None:
        held = self.register.standings
        held[AGREEMENT.reference] = evolve(held[AGREEMENT.reference], state=State.SUSPENDED)

    def note_destroyed(self, name: str) -> None:
        self.register.destroy(name)


@pytest.fixture
def house(tmp_path: Path) -> InMemory:
    register = MemoryRegister(TODAY)
    partners = [party.partner for party in AGREEMENT.parties]
    register.standings[AGREEMENT.reference] = standing(AGREEMENT, protocol=protocol_standing(PROTOCOL, partners))
    return InMemory(open_gate(register, tmp_path / "vault", tmp_path / "master.key"), register, tmp_path / "vault")
