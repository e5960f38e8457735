"""Commencement: from which day a provision is in force, kept as dated data in `commencement.toml`.

Acts of the last years commence part by part. Where no date was seen, the provision is off until a partnership
passes one in `switches`, by the key of the switch; a date that it passes goes before the one kept here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources

import cattrs
from attrs import frozen


@frozen
class Switch:
    """One commencement. starts: the first day, None where no date was seen in the source."""

    key: str
    title: str
    source: str
    checked: date
    certainty: str
    starts: date | None = None


def _read() -> dict[str, Switch]:
    text = resources.files(__package__).joinpath("commencement.toml").read_text(encoding="utf-8")
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(date, lambda day, _: day)
    rows = [converter.structure(row, Switch) for row in tomllib.loads(text)["switch"]]
    return {one.key: one for one in rows}


SWITCHES: Mapping[str, Switch] = _read()
NO_SWITCHES: Mapping[str, date] = {}


def commenced_on(key: str, switches: Mapping[str, date] = NO_SWITCHES) -> date | None:
    """The first day on which it is in force, or None where that is not known. Raises KeyError for another key."""
    return switches.get(key, SWITCHES[key].starts)


def commenced(key: str, on: date, switches: Mapping[str, date] = NO_SWITCHES) -> bool:
    """Whether it is in force on this day. Raises KeyError for a key that is no switch."""
    starts = commenced_on(key, switches)
    return starts is not None and starts <= on


def regulator(on: date, switches: Mapping[str, date] = NO_SWITCHES) -> str:
    """What the regulator is called on this day (Data (Use and Access) Act 2025 s119)."""
    return "Information Commission" if commenced("information-commission", on, switches) else "Information Commissioner"
