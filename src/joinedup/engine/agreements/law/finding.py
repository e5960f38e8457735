"""One finding of the law on an agreement, and what every check reads first: what is named, and what each party is."""

from __future__ import annotations

from attrs import frozen

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.organisations import ORGANISATIONS, Organisation
from joinedup.engine.agreements.law.provisions import PROVISIONS, Provision

# each question of a form about the law, which is a field of LegalAnswers, and the part of the library that answers it
PARTS = {
    "gateway": "gateway",
    "article_6": "article-6",
    "special_category": "condition",
    "criminal": "condition",
    "confidentiality": "confidentiality",
    "opt_out": "opt-out",
}


@frozen
class LegalFinding:
    """Something the law says. refuses: it cannot be signed like this. question: the form's question it is about."""

    code: str
    refuses: bool
    words: str
    citation: str
    question: str


def refusal(code: str, words: str, citation: str, question: str) -> LegalFinding:
    """What the law does not allow."""
    return LegalFinding(code, True, words, citation, question)


def warning(code: str, words: str, citation: str, question: str) -> LegalFinding:
    """What a person has to look at before signing."""
    return LegalFinding(code, False, words, citation, question)


def chosen(agreement: Agreement) -> tuple[tuple[str, Provision], ...]:
    """The provisions that the agreement names, each with the form's question it answers; unknown keys left out."""
    named = ((question, PROVISIONS[part], getattr(agreement.legal, question)) for question, part in PARTS.items())
    return tuple((question, table[key]) for question, table, key in named if key in table)


def gateway_of(agreement: Agreement) -> Provision | None:
    """The power or duty to disclose; None where the library does not know it."""
    return PROVISIONS["gateway"].get(agreement.legal.gateway)


def kind_of(agreement: Agreement, partner: str) -> Organisation | None:
    """What a party is in law; None where that is not known."""
    party = agreement.party(partner)
    return ORGANISATIONS.get(party.kind) if party is not None else None


def suppliers_of(agreement: Agreement) -> tuple[str, ...]:
    """Each partner that gives something, once, in the agreement's order."""
    return tuple(dict.fromkeys(terms.supplier for terms in agreement.supplies))


def takers_of(agreement: Agreement) -> tuple[str, ...]:
    """Each partner that receives, once, in the agreement's order; what is published has none."""
    return tuple(dict.fromkeys(one for one in agreement.recipients if one != PUBLIC))


def shares(agreement: Agreement, sensitivity: Sensitivity) -> bool:
    """Whether any supplier gives an item of this sensitivity."""
    return any(
        name in ITEMS and ITEMS[name].sensitivity is sensitivity for terms in agreement.supplies for name in terms.items
    )
