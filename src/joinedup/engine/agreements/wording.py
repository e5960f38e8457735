"""An agreement in plain English: what a signatory reads before signing, generated from the value itself."""

from __future__ import annotations

from joinedup.engine.agreements.agreement import PUBLIC, Agreement, Party, Protocol, version_hash
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY, OPT_OUT
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.engine.agreements.law.questions import answered

TYPES = {
    1: "Area statistics: only protected counts leave",
    2: "Linked and pseudonymised: no names leave",
    3: "Single view of a person: identifiable, for named practitioners",
    4: "Professional discussion of a case",
}


def text(agreement: Agreement, protocol: Protocol | None = None) -> str:
    """The agreement as Markdown, with the hash that a signature covers at its foot.

    protocol: the one above it, whose clauses are then said in full. Raises KeyError for a legal answer, an item or a
    type that the library does not know: what is not complete has no text.
    """
    kind = agreement.sharing_type
    recipients = ["everyone (published)" if one == PUBLIC else one for one in agreement.recipients]
    why = ["### Why a lower type would not do", agreement.why_not_lower] if agreement.why_not_lower else []
    lines = [
        f"# {agreement.title}",
        f"Agreement {agreement.reference}, version {agreement.version}, under the protocol {agreement.protocol}.",
        f"Type {kind}. {TYPES[kind]}.",
        "## Why",
        *(f"- {purpose}" for purpose in agreement.purposes),
        *([f"It serves the initiative {agreement.initiative}."] if agreement.initiative else []),
        *why,
        "## Who",
        *(f"- {_party(party)}" for party in agreement.parties),
        f"Kept by {agreement.host}. Received by {', '.join(recipients)}.",
        "## By which law",
        *_law(agreement),
        f"- Impact assessment: {agreement.dpia.value}",
        "## What is shared, and nothing else",
        *(
            f"- {terms.supplier}, {terms.dataset}: {', '.join(ITEMS[name].title for name in terms.items)}"
            for terms in agreement.supplies
        ),
        *([f"It also uses what was supplied under {', '.join(agreement.draws_on)}."] if agreement.draws_on else []),
        *_releases(agreement),
        "## From when until when",
        f"From {day_in_words(agreement.starts)} to {day_in_words(agreement.ends)}; "
        f"review due by {day_in_words(agreement.review_due)}. A supply is kept for {agreement.retention_days} days.",
        *_inherited(protocol),
        f"This version: {version_hash(agreement)}",
    ]
    return "\n\n".join(lines) + "\n"


def _releases(agreement: Agreement) -> list[str]:
    if not agreement.least_count and not agreement.factors:
        return []
    least = (
        [f"No count of fewer than {agreement.least_count} people is released, whatever rule set is asked for."]
        if agreement.least_count
        else []
    )
    score = (
        ["A score puts people or households in order and decides about nobody by itself. Its factors:",
         *(f"- {factor.words}" for factor in agreement.factors)]
        if agreement.factors
        else []
    )  # fmt: skip
    return ["## What may leave", *least, *score]


def _party(party: Party) -> str:
    kind = ORGANISATIONS.get(party.kind)
    return f"{party.partner} ({party.role.value}{f', {kind.title}' if kind is not None else ''})"


def _law(agreement: Agreement) -> list[str]:
    legal = agreement.legal
    asked = (
        ("Power to disclose", GATEWAYS, legal.gateway),
        ("Lawful basis", ARTICLE_6, legal.article_6),
        ("Special category data", CONDITIONS, legal.special_category),
        ("Criminal offence data", CONDITIONS, legal.criminal),
        ("Confidentiality", CONFIDENTIALITY, legal.confidentiality),
        ("National Data Opt-out", OPT_OUT, legal.opt_out),
    )
    lines = [f"- {label}: {table[key].title} ({table[key].source})" for label, table, key in asked if key]
    if legal.law_enforcement:
        lines.append("- For law enforcement: yes (Data Protection Act 2018 Part 3)")
    for key, question, answer in answered(agreement):
        if question is None:
            lines.append(f"- {key.replace('-', ' ').capitalize()}: {answer}")
        else:
            lines.append(f"- {question.words} {answer or 'Not answered'} ({question.because})")
    return lines


def _inherited(protocol: Protocol | None) -> list[str]:
    if protocol is None:
        return []
    return [
        "## What holds for all by the protocol",
        f"{protocol.title} ({protocol.reference}, version {protocol.version}), "
        f"from {day_in_words(protocol.starts)} to {day_in_words(protocol.ends)}.",
        *(f"- {principle}" for principle in protocol.principles),
    ]
