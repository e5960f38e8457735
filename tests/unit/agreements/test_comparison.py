"""Two versions side by side: no change is missed, and each is said in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from attrs import evolve
from tests.made_up.agreements import agreement

from joinedup.engine.agreements.agreement import (
    PUBLIC,
    Agreement,
    DpiaOutcome,
    LegalAnswers,
    Party,
    PartyRole,
    SupplyTerms,
)
from joinedup.engine.agreements.comparison import Change, changes, clauses
from joinedup.engine.agreements.factor import Factor

BEFORE = agreement()
NHS, POLICE = BEFORE.supplies
OTHER: dict[str, Any] = {
    "protocol": "P-2",
    "title": "Another title",
    "sharing_type": 2,
    "purposes": ("plan services",),
    "parties": BEFORE.parties[:2],
    "host": "nhs",
    "supplies": (NHS,),
    "recipients": (PUBLIC,),
    "legal": evolve(BEFORE.legal, article_6="legal-obligation"),
    "dpia": DpiaOutcome.NOT_DONE,
    "starts": date(2026, 2, 2),
    "ends": date(2027, 2, 1),
    "review_due": date(2026, 12, 2),
    "retention_days": 91,
    "draws_on": ("A-9",),
    "initiative": "families",
    "why_not_lower": "somebody knocks at one door",
    "least_count": 12,
    "factors": (Factor("Incidents", "incidents", "incidents", 2, at_least=3),),
}
OTHER_ANSWERS: dict[str, Any] = {
    "gateway": "care-act-2014-s42",
    "article_6": "legal-obligation",
    "confidentiality": "implied-consent",
    "special_category": "safeguarding",
    "criminal": "safeguarding",
    "opt_out": "direct-care",
    "law_enforcement": True,
    "further": (("paragraph-18", "would-prejudice"),),
}


def said(**changed: Any) -> tuple[Change, ...]:
    """What is said of a later version in which these fields are different."""
    return changes(BEFORE, evolve(BEFORE, version=2, **changed))


def test_every_field_but_the_versions_own_name_is_tried_here() -> None:
    assert set(OTHER) == {field.name for field in attrs.fields(Agreement)} - {"reference", "version"}
    assert set(OTHER_ANSWERS) == {field.name for field in attrs.fields(LegalAnswers)}


@pytest.mark.parametrize("field", OTHER)
def test_a_change_to_any_field_is_one_changed_clause(field: str) -> None:
    assert len(said(**{field: OTHER[field]})) == 1


@pytest.mark.parametrize("answer", OTHER_ANSWERS)
def test_each_legal_answer_is_a_clause_of_its_own(answer: str) -> None:
    assert len(said(legal=evolve(BEFORE.legal, **{answer: OTHER_ANSWERS[answer]}))) == 1


def test_a_new_version_of_the_same_text_has_no_changes() -> None:
    assert said() == ()


def test_a_new_data_set_is_added_and_one_left_out_is_removed() -> None:
    school = SupplyTerms("school", "pupils", ("year_group", "surname"))
    added, removed = said(supplies=(NHS, school))
    assert added == Change("Items of school's pupils", "", "Last name; National curriculum year")
    assert (removed.clause, removed.after) == ("Items of police's incidents", "")
    assert (added.kind, removed.kind) == ("added", "removed")


def test_an_item_more_changes_its_data_set_only() -> None:
    (change,) = said(supplies=(NHS, evolve(POLICE, items=(*POLICE.items, "uprn"))))
    assert (change.clause, change.kind) == ("Items of police's incidents", "changed")
    assert "Unique property reference number" in change.after
    assert "Unique property reference number" not in change.before


def test_items_in_another_order_are_the_same_items() -> None:
    assert said(supplies=(evolve(NHS, items=NHS.items[::-1]), POLICE)) == ()


def test_parties_are_named_with_their_role_and_kind() -> None:
    (change,) = said(parties=(Party("council", PartyRole.PROCESSOR, "unitary-council"),))
    assert change.after == "council (processor, Unitary or metropolitan council)"


def test_everyone_is_who_receives_what_is_published() -> None:
    assert said(recipients=(PUBLIC,))[0].after == "everyone"


def test_dates_are_written_as_people_write_them() -> None:
    assert said(ends=date(2027, 2, 1)) == (Change("Ends", "31 January 2027", "1 February 2027"),)


def test_one_day_is_no_days() -> None:
    assert said(retention_days=1) == (Change("Kept for", "90 days", "1 day"),)


def test_a_provision_is_named_with_its_source() -> None:
    (change,) = said(legal=evolve(BEFORE.legal, special_category="safeguarding"))
    assert change.after == (
        "Safeguarding children and individuals at risk (UK GDPR Article 9(2)(g); DPA 2018 Schedule 1 paragraph 18)"
    )


def test_a_further_answer_stands_under_its_question() -> None:
    asked = evolve(BEFORE.legal, special_category="safeguarding")
    first = evolve(BEFORE, legal=evolve(asked, further=(("paragraph-18", "cannot-consent"),)))
    second = evolve(BEFORE, legal=evolve(asked, further=(("paragraph-18", "would-prejudice"),)))
    assert changes(first, second) == (
        Change(
            "Why is it done without consent?",
            "Consent cannot be given by the person",
            "Asking for consent would prejudice the protection",
        ),
    )


def test_an_answer_that_nothing_asks_for_any_more_is_not_lost() -> None:
    (change,) = said(legal=evolve(BEFORE.legal, further=(("an-old-question", "yes"),)))
    assert change == Change("Answer: an-old-question", "", "yes")


def test_what_the_library_does_not_know_keeps_its_own_word() -> None:
    strange = evolve(BEFORE, legal=evolve(BEFORE.legal, gateway="a-power-of-old"), supplies=(
        SupplyTerms("nhs", "community", ("shoe_size",)),), parties=(Party("council", kind="guild"),))  # fmt: skip
    words = clauses(strange)
    assert words["Power to disclose"] == "a-power-of-old"
    assert words["Items of nhs's community"] == "shoe_size"
    assert words["Parties"] == "council (controller, guild)"
