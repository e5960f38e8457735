"""Law enforcement: who may say Part 3 applies, and what follows when it does."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.unit.agreements.law.between import CRIMES, HEALTH, PLAIN, between, refused, warned

from joinedup.engine.agreements.agreement import PUBLIC

ENFORCING = evolve(PLAIN, gateway="cda-1998-s115", law_enforcement=True, criminal="unlawful-acts")
CITED = (("part-3-authority", "Crime and Disorder Act 1998 s115"),)


@pytest.mark.parametrize("giver", ["charity", "housing-association", "nhs-trust", "academy"])
def test_who_is_no_competent_authority_cannot_choose_part_3(giver: str) -> None:
    found = refused(between(giver, "police", ENFORCING))
    assert "ss29-31" in found["part-3-not-applicable"].citation


@pytest.mark.parametrize("giver", ["police", "probation", "unitary-council", "fire", "home-office", ""])
def test_who_is_or_may_be_one_can(giver: str) -> None:
    assert "part-3-not-applicable" not in refused(between(giver, "police", ENFORCING))


def test_a_council_is_one_only_where_it_acts_against_offences() -> None:
    assert "part-3-offences-only" in warned(between("district-council", "police", ENFORCING))
    assert "part-3-offences-only" not in warned(between("police", "district-council", ENFORCING, CRIMES))


def test_the_police_are_asked_whether_it_was_collected_for_law_enforcement() -> None:
    general = evolve(ENFORCING, law_enforcement=False)
    assert "part-3-to-be-answered" in warned(between("police", "unitary-council", general, CRIMES))
    assert "part-3-to-be-answered" not in warned(between("police", "unitary-council", ENFORCING, CRIMES))
    assert "part-3-to-be-answered" not in warned(between("unitary-council", "police", general))


@pytest.mark.parametrize("taker", ["unitary-council", "dwp", "charity", ""])
def test_data_that_leaves_law_enforcement_needs_the_law_that_authorises_it(taker: str) -> None:
    asked = between("police", taker, ENFORCING, CRIMES)
    assert "part-3-authority" in {one.question for one in refused(asked).values()}
    cited = evolve(asked, legal=evolve(ENFORCING, further=CITED))
    assert "part-3-authority" not in {one.question for one in refused(cited).values()}
    assert "part-3-left" in warned(cited)


def test_data_that_stays_within_it_does_not() -> None:
    asked = between("police", "probation", ENFORCING, CRIMES)
    assert not refused(asked)
    assert "part-3-left" not in warned(asked)
    assert "part-3-distinctions" in warned(asked)


def test_sensitive_data_needs_a_condition_of_schedule_8_and_a_policy_document() -> None:
    legal = evolve(ENFORCING, special_category="statutory-purposes")
    asked = between("police", "probation", legal, HEALTH)
    assert "Schedule 8" in refused(asked)["answer-missing"].citation
    assert "part-3-policy-document" in warned(asked)
    assert not refused(evolve(asked, legal=evolve(legal, further=(("schedule-8", "safeguarding"),))))
    assert "answer-unknown" in refused(evolve(asked, legal=evolve(legal, further=(("schedule-8", "because"),))))


def test_part_3_takes_the_place_of_article_6_between_competent_authorities() -> None:
    legal = evolve(ENFORCING, article_6="law-enforcement")
    assert not refused(between("police", "probation", legal, CRIMES))
    assert "part-3-no-basis" not in refused(between("police", "district-council", legal, CRIMES))
    assert "part-3-no-basis" not in refused(between("police", "", legal, CRIMES))


@pytest.mark.parametrize(("giver", "taker"), [("police", "charity"), ("nhs-trust", "police")])
def test_and_for_nobody_else(giver: str, taker: str) -> None:
    found = refused(between(giver, taker, evolve(ENFORCING, article_6="law-enforcement"), CRIMES))
    assert found["part-3-no-basis"].question == "article_6"
    assert found["part-3-no-basis"].citation


def test_nor_where_it_was_not_said_or_is_published() -> None:
    unsaid = evolve(ENFORCING, article_6="law-enforcement", law_enforcement=False)
    assert "part-3-not-said" in refused(between("police", "probation", unsaid, CRIMES))
    said = between("police", "probation", evolve(ENFORCING, article_6="law-enforcement"), CRIMES, kind=1)
    assert "part-3-no-basis" in refused(evolve(said, recipients=("taker", PUBLIC)))
