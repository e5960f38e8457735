"""An exemplar: a ready-made initiative as configuration, with made-up supplies and steps to walk through.

A TOML file a piece in this folder. It holds partners, a protocol, agreements, what is computed from the
data, and the steps in order; it adds no code of its own. Dates are given in days from the day it is run,
so that an exemplar never goes out of date.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from importlib import resources
from typing import Any

import cattrs
from attrs import Factory, evolve, frozen

from joinedup.engine.agreements.agreement import Agreement, Protocol
from joinedup.engine.errors import error


@frozen
class PartnerPlan:
    """A partner of the initiative. `size`: the population it serves, for shares of cost. `kind`: what it is in law."""

    key: str
    title: str
    signatory: str
    size: int = 0
    kind: str = ""


@frozen
class Step:
    """One step: a verb of the platform, and what it takes. `say`: a sentence before it."""

    do: str
    say: str = ""
    takes: Mapping[str, Any] = Factory(dict)


@frozen
class Exemplar:
    """A whole initiative, ready to run on a day."""

    name: str
    title: str
    what: str
    types: tuple[int, ...]
    people: int
    districts: int
    partners: tuple[PartnerPlan, ...]
    protocol: Protocol
    agreements: tuple[Agreement, ...]
    steps: tuple[Step, ...]

    def agreement(self, reference: str) -> Agreement:
        """The agreement of this reference. Raises `exemplar-wrong`."""
        for agreement in self.agreements:
            if agreement.reference == reference:
                return agreement
        raise error("exemplar-wrong", where=self.name, problem=f"no agreement {reference}")


def names() -> tuple[str, ...]:
    """The exemplars that there are."""
    folder = resources.files(__package__)
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def load(name: str, on: date) -> Exemplar:
    """Read an exemplar for a day. Raises `exemplar-unknown`, and `exemplar-wrong` where its file does not fit."""
    if name not in names():
        raise error("exemplar-unknown", where=name)
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(date, lambda days, _: on + timedelta(days=int(days)))
    converter.register_structure_hook(Step, lambda row, _: _step(row))
    try:
        plan = converter.structure({"name": name, "districts": 1, **tomllib.loads(text)}, Exemplar)
    except (tomllib.TOMLDecodeError, cattrs.BaseValidationError, KeyError) as wrong:
        raise error("exemplar-wrong", where=f"{name}.toml", problem=type(wrong).__name__) from wrong
    kinds = {partner.key: partner.kind for partner in plan.partners}
    agreements = (
        evolve(
            one, initiative=name, parties=tuple(evolve(p, kind=p.kind or kinds.get(p.partner, "")) for p in one.parties)
        )
        for one in plan.agreements
    )
    return evolve(plan, agreements=tuple(agreements))


def _step(row: Mapping[str, Any]) -> Step:
    takes = {key: value for key, value in row.items() if key not in ("do", "say")}
    return Step(do=row["do"], say=row.get("say", ""), takes=takes)
