"""Risks and measures of an impact assessment: how high, what is left, what contradicts itself, how it is kept."""

from __future__ import annotations

import json
from datetime import date

import cattrs
import pytest
from attrs import evolve

from joinedup.engine.agreements.agreement import DpiaOutcome
from joinedup.engine.agreements.dpia import (
    QUESTIONS,
    STEPS,
    Dpia,
    Effect,
    Level,
    Likelihood,
    Measure,
    Risk,
    Severity,
    as_plain,
    dpia_from,
    high_risks,
    missing,
    outcome,
)

HIGH = Risk("r1", "An address is seen by the wrong person", Likelihood.PROBABLE, Severity.SEVERE)
MEDIUM = Risk("r2", "An old address is used", Likelihood.POSSIBLE, Severity.SIGNIFICANT)
LOW = Risk("r3", "A letter is sent twice", Likelihood.REMOTE, Severity.MINIMAL)
ANSWERS = tuple((key, "It was thought about.") for key in QUESTIONS)


def measure(risk: Risk = HIGH, effect: Effect = Effect.REDUCED, residual: Level = Level.LOW) -> Measure:
    """An approved measure against a risk."""
    return Measure(risk.key, "Addresses are left out", effect, residual, approved=True)


def assessment(*measures: Measure, risks: tuple[Risk, ...] = (HIGH,)) -> Dpia:
    """An assessment in which every question is answered."""
    return Dpia(answers=ANSWERS, risks=risks, measures=measures)


def test_the_whole_matrix_of_risk() -> None:
    levels = {
        (likelihood.value, severity.value): Risk("r", "harm", likelihood, severity).level.value
        for likelihood in Likelihood
        for severity in Severity
    }
    assert levels == {
        ("remote", "minimal"): "low", ("remote", "significant"): "low", ("remote", "severe"): "medium",
        ("possible", "minimal"): "low", ("possible", "significant"): "medium", ("possible", "severe"): "high",
        ("probable", "minimal"): "medium", ("probable", "significant"): "high", ("probable", "severe"): "high",
    }  # fmt: skip


def test_more_likely_or_worse_is_never_less_risk() -> None:
    order = list(Level)
    for severity in Severity:
        heights = [order.index(Risk("r", "harm", likelihood, severity).level) for likelihood in Likelihood]
        assert heights == sorted(heights)
    for likelihood in Likelihood:
        heights = [order.index(Risk("r", "harm", likelihood, severity).level) for severity in Severity]
        assert heights == sorted(heights)


def test_every_question_has_its_own_key_and_a_hint() -> None:
    asked = [question for step in STEPS for question in step.questions]
    assert len({key for key, _, _ in asked}) == len(asked) == len(QUESTIONS)
    assert all(words and hint for _, words, hint in asked)


def test_the_best_approved_measure_says_what_is_left() -> None:
    weak, strong = measure(residual=Level.MEDIUM), measure()
    assert assessment(weak, strong).residual(HIGH) is Level.LOW
    assert assessment(weak, evolve(strong, approved=False)).residual(HIGH) is Level.MEDIUM
    assert assessment().residual(HIGH) is Level.HIGH


def test_a_measure_against_one_risk_leaves_another_as_it_is() -> None:
    other = evolve(HIGH, key="r9")
    assert high_risks(assessment(measure(), risks=(HIGH, other))) == (other,)


def test_only_a_low_risk_needs_no_measure() -> None:
    assert missing(assessment(risks=(LOW,))) == ()
    assert missing(assessment(risks=(MEDIUM,))) == ("A measure against: An old address is used",)


def test_an_assessment_without_any_risk_was_not_thought_through() -> None:
    assert missing(assessment(risks=())) == ("At least one risk",)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (measure(effect=Effect.ELIMINATED, residual=Level.MEDIUM), "taken away leaves little"),
        (measure(effect=Effect.ACCEPTED, residual=Level.LOW), "accepted stays as it is"),
        (measure(MEDIUM, residual=Level.HIGH), "more risk than there was"),
        (evolve(measure(), risk="nowhere"), "The risk that is met by"),
    ],
)
def test_what_contradicts_itself_is_said_and_stops_it(made: Measure, words: str) -> None:
    wrong = assessment(measure(), measure(MEDIUM), made, risks=(HIGH, MEDIUM))
    assert [words in one for one in missing(wrong)] == [True]
    assert outcome(wrong) is DpiaOutcome.NOT_DONE


def test_two_risks_under_one_key_are_said() -> None:
    assert "Each risk once" in missing(assessment(measure(), risks=(HIGH, HIGH)))[0]


def test_an_effect_is_one_of_three_words() -> None:
    assert Measure("r1", "Staff are trained", "reduced", Level.LOW).effect is Effect.REDUCED
    with pytest.raises(ValueError, match="postponed"):
        Measure("r1", "Staff are trained", "postponed", Level.LOW)


ACCEPTED_HIGH = assessment(measure(effect=Effect.ACCEPTED, residual=Level.HIGH))
ASKED = evolve(ACCEPTED_HIGH, consulted_on=date(2026, 11, 2), consultation_answer="No.")


def test_a_high_risk_cannot_be_accepted_without_the_regulator() -> None:
    assert outcome(ACCEPTED_HIGH) is DpiaOutcome.CONSULT_REGULATOR
    assert outcome(evolve(ASKED, consulted_on=None)) is DpiaOutcome.CONSULT_REGULATOR
    assert outcome(evolve(ASKED, consultation_answer=" ")) is DpiaOutcome.CONSULT_REGULATOR


def test_what_the_regulator_forbids_is_refused_also_with_less_risk() -> None:
    assert outcome(evolve(ASKED, forbidden=True)) is DpiaOutcome.REFUSED
    assert outcome(evolve(ASKED, forbidden=True, measures=(measure(),))) is DpiaOutcome.REFUSED


def test_it_survives_json() -> None:
    whole = evolve(ASKED, forbidden=True, dpo_overruled=True, overruled_because="A court ordered it.")
    assert dpia_from(json.loads(json.dumps(as_plain(whole)))) == whole
    assert dpia_from(json.loads(json.dumps(as_plain(Dpia())))) == Dpia()


def test_one_kept_before_the_regulators_refusal_was_asked_for_is_still_read() -> None:
    kept = as_plain(ASKED)
    del kept["forbidden"]
    assert dpia_from(kept) == ASKED


@pytest.mark.parametrize("wrong", [{"risks": [{"key": "r1"}]}, {"consulted_on": "yesterday"}])
def test_another_shape_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(cattrs.BaseValidationError):
        dpia_from({**as_plain(ASKED), **wrong})
