"""What a document says of an agreement, section by section: the same for the PDF and for Word, so that they agree.

Every field of the agreement is in it, in words, with its source where a law is named; a test changes each field and
looks for the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import category

from attrs import frozen

from joinedup.engine.agreements.agreement import INDEX, PUBLIC, Agreement, SupplyTerms
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY, OPT_OUT
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.engine.agreements.law.provisions import Provision
from joinedup.engine.agreements.law.questions import questions
from joinedup.engine.agreements.wording import TYPES

KINDS = {
    Sensitivity.IDENTIFIER: "Says who a person is",
    Sensitivity.PERSONAL: "About a person",
    Sensitivity.SPECIAL: "Special category (UK GDPR Article 9)",
    Sensitivity.CRIMINAL: "Criminal offence (UK GDPR Article 10)",
    Sensitivity.AREA: "A place of many people",
}


@frozen
class Clause:
    """One clause: its name, what it says in one or more lines, and the law that it rests on."""

    name: str
    lines: tuple[str, ...]
    source: str = ""


@frozen
class Section:
    """Clauses that belong together."""

    title: str
    clauses: tuple[Clause, ...]


@frozen
class Given:
    """The items of one sensitivity in one data set, in words."""

    dataset: str
    kind: str
    items: tuple[str, ...]


@frozen
class Supplier:
    """What one supplier gives, and nothing else."""

    title: str
    given: tuple[Given, ...]


def readable(text: str) -> str:
    """The text without what no document can hold: control characters and halves of characters show as U+FFFD."""
    return "".join("\ufffd" if category(one) in ("Cc", "Cs", "Cn") and one not in "\n\t" else one for one in text)


def sections(agreement: Agreement, titles: Mapping[str, str]) -> tuple[Section, ...]:
    """Every clause but the items. titles: partners' names by their keys; a partner without one shows its key."""
    return (
        Section("What it is for", _what_for(agreement)),
        Section("Who takes part", _who(agreement, titles)),
        Section("By which law", _law(agreement)),
        *([Section("What may leave", told)] if (told := _releases(agreement)) else []),
        Section("From when until when", _dates(agreement)),
    )


def suppliers(agreement: Agreement, titles: Mapping[str, str]) -> tuple[Supplier, ...]:
    """The items by supplier, in the agreement's order."""
    keys = dict.fromkeys(terms.supplier for terms in agreement.supplies)
    return tuple(
        Supplier(
            named(key, titles),
            tuple(given for terms in agreement.supplies if terms.supplier == key for given in _given(terms)),
        )
        for key in keys
    )


def named(partner: str, titles: Mapping[str, str]) -> str:
    """A partner, or everyone, by name."""
    return "everyone: it is published" if partner == PUBLIC else readable(titles.get(partner, partner))


def _clause(name: str, *lines: str, source: str = "", without: str = "") -> Clause:
    said = tuple(readable(line) for line in lines if line)
    return Clause(readable(name), said or (without,), readable(source))


def _what_for(agreement: Agreement) -> tuple[Clause, ...]:
    kind = agreement.sharing_type
    found = [
        _clause("Purposes", *agreement.purposes, without="None is given"),
        _clause("Type of sharing", f"{kind}. {TYPES[kind]}" if kind in TYPES else str(kind)),
    ]
    if kind > 1 or agreement.why_not_lower:
        found.append(_clause("Why a lower type would not do", agreement.why_not_lower, without="Not answered"))
    if agreement.initiative:
        found.append(_clause("Initiative", agreement.initiative))
    if agreement.draws_on:
        found.append(_clause("Also uses what was supplied under", *agreement.draws_on))
    return (*found, _clause("Impact assessment", agreement.dpia.value.capitalize(), source="UK GDPR Article 35"))


def _who(agreement: Agreement, titles: Mapping[str, str]) -> tuple[Clause, ...]:
    parties = tuple(
        _clause(
            named(party.partner, titles),
            party.role.value.capitalize(),
            ORGANISATIONS[party.kind].title if party.kind in ORGANISATIONS else party.kind,
        )
        for party in agreement.parties
    )
    recipients = tuple(named(one, titles) for one in agreement.recipients)
    return (
        *parties,
        _clause("Kept by", named(agreement.host, titles)),
        _clause("Received by", *recipients, without="Nobody"),
    )


def _law(agreement: Agreement) -> tuple[Clause, ...]:
    legal = agreement.legal
    asked: tuple[tuple[str, str, Mapping[str, Provision], str], ...] = (
        ("Power to disclose", legal.gateway, GATEWAYS, "Not answered"),
        ("Lawful basis", legal.article_6, ARTICLE_6, "Not answered"),
        ("Condition for special category data", legal.special_category, CONDITIONS, "None is relied on"),
        ("Condition for criminal offence data", legal.criminal, CONDITIONS, "None is relied on"),
        ("Duty of confidence", legal.confidentiality, CONFIDENTIALITY, "Not answered"),
        ("National Data Opt-out", legal.opt_out, OPT_OUT, "Not answered"),
    )
    answers = []
    for name, key, table, without in asked:
        found = table.get(key)
        answers.append(
            _clause(name, found.title if found else key, source=found.source if found else "", without=without)
        )
    police = "Yes: Part 3 of the Data Protection Act 2018 applies" if legal.law_enforcement else "No"
    answers.append(_clause("For law enforcement", police))
    return (*answers, *(_further(agreement, key, answer) for key, answer in legal.further))


def _further(agreement: Agreement, key: str, answer: str) -> Clause:
    """A further question that a provision asks, in its own words where the library still asks it."""
    for question in questions(agreement):
        if question.key == key:
            words = {choice.key: choice.words for choice in question.choices}
            return _clause(question.words, words.get(answer, answer), source=question.because, without="Not answered")
    return _clause(key.replace("-", " ").capitalize(), answer, without="Not answered")


def _releases(agreement: Agreement) -> tuple[Clause, ...]:
    found = []
    if agreement.least_count:
        least = f"{agreement.least_count}, whatever rule set is asked for"
        found.append(_clause("Fewest people that a count may stand for", least))
    if agreement.factors:
        points = (factor.words for factor in agreement.factors)
        found.append(_clause("Score, which puts in order and decides about nobody by itself", *points))
    return tuple(found)


def _dates(agreement: Agreement) -> tuple[Clause, ...]:
    days = agreement.retention_days
    return (
        _clause("Starts", day_in_words(agreement.starts)),
        _clause("Ends", day_in_words(agreement.ends)),
        _clause("Review due by", f"{day_in_words(agreement.review_due)}. With its review overdue nothing moves."),
        _clause("A supply is kept for", f"{days} day{'' if days == 1 else 's'} from the day it was received"),
    )


def _given(terms: SupplyTerms) -> tuple[Given, ...]:
    by_kind: dict[str, list[str]] = {}
    for name in terms.items:
        item = ITEMS.get(name)
        by_kind.setdefault(KINDS[item.sensitivity] if item else "Not in the vocabulary", []).append(
            item.title if item else readable(name)
        )
    dataset = "The linked index" if terms.dataset == INDEX else readable(terms.dataset.replace("_", " "))
    return tuple(Given(dataset, kind, tuple(items)) for kind, items in by_kind.items())
