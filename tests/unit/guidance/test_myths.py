"""Myths and questions: each says where it stands, and each agreement meets those that are about it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.made_up.agreements import agreement

from joinedup.engine.agreements.agreement import Party, SupplyTerms
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.engine.guidance import myths as library
from joinedup.engine.guidance.myths import MYTHS, QUESTIONS, TAGS, myths_for, questions_for, tags_of

DATA_TYPES = ("health", "police", "housing", "education", "social care", "benefits and tax", "children")
SERVICES = (*DATA_TYPES, "fire", "charities")
TYPES = ("type 1", "type 2", "type 3", "type 4")


def about(*items: str, kind: str = "") -> frozenset[str]:
    """The tags of an agreement on these items with a party of this kind."""
    return tags_of(agreement(parties=(Party("one", kind=kind),), supplies=(SupplyTerms("one", "records", items),)))


def test_there_are_enough_of_both() -> None:
    assert len(MYTHS) >= 14
    assert len(QUESTIONS) >= 30


def test_none_is_told_twice() -> None:
    assert len({one.myth for one in MYTHS}) == len({one.truth for one in MYTHS}) == len(MYTHS)
    assert len({one.ask for one in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("myth", MYTHS, ids=lambda one: one.myth)
def test_a_myth_has_a_short_truth_with_its_source_and_the_day_it_was_checked(myth: library.Myth) -> None:
    assert 0 < len(myth.truth) <= 160
    assert myth.source
    assert myth.checked <= date(2026, 11, 23)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.ask)
def test_a_question_ends_as_one_and_says_why(question: library.Question) -> None:
    assert question.ask.endswith("?")
    assert question.why


def test_every_tag_is_one_that_an_agreement_can_have() -> None:
    sensitivities = {one.value for one in Sensitivity}
    assert set(TAGS) <= {"all", *SERVICES, *TYPES, *sensitivities}


@pytest.mark.parametrize("tag", DATA_TYPES)
def test_every_type_of_data_has_myths_and_questions_of_its_own(tag: str) -> None:
    assert any(tag in one.tags for one in MYTHS)
    assert sum(tag in one.tags for one in QUESTIONS) >= 3


@pytest.mark.parametrize("tag", SERVICES)
def test_every_service_has_something_to_ask(tag: str) -> None:
    assert any(tag in one.tags for one in questions_for(frozenset([tag])))


@pytest.mark.parametrize("sharing_type", [1, 2, 3, 4])
def test_every_type_of_sharing_meets_a_myth_about_it(sharing_type: int) -> None:
    tag = f"type {sharing_type}"
    assert tag in tags_of(agreement(sharing_type))
    assert tag in myths_for(frozenset([tag]))[0].tags


@pytest.mark.parametrize(
    ("item", "tags"),
    [
        ("long_term_condition", {"health", "special category"}),
        ("care_need", {"social care", "special category"}),
        ("incidents", {"police", "criminal offence"}),
        ("upn", {"education", "children", "identifier"}),
        ("rent_arrears", {"housing", "personal"}),
        ("council_tax_support", {"benefits and tax", "personal"}),
        ("smoke_alarm", {"fire", "personal"}),
        ("ward", {"area"}),
    ],
)
def test_what_is_shared_says_what_it_is_about(item: str, tags: set[str]) -> None:
    assert about(item) == {"type 3", *tags}


@pytest.mark.parametrize(("kind", "tag"), [("charity", "charities"), ("icb", "health"), ("dwp", "benefits and tax")])
def test_who_shares_says_what_it_is_about(kind: str, tag: str) -> None:
    assert about("ward", kind=kind) == {"type 3", "area", tag}


def test_an_item_outside_the_vocabulary_says_nothing() -> None:
    assert about("shoe_size") == {"type 3"}


def test_every_item_and_kind_that_is_named_is_known() -> None:
    assert {name for names in library.ABOUT.values() for name in names} <= set(ITEMS)
    assert {kind for kinds in library.DEALS_WITH.values() for kind in kinds} <= set(ORGANISATIONS)


def test_the_myth_that_is_most_about_it_comes_first() -> None:
    found = myths_for(frozenset(["children", "social care", "education"]))
    shared = [len({"children", "social care", "education"} & set(one.tags)) for one in found]
    assert shared == sorted(shared, reverse=True)
    assert shared[0] == 3


def test_no_more_myths_than_asked_for_and_none_about_something_else() -> None:
    assert len(myths_for(frozenset(TAGS), most=2)) == 2
    for one in myths_for(frozenset(["fire"]), most=len(MYTHS)):
        assert {"fire", "all"} & set(one.tags)


def test_questions_for_everyone_are_asked_of_everyone() -> None:
    for_all = {one.ask for one in QUESTIONS if "all" in one.tags}
    assert {one.ask for one in questions_for(frozenset())} == for_all
    assert for_all < {one.ask for one in questions_for(frozenset(["police"]))}


def test_a_charity_with_pupils_is_asked_what_others_are_not() -> None:
    others = {one.ask for one in questions_for(about("ward"))}
    asked = {one.ask for one in questions_for(about("upn", kind="charity"))} - others
    assert {"Is the UPN used only for education?", "Can a small partner do what is asked of it?"} <= asked
