"""The library's own facts hold together: every gateway is there, every key is known, every list is the law's."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.engine.agreements.items import Sensitivity
from joinedup.engine.agreements.law.commencement import SWITCHES
from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.engine.agreements.law.provisions import ANYONE, PROVISIONS, Provision

ALL = [one for part in PROVISIONS.values() for one in part.values()]
# Digital Economy Act 2017 Schedule 4, paragraphs that SI 2018/912 names for each objective
OBJECTIVES = {
    "multiple-disadvantages": {1, 2, 3, 4, 5, 7, 8, *range(10, 17), *range(18, 26)},
    "fuel-poverty": {6, 7, 8, *range(10, 22), 26, 27},
    "water-poverty": {7, 8, *range(10, 18), 27},
    "television-retuning": {2, 7, *range(11, 18)},
}


def test_every_part_of_the_library_is_there() -> None:
    assert set(PROVISIONS) == {"gateway", "article-6", "condition", "confidentiality", "opt-out"}
    assert len(PROVISIONS["gateway"]) >= 30


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.part}-{one.key}")
def test_a_provision_is_a_fact_with_its_source(one: Provision) -> None:
    assert one.title
    assert one.source
    assert one.checked >= date(2026, 1, 1)
    assert one.checked_by
    assert one.certainty in {"seen", "known", "uncertain"}
    assert one.overrides_confidence in {"yes", "no", "silent"}
    assert set(one.types) <= {1, 2, 3, 4}
    assert set(one.extent) <= {"England", "Wales"}
    assert set(one.disclosers + one.recipients) <= {*ORGANISATIONS, ANYONE}
    assert set(one.carries) <= {Sensitivity.SPECIAL.value, Sensitivity.CRIMINAL.value}
    assert not one.commencement or one.commencement in SWITCHES
    assert one.ends is None or one.starts is None or one.starts <= one.ends


@pytest.mark.parametrize("one", PROVISIONS["gateway"].values(), ids=lambda one: one.key)
def test_a_gateway_says_what_it_is_for(one: Provision) -> None:
    assert one.what_for


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.part}-{one.key}")
def test_what_a_provision_asks_can_be_answered(one: Provision) -> None:
    for question in one.questions:
        choices = {choice.key for choice in question.choices}
        assert question.because
        assert set(question.refused) <= choices
        assert not choices or choices - set(question.refused)


def test_no_two_questions_share_a_key_without_being_the_same() -> None:
    asked = [question for one in ALL for question in one.questions]
    assert len({question.key for question in asked}) == len(set(asked))


@pytest.mark.parametrize(("objective", "paragraphs"), OBJECTIVES.items())
def test_each_objective_names_its_own_paragraphs_of_schedule_4(objective: str, paragraphs: set[int]) -> None:
    provision = PROVISIONS["gateway"][f"dea-2017-s35-{objective}"]
    named = {kind for kind, one in ORGANISATIONS.items() if one.dea_paragraph in paragraphs}
    assert set(provision.disclosers) == named
    assert set(provision.recipients) == named


@pytest.mark.parametrize("kind", ["nhs-trust", "icb", "gp-practice", "housing-association", "charity", "provider"])
def test_health_bodies_and_the_third_sector_are_in_no_paragraph(kind: str) -> None:
    assert ORGANISATIONS[kind].dea_paragraph is None


def test_who_is_a_public_authority() -> None:
    private = {kind for kind, one in ORGANISATIONS.items() if not one.public_authority}
    assert private == {"housing-association", "charity", "provider"}


def test_nobody_is_there_both_for_law_enforcement_and_only_for_some_of_it() -> None:
    assert not [kind for kind, one in ORGANISATIONS.items() if one.competent and one.offences]
    assert ORGANISATIONS["police"].competent
    assert ORGANISATIONS["district-council"].offences
