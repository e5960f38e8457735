"""Would a lower type do? Every combination of answers, when a reason is asked for, and what more costs."""

from __future__ import annotations

from itertools import product

import pytest

from joinedup.engine.agreements.lower_type import COSTS, QUESTIONS, advise
from joinedup.engine.agreements.wording import TYPES

ANSWERS = [
    dict(zip(("one_person", "joined", "together"), said, strict=True)) for said in product((False, True), repeat=3)
]


def lowest(**yes: bool) -> int:
    """The lowest type where these are answered yes and the others no."""
    return advise(**({"one_person": False, "joined": False, "together": False} | yes)).lowest


def test_the_questions_are_what_the_advice_takes() -> None:
    assert [key for key, _words in QUESTIONS] == ["one_person", "joined", "together"]


def test_every_type_has_its_costs() -> None:
    assert set(COSTS) == set(TYPES)


def test_counts_do_where_nobody_needs_to_be_known_or_joined() -> None:
    assert lowest() == 1


def test_joining_records_asks_for_no_names() -> None:
    assert lowest(joined=True) == 2


@pytest.mark.parametrize("joined", [True, False])
def test_acting_for_one_person_asks_for_names(joined: bool) -> None:
    assert lowest(one_person=True, joined=joined) == 3


@pytest.mark.parametrize("one_person", [True, False])
def test_talking_through_cases_is_type_4_whatever_else_is_said(one_person: bool) -> None:
    assert lowest(together=True, one_person=one_person) == 4


@pytest.mark.parametrize("answers", ANSWERS)
@pytest.mark.parametrize("chosen", TYPES)
def test_a_reason_is_asked_for_exactly_where_less_would_do(answers: dict[str, bool], chosen: int) -> None:
    advice = advise(**answers)
    assert advice.needs_reason(chosen) == (chosen > advice.lowest) == bool(advice.cost_of(chosen))


@pytest.mark.parametrize("answers", ANSWERS)
def test_one_more_need_never_lowers_the_type(answers: dict[str, bool]) -> None:
    for need in answers:
        assert advise(**{**answers, need: True}).lowest >= advise(**{**answers, need: False}).lowest


def test_the_words_name_the_type_and_what_it_asks() -> None:
    advice = advise(one_person=False, joined=True, together=False)
    assert advice.words.startswith("Type 2 would do.")
    assert COSTS[2] in advice.words


def test_each_step_up_says_what_it_costs() -> None:
    advice = advise(one_person=False, joined=False, together=False)
    assert advice.cost_of(3) == f"Type 2: {COSTS[2]} Type 3: {COSTS[3]}"
    assert advice.cost_of(1) == ""
