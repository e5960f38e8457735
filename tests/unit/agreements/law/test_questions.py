"""What a form asks beside the five answers, and how the answers are said."""

from __future__ import annotations

from attrs import evolve
from tests.unit.agreements.law.between import CRIMES, HEALTH, PLAIN, between

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.law.questions import answered, questions


def keys(agreement: Agreement) -> list[str]:
    return [question.key for question in questions(agreement)]


def test_nothing_is_asked_where_nothing_depends_on_it() -> None:
    assert keys(between("unitary-council", "charity")) == []


def test_a_provision_asks_its_own_questions_in_its_order() -> None:
    asked = between("probation", "district-council", evolve(PLAIN, gateway="housing-act-1996-s213b"))
    assert keys(asked) == ["213b-consent", "213b-choice"]


def test_a_condition_named_twice_asks_once() -> None:
    legal = evolve(PLAIN, special_category="safeguarding", criminal="safeguarding")
    assert keys(between("unitary-council", "charity", legal)) == ["paragraph-18"]


def test_parties_and_items_bring_their_questions() -> None:
    legal = evolve(PLAIN, gateway="dea-2017-s35-multiple-disadvantages", law_enforcement=True)
    assert keys(between("hmrc", "unitary-council", legal, HEALTH)) == [
        "dea-two-factors", "part-3-authority", "schedule-8", "dea-provider", "hmrc-consent",
    ]  # fmt: skip
    assert "schedule-8" not in keys(between("police", "unitary-council", legal, CRIMES))
    assert "hmrc-consent" not in keys(between("police", "unitary-council", legal, CRIMES))


def test_which_parties_act_for_others_need_not_be_answered() -> None:
    found = questions(between("unitary-council", "police", evolve(PLAIN, gateway="cda-1998-s115")))
    assert [(question.key, question.required) for question in found] == [("dea-provider", False)]
    assert found[0].because == "Crime and Disorder Act 1998 s115(1)(b)"


def test_answers_are_said_in_words_and_those_that_nothing_asks_are_kept() -> None:
    further = (("paragraph-18", "cannot-consent"), ("sab-request", "12/26"))
    legal = evolve(PLAIN, special_category="safeguarding", further=further)
    (key, question, words), (other, nothing, said) = answered(between("unitary-council", "charity", legal))
    assert (key, words) == ("paragraph-18", "Consent cannot be given by the person")
    assert question is not None
    assert "paragraph 18" in question.because
    assert (other, nothing, said) == ("sab-request", None, "12/26")
