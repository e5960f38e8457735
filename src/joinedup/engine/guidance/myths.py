"""Myths about sharing and the truth about them, each with its source, told where they get in the way."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

import cattrs
from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.items import ITEMS


@frozen
class Myth:
    """What people say, what is true, where it stands, and where it matters (tags: kinds of data, services, types)."""

    myth: str
    truth: str
    source: str
    tags: tuple[str, ...]
    checked: date


@frozen
class Question:
    """Something to ask before sharing data of a kind, or within a service."""

    ask: str
    why: str
    tags: tuple[str, ...]


def _read() -> tuple[tuple[Myth, ...], tuple[Question, ...]]:
    plain = tomllib.loads(resources.files(__package__).joinpath("guidance.toml").read_text(encoding="utf-8"))
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(date, lambda day, _: day)
    return (
        tuple(converter.structure(one, Myth) for one in plain["myths"]),
        tuple(converter.structure(one, Question) for one in plain["questions"]),
    )


MYTHS, QUESTIONS = _read()
TAGS = tuple(sorted({tag for one in MYTHS for tag in one.tags} | {tag for one in QUESTIONS for tag in one.tags}))


def tags_of(agreement: Agreement) -> frozenset[str]:
    """What an agreement is about: its type, the sensitivities of its items, the kinds of its parties."""
    kinds = {party.kind for party in agreement.parties}
    found = {f"type {agreement.sharing_type}"}
    found |= {ITEMS[name].sensitivity.value for terms in agreement.supplies for name in terms.items if name in ITEMS}
    services = {
        "health": {"nhs-trust", "icb", "gp-practice", "welsh-health-board"}, "police": {"police", "policing-body"},
        "education": {"school", "academy", "college"}, "housing": {"housing-association"}, "fire": {"fire"},
        "charities": {"charity"},
    }  # fmt: skip
    found |= {name for name, those in services.items() if kinds & those}
    return frozenset(found)


def myths_for(tags: frozenset[str], most: int = 4) -> tuple[Myth, ...]:
    """The myths that matter most for these tags, at most so many."""
    ranked = sorted(MYTHS, key=lambda one: -len(tags & set(one.tags)))
    return tuple(one for one in ranked if tags & set(one.tags) or "all" in one.tags)[:most]


def questions_for(tags: frozenset[str]) -> tuple[Question, ...]:
    """The questions to ask for these tags."""
    return tuple(one for one in QUESTIONS if tags & set(one.tags) or "all" in one.tags)
