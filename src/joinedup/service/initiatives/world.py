"""What a run knows while it goes on: the exemplar, the gate, who listens, and the made-up supplies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import Factory, define

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.errors import error
from joinedup.engine.exemplars.exemplar import Exemplar
from joinedup.engine.gate.gate import Gate
from joinedup.engine.population import Borough
from joinedup.service.initiatives.telling import Listener
from joinedup.service.project.home import Home

BY = "the coordinator"


@define
class World:
    """One run. Signatories' private keys are here only because the signatories are made up."""

    exemplar: Exemplar
    gate: Gate
    home: Home
    on: date
    seed: int
    listener: Listener
    keys: dict[str, bytes] = Factory(dict)
    boroughs: dict[int, Borough] = Factory(dict)
    extracts: dict[tuple[str, str], Path] = Factory(dict)  # (partner, data set) → the partner's file
    truths: dict[tuple[str, str], Path] = Factory(dict)  # the same → who is who, for measuring only

    def agreement(self, step: Mapping[str, Any]) -> Agreement:
        """The agreement that a step is about."""
        return self.exemplar.agreement(str(step["agreement"]))

    def extract(self, partner: str, dataset: str) -> Path:
        """A partner's file. Raises `exemplar-wrong` where the population has no such system."""
        try:
            return self.extracts[partner, dataset]
        except KeyError:
            raise error("exemplar-wrong", problem=f"there is no {dataset} of {partner} to receive") from None
