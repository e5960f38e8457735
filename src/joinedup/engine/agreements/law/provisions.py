"""The provisions of the legal library, read from `provisions.toml`, each with its source and the day it was checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources

import cattrs
from attrs import frozen

from joinedup.engine.agreements.law.commencement import commenced

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
    ANYONE. acting_for: it also reaches those who provide services to, or act for, a body that it names, with the
    citation for that. excludes: what it does not carry ("patient information"). carries: for a condition, the
    sensitivities that it lets be shared. duty: False is a power. overrides_confidence: yes, no or silent.
    commencement: the switch in `commencement.toml` that says from when it is in force; starts, ends: days that are
    known. certainty: seen in the source, known, or uncertain.
    """

    key: str
    part: str
    title: str
    source: str
    types: tuple[int, ...] = (1, 2, 3, 4)
    disclosers: tuple[str, ...] = (ANYONE,)
    recipients: tuple[str, ...] = (ANYONE,)
    acting_for: str = ""
    what_for: str = ""
    duty: bool = False
    limits: str = ""
    overrides_confidence: str = "silent"
    excludes: tuple[str, ...] = ()
    carries: tuple[str, ...] = ("special category", "criminal offence")
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


def in_force(provision: Provision, on: date, switches: Mapping[str, date]) -> bool:
    """Whether it may be relied on on this day, with the commencement days that the partnership has entered."""
    if provision.commencement and not commenced(provision.commencement, on, switches):
        return False
    begun = provision.starts is None or provision.starts <= on
    return begun and (provision.ends is None or on <= provision.ends)
