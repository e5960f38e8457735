"""What a signatory reads says everything that the version holds, in words."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve, fields
from tests.made_up.agreements import PROTOCOL, agreement

from joinedup.engine.agreements.agreement import Agreement, DpiaOutcome, LegalAnswers, Party, SupplyTerms
from joinedup.engine.agreements.factor import Factor
from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.agreements.wording import text

WHOLE = agreement()
CHANGED: dict[str, object] = {
    "reference": "A-99",
    "version": 7,
    "protocol": "P-9",
    "title": "Another title",
    "sharing_type": 4,
    "purposes": ("keep children safe",),
    "parties": (*WHOLE.parties[:-1], Party("police", kind="police")),
    "host": "nhs",
    "supplies": WHOLE.supplies[:1],
    "recipients": ("nhs",),
    "dpia": DpiaOutcome.REFUSED,
    "starts": date(2026, 2, 2),
    "ends": date(2027, 2, 2),
    "review_due": date(2026, 12, 2),
    "retention_days": 91,
    "draws_on": ("A-2",),
    "initiative": "winter",
    "why_not_lower": "A person is helped by name.",
    "least_count": 12,
    "factors": (Factor("Incidents", "incidents", "incidents", 2, at_least=3),),
}
ANSWERED: dict[str, tuple[object, str]] = {
    "gateway": ("cda-1998-s115", "Crime and Disorder Act 1998 s115"),
    "article_6": ("legal-obligation", "UK GDPR Article 6(1)(c)"),
    "confidentiality": ("public-interest", "Overriding public interest"),
    "special_category": ("public-health", "Article 9(2)(i)"),
    "criminal": ("statutory-purposes", "Schedule 1 paragraph 6"),
    "opt_out": ("applied", "left out before anything is shared"),
    "law_enforcement": (True, "For law enforcement: yes"),
    "further": ((("old-question", "An answer"),), "Old question: An answer"),
}


def above_the_hash(agreed: Agreement) -> str:
    return text(agreed).rpartition("This version")[0]


def test_every_field_is_tried() -> None:
    assert {*CHANGED, "legal"} == {field.name for field in fields(Agreement)}
    assert set(ANSWERED) == {field.name for field in fields(LegalAnswers)}


@pytest.mark.parametrize("field", CHANGED)
def test_no_field_can_change_without_the_text(field: str) -> None:
    assert above_the_hash(evolve(WHOLE, **{field: CHANGED[field]})) != above_the_hash(WHOLE)


@pytest.mark.parametrize("field", ANSWERED)
def test_each_legal_answer_is_said_with_its_law(field: str) -> None:
    value, words = ANSWERED[field]
    assert words not in text(WHOLE)
    assert words in text(evolve(WHOLE, legal=evolve(WHOLE.legal, **{field: value})))


def test_a_further_question_is_said_with_its_answer_in_words_and_its_law() -> None:
    legal = evolve(WHOLE.legal, special_category="safeguarding", further=(("paragraph-18", "would-prejudice"),))
    said = text(evolve(WHOLE, legal=legal))
    assert (
        "Why is it done without consent? Asking for consent would prejudice the protection "
        "(DPA 2018 Schedule 1 paragraph 18(1)(d) and (2))"
    ) in said


def test_what_a_party_is_in_law_is_said_where_it_is_known() -> None:
    known = evolve(WHOLE, parties=(Party("council", kind="unitary-council"), *WHOLE.parties[1:]))
    assert "- council (controller, Unitary or metropolitan council)" in text(known)
    assert "- nhs (controller)" in text(known)


def test_the_protocol_s_clauses_are_inherited_in_full() -> None:
    said = text(WHOLE, PROTOCOL)
    assert "Overarching protocol (P-1, version 1), from 1 January 2026 to 31 December 2027." in said
    for principle in PROTOCOL.principles:
        assert f"- {principle}" in said
        assert principle not in text(WHOLE)


def test_the_least_count_and_the_score_are_said_in_full() -> None:
    factor = Factor("Incidents", "incidents", "incidents", 2, at_least=3, cost=10.5, cost_source="A table",
                    disadvantage="criminal offending")  # fmt: skip
    said = text(evolve(WHOLE, least_count=12, factors=(factor,)))
    assert "No count of fewer than 12 people is released, whatever rule set is asked for." in said
    assert "decides about nobody by itself" in said
    assert (
        f"- Incidents (incidents: {ITEMS['incidents'].title}, at least 3): 2 points; counts as criminal offending; "
        "costs services £10.50 a year (A table)"
    ) in said


def test_what_is_not_complete_has_no_text() -> None:
    with pytest.raises(KeyError):
        text(evolve(WHOLE, supplies=(SupplyTerms("nhs", "community", ("shoe_size",)),)))
