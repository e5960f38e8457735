"""What must be answered before an agreement can be put to its signatories, and what they then read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from tests.made_up.agreements import PURPOSE, agreement

from joinedup.engine.agreements.agreement import INDEX, PUBLIC, Agreement, Party, SupplyTerms, version_hash
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY
from joinedup.engine.agreements.completeness import missing
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.wording import text

LEGAL = agreement().legal
PARTIES = agreement().parties
NHS, POLICE = agreement().supplies


@pytest.mark.parametrize("sharing_type", [1, 2, 3])
def test_the_made_up_agreements_are_complete(sharing_type: int) -> None:
    assert missing(agreement(sharing_type)) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"legal": evolve(LEGAL, gateway="")}, "a gateway from the legal library"),
        ({"sharing_type": 2, "legal": evolve(LEGAL, gateway="hsca-2012-s251b")}, "does not carry type 2"),
        ({"legal": evolve(LEGAL, article_6="because")}, "a lawful basis"),
        ({"legal": evolve(LEGAL, confidentiality="")}, "confidentiality"),
        ({"legal": evolve(LEGAL, special_category="")}, "special category data (Article 9)"),
        ({"legal": evolve(LEGAL, criminal="")}, "criminal offence data (Article 10)"),
        ({"legal": evolve(LEGAL, criminal="made up")}, "criminal offence data that the legal library knows"),
        ({"parties": (Party("council"),)}, "at least two parties"),
        ({"parties": (*PARTIES, Party("nhs"))}, "each party once"),
        ({"parties": (*PARTIES, Party(PUBLIC))}, "parties by their own names"),
        ({"host": "school"}, "a host that is a party"),
        ({"supplies": (NHS, POLICE, SupplyTerms("school", "pupils", ("upn",)))}, "supplier school as a party"),
        ({"recipients": ()}, "at least one recipient"),
        ({"recipients": ("school",)}, "recipient school as a party"),
        ({"recipients": (PUBLIC,)}, "only type 1 may be published"),
        ({"purposes": ()}, "a purpose"),
        ({"purposes": (PURPOSE, "  ")}, "a purpose"),
        ({"sharing_type": 5}, "a type of sharing"),
        ({"supplies": ()}, "the items that each supplier gives"),
        ({"supplies": (NHS, evolve(POLICE, items=()))}, "the items of police's incidents"),
        ({"supplies": (NHS, evolve(POLICE, items=("shoe_size",)))}, "items from the vocabulary"),
        ({"supplies": (NHS, POLICE, NHS)}, "each data set once"),
        ({"supplies": (NHS, evolve(POLICE, dataset=INDEX))}, "another name for police's data set"),
        ({"ends": date(2026, 1, 1)}, "an end on or after the start"),
        ({"review_due": date(2026, 1, 1)}, "a review after the start"),
        ({"retention_days": 0}, "how many days"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_said(changes: dict[str, Any], words: str) -> None:
    assert words in "; ".join(missing(agreement(**changes)))


def test_an_unknown_condition_is_asked_for_even_where_none_is_needed() -> None:
    """Otherwise it would be signed without anybody knowing what it says, or whether it needs consent."""
    plain = (SupplyTerms("nhs", "community", ("sex",)),)
    assert missing(agreement(supplies=plain, legal=evolve(LEGAL, special_category="", criminal=""))) == ()
    assert missing(agreement(supplies=plain, legal=evolve(LEGAL, special_category="nonsense")))


def test_everything_missing_is_said_at_once() -> None:
    bare = agreement(parties=(), supplies=(), recipients=(), purposes=(), retention_days=0)
    assert len(missing(bare)) >= 6


@pytest.mark.parametrize("sharing_type", [1, 2, 3])
def test_what_is_signed_is_read_first(sharing_type: int) -> None:
    """The text names every party, purpose, supplier and recipient, and the version's hash."""
    agreed: Agreement = agreement(sharing_type)
    words = text(agreed)
    for party in agreed.parties:
        assert party.partner in words
    for purpose in agreed.purposes:
        assert purpose in words
    for terms in agreed.supplies:
        assert f"{terms.supplier}, {terms.dataset}: " in words
    assert version_hash(agreed) in words
    assert "1 February 2026" in words
    assert ("everyone (published)" in words) == (sharing_type == 1)


def test_every_complete_agreement_has_a_text() -> None:
    """Whatever legal answers the library offers."""
    for gateway, meant in GATEWAYS.items():
        agreed = agreement(meant.types[-1], legal=evolve(LEGAL, gateway=gateway))
        assert meant.title in text(agreed)
    for table, name in ((ARTICLE_6, "article_6"), (CONFIDENTIALITY, "confidentiality"), (CONDITIONS, "criminal")):
        for key, answer in table.items():
            assert answer.title in text(agreement(legal=evolve(LEGAL, **{name: key})))
            assert answer.source
