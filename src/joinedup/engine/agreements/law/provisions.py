"""The provisions of the legal library, read from `provisions.toml`, each with its source and the day it was checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources

import cattrs
from attrs import frozen

ANYONE = "anyone"


@frozen
class Choice:
    """One answer to a further question, in words."""

    key: str
    words: str


@frozen
class Question:
    """What a provision asks beside itself. required: without an answer the law refuses; choices: empty for free text.

    refused: answers with which the provision cannot be relied on.
    """

    key: str
    words: str
    because: str
    hint: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    refused: tuple[str, ...] = ()


@frozen
class Provision:
    """One power, duty, basis, condition or route.

    part: gateway, article-6, condition, confidentiality or opt-out. disclosers, recipients: kinds of organisation, or
    ANYONE. excludes: sensitivities or data sets that it does not carry ("patient information"). duty: False is a
    power. overrides_confidence: yes, no or silent. commencement: the switch that says from when it is in force, where
    that is not known; starts, ends: where it is. certainty: seen in the source, known, or uncertain.
    """

    key: str
    part: str
    title: str
    source: str
    types: tuple[int, ...] = (1, 2, 3, 4)
    disclosers: tuple[str, ...] = (ANYONE,)
    recipients: tuple[str, ...] = (ANYONE,)
    what_for: str = ""
    duty: bool = False
    limits: str = ""
    overrides_confidence: str = "silent"
    excludes: tuple[str, ...] = ()
    onward_use: str = ""
    offence: bool = False
    extent: tuple[str, ...] = ("England", "Wales")
    starts: date | None = None
    ends: date | None = None
    commencement: str = ""
    needs_consent: bool = False
    not_for_public_authorities: bool = False
    policy_document: bool = False
    questions: tuple[Question, ...] = ()
    checked: date = date(2026, 11, 23)
    checked_by: str = "the founders, from public copies; to be approved by the partnership's own adviser"
    certainty: str = "seen"


def _read() -> dict[str, dict[str, Provision]]:
    text = resources.files(__package__).joinpath("provisions.toml").read_text(encoding="utf-8")
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(date, lambda day, _: day)
    found: dict[str, dict[str, Provision]] = {}
    for row in tomllib.loads(text)["provision"]:
        one = converter.structure(row, Provision)
        found.setdefault(one.part, {})[one.key] = one
    return found


PROVISIONS: dict[str, dict[str, Provision]] = _read()

# provisions whose commencement is not known: off until a partnership enters the day, with its source
SWITCHES: dict[str, str] = {
    "children-act-2004-s16la": "Children Act 2004 s16LA: the Act of 2026, s4, needs regulations",
    "children-act-2004-s16lc": "Children Act 2004 s16LC: identifier and persons are to be specified by regulations",
    "victims-and-prisoners-s13": "Victims and Prisoners Act 2024 s13: prospective in the copies seen",
}


def in_force(provision: Provision, on: date, switches: Mapping[str, date]) -> bool:
    """Whether it may be relied on on this day, with the commencement days that the partnership has entered."""
    starts = switches.get(provision.commencement) if provision.commencement else provision.starts
    if provision.commencement and starts is None:
        return False
    return (starts is None or starts <= on) and (provision.ends is None or on <= provision.ends)
