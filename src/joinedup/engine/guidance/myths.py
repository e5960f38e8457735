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


# what an item tells about, beyond its sensitivity
ABOUT = {
    "health": ("nhs_number", "gp_practice", "long_term_condition", "emergency_attendances"),
    "social care": ("care_need", "care_hours"),
    "police": ("incident_type", "incident_role", "incidents"),
    "education": ("upn", "school_urn", "year_group", "absence_rate", "exclusions", "free_school_meals"),
    "children": ("upn", "school_urn", "year_group", "absence_rate", "exclusions", "free_school_meals"),
    "housing": ("tenure", "rent_arrears", "homelessness_application"),
    "benefits and tax": (
        "council_tax_band", "council_tax_arrears", "council_tax_support", "free_school_meals",
        "national_insurance_number",
    ),
    "fire": ("visit_outcome", "smoke_alarm", "fire_risk"),
}  # fmt: skip
# what kinds of organisation deal with, whatever they share
DEALS_WITH = {
    "health": {"nhs-trust", "icb", "gp-practice", "welsh-health-board"},
    "social care": {"safeguarding-adults-board"},
    "police": {"police", "policing-body", "probation", "prison"},
    "education": {"school", "academy", "college", "education-department"},
    "children": {"school", "academy", "education-department"},
    "housing": {"housing-association", "housing-ministry"},
    "benefits and tax": {"dwp", "hmrc"},
    "fire": {"fire"},
    "charities": {"charity"},
}


def tags_of(agreement: Agreement) -> frozenset[str]:
    """What an agreement is about: its type, the sensitivities and subjects of its items, the kinds of its parties."""
    kinds = {party.kind for party in agreement.parties}
    shared = {name for terms in agreement.supplies for name in terms.items}
    found = {f"type {agreement.sharing_type}"}
    found |= {ITEMS[name].sensitivity.value for name in shared if name in ITEMS}
    found |= {tag for tag, names in ABOUT.items() if shared & set(names)}
    found |= {tag for tag, those in DEALS_WITH.items() if kinds & those}
    return frozenset(found)


def myths_for(tags: frozenset[str], most: int = 4) -> tuple[Myth, ...]:
    """The myths that matter most for these tags, at most so many."""
    ranked = sorted(MYTHS, key=lambda one: -len(tags & set(one.tags)))
    return tuple(one for one in ranked if tags & set(one.tags) or "all" in one.tags)[:most]


def questions_for(tags: frozenset[str]) -> tuple[Question, ...]:
    """The questions to ask for these tags."""
    return tuple(one for one in QUESTIONS if tags & set(one.tags) or "all" in one.tags)
