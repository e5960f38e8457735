"""A gate with one agreement in force, in memory but for the vault's folder."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from joinedup.engine.agreements.agreement import (
    Agreement,
    DpiaOutcome,
    LegalAnswers,
    Party,
    Protocol,
    SupplyTerms,
    version_hash,
)
from joinedup.engine.agreements.in_force import ProtocolStanding, Standing
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.agreements.signing import Signature, new_private_key, public_key_of, sign
from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import Kind, Movement
from joinedup.engine.gate.register import MemoryRegister
from joinedup.engine.vault.vault import Vault

TODAY = date(2026, 11, 23)
_YEAR = timedelta(days=365)
_PARTNERS = ("council", "library")


class Agreed:
    """A gate, its register, and the movement that the agreement in force lets through."""

    def __init__(self, folder: Path, items: tuple[str, ...]) -> None:
        self.folder = folder
        self.register = MemoryRegister(TODAY)
        self.vault = Vault(folder, bytes(range(32)))
        self.gate = Gate(self.register, self.vault)
        keys = {partner: new_private_key() for partner in _PARTNERS}

        def signatures(version: Agreement | Protocol) -> tuple[Signature, ...]:
            digest = version_hash(version)
            return tuple(
                sign(key, partner=partner, signatory="Chief", version_hash=digest, signed_on=TODAY)
                for partner, key in keys.items()
            )

        protocol = Protocol("P", 1, "Overarching", TODAY - _YEAR, TODAY + _YEAR, TODAY + _YEAR)
        agreement = Agreement(
            "A", 1, "P", "Linked", 2, ("plan services",), tuple(map(Party, _PARTNERS)), "council",
            (SupplyTerms("library", "members", items),), ("council",),
            LegalAnswers("localism-act-2011-s1", "public-task", "not-confidential"), DpiaOutcome.ACCEPTED,
            TODAY - _YEAR, TODAY + _YEAR, TODAY + _YEAR, 365,
        )  # fmt: skip
        self.register.standings["A"] = Standing(
            agreement,
            State.SIGNED,
            signatures(agreement),
            ProtocolStanding(protocol, State.SIGNED, _PARTNERS, signatures(protocol)),
            tuple((partner, public_key_of(key)) for partner, key in keys.items()),
        )
        self.items = items

    def movement(self, name: str = "supply-1", items: tuple[str, ...] | None = None) -> Movement:
        """A movement to receive these items, or all that are agreed."""
        return Movement(
            Kind.RECEIVE, "A", name, "library", "members", items or self.items, "plan services", "council", "a person"
        )
