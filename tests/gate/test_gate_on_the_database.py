"""The gate's contract over the register on the database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import frozen

from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.register import Register
from joinedup.service.project.home import Home
from tests.gate.contract import *  # noqa: F403 -- every test of the contract
from tests.made_up.partnership import AGREEMENT, TODAY, in_force


@frozen
class OnTheDatabase:
    """A gate over an installation's register."""

    gate: Gate
    register: Register
    vault: Path

    def recorded(self) -> list[tuple[str, bool]]:
        import json

        from joinedup.service.gatehouse.queries import movements

        return [(json.loads(row.content)["kind"], row.allowed) for row in movements()]

    def stop(self) -> None:
        from joinedup.service.agreements.actions import suspend

        suspend(by="council", reference=AGREEMENT.reference, reason="a test")

    def note_destroyed(self, name: str) -> None:
        from joinedup.service.supplies.actions import destroyed

        destroyed(by="council", name=name, on=TODAY, reason="a test")


@pytest.fixture
def house(installation: Home) -> OnTheDatabase:
    from joinedup.service.gatehouse.register import DatabaseRegister
    from joinedup.service.gatehouse.wiring import gate

    in_force()
    return OnTheDatabase(gate(), DatabaseRegister(), installation.vault)
