"""Indicators found in plain words: forms of a word, what it leads to, ages, misspellings."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.sayings import SAYINGS
from joinedup.engine.indicators.search import Answer, search
from joinedup.engine.indicators.search_terms import asked, held, stem, written

LISTED = [
    Indicator("smoking", "Smoking in adults", theme="Health", definition="Adults who smoke"),
    Indicator("claimants", "Claimant count", theme="Work", definition="Residents claiming unemployment benefits"),
    Indicator("fuel", "Households in fuel poverty", theme="Housing"),
    Indicator("obese", "Year 6 prevalence of obesity", theme="Health"),
    Indicator("older", "Population aged 65 or more years", theme="People"),
]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("smokers", "smoking"), ("How many people are jobless?", "claimants"), ("fat kids", "obese"),
        ("unemploymnet", "claimants"), ("old people", "older"), ("poor households", "fuel"), ("cold homes", "fuel"),
        ("work", "claimants"), ("obese", "obese"), ("cigarettes", "smoking"), ("waht about smoknig", "smoking"),
        ("over 65s", "older"), ("people out of work", "claimants"), ("the resident’s smoking", "smoking"),
    ],
)  # fmt: skip
def test_indicators_are_found_in_plain_words(words: str, key: str) -> None:
    found = search(words, LISTED).found
    assert found
    assert found[0].indicator.key == key
    assert found[0].because


def test_nothing_is_found_for_nothing() -> None:
    assert search("", LISTED) == search("the of and", LISTED) == search("smoking", []) == Answer()
    assert search("xylophone", LISTED) == Answer(unknown=("xylophone",))


@pytest.mark.parametrize(
    "words",
    [
        "smokers smoker smoking smoke", "unemployed unemployment", "employed employment", "vaccination vaccinations",
        "activity activities active", "illness illnesses ill", "children child", "loneliness lonely", "families family",
        "homelessness homeless", "house houses housing", "physically physical", "women woman",
    ],
)  # fmt: skip
def test_forms_of_a_word_meet(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


def test_different_words_stay_apart() -> None:
    assert len({stem(word) for word in ["age", "city", "class", "business", "bus", "pass", "press"]}) == 7


def test_several_words_are_read_as_one() -> None:
    assert [(one.said, one.tells) for one in asked("How many people are out of work?")] == [
        ("people", False), ("out of work", True),
    ]  # fmt: skip
    assert ("out of work", "out of work") in held("Residents out of work")
    assert written("Alzheimer's, over 75s, children’s") == ["alzheimer", "over", "75", "children"]


def test_under_an_age_is_that_age_and_below() -> None:
    listed = [Indicator("17", "Conceptions aged 17 and under"), Indicator("19", "Conceptions aged 19 and under")]
    assert search("conceptions under 18", listed).found[0].indicator.key == "17"
    assert search("conceptions under 20", listed).found[0].indicator.key == "19"


def test_a_word_that_differs_by_more_than_a_slip_is_not_guessed() -> None:
    assert search("poetry", LISTED).taken == {}  # two slips from "poverty"
    assert search("pover", LISTED).found == ()
    assert search("smokign", LISTED).taken == {"smokign": "smoking"}


def test_a_word_that_is_known_is_not_taken_for_another() -> None:
    assert search("drunk", LISTED) == Answer(unknown=("drunk",))


def test_the_list_of_sayings_has_a_date_and_its_words_are_plain() -> None:
    assert date(2026, 1, 1) < SAYINGS.reviewed
    known = [text for one in SAYINGS.sayings for text in (*one.said, *one.means)]
    assert [text for text in known if text != " ".join(written(text))] == []
    assert all(one.said and one.means for one in SAYINGS.sayings)
