"""An impact assessment: what it asks, when it stops an agreement, and what overruling needs."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from tests.made_up.partnership import AGREEMENT

from joinedup.engine.agreements.agreement import DpiaOutcome
from joinedup.engine.agreements.comparison import changes, clauses
from joinedup.engine.agreements.dpia import (
    QUESTIONS,
    STEPS,
    Dpia,
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
from joinedup.engine.agreements.lower_type import advise

RISK = Risk("r1", "Somebody in the same household sees where a person lives", Likelihood.PROBABLE, Severity.SEVERE)
WHOLE = Dpia(
    answers=tuple((key, "It was thought about.") for key in QUESTIONS),
    risks=(RISK,),
    measures=(Measure("r1", "Addresses are not shared", "reduced", Level.LOW, approved=True),),
)


def test_there_are_seven_steps() -> None:
    assert [step.key for step in STEPS] == [
        "need", "description", "consultation", "necessity", "risks", "measures", "sign-off",
    ]  # fmt: skip


def test_a_complete_assessment_with_low_risk_left_is_accepted() -> None:
    assert missing(WHOLE) == ()
    assert outcome(WHOLE) is DpiaOutcome.ACCEPTED


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_every_question_must_be_answered(question: str) -> None:
    partly = evolve(WHOLE, answers=tuple(pair for pair in WHOLE.answers if pair[0] != question))
    assert missing(partly) == (QUESTIONS[question],)
    assert outcome(partly) is DpiaOutcome.NOT_DONE


def test_t13_high_risk_that_stays_stops_it_until_the_regulator_has_answered() -> None:
    stays = evolve(WHOLE, measures=(Measure("r1", "Staff are told", "reduced", Level.HIGH, approved=True),))
    assert high_risks(stays) == (RISK,)
    assert outcome(stays) is DpiaOutcome.CONSULT_REGULATOR
    assert outcome(evolve(stays, consulted_on=date(2026, 11, 2))) is DpiaOutcome.CONSULT_REGULATOR
    answered = evolve(stays, consulted_on=date(2026, 11, 2), consultation_answer="Go ahead with two conditions.")
    assert outcome(answered) is DpiaOutcome.ACCEPTED


def test_t14_overruling_the_officer_needs_a_reason() -> None:
    assert outcome(evolve(WHOLE, dpo_overruled=True)) is DpiaOutcome.NOT_DONE
    assert outcome(evolve(WHOLE, dpo_overruled=True, overruled_because="A court ordered it.")) is DpiaOutcome.ACCEPTED


def test_a_measure_that_nobody_approved_reduces_nothing() -> None:
    waiting = evolve(WHOLE, measures=(evolve(WHOLE.measures[0], approved=False),))
    assert high_risks(waiting) == (RISK,)
    assert outcome(waiting) is DpiaOutcome.NOT_DONE


@pytest.mark.parametrize(
    ("likelihood", "severity", "level"),
    [
        (Likelihood.REMOTE, Severity.MINIMAL, Level.LOW),
        (Likelihood.REMOTE, Severity.SEVERE, Level.MEDIUM),
        (Likelihood.POSSIBLE, Severity.SIGNIFICANT, Level.MEDIUM),
        (Likelihood.POSSIBLE, Severity.SEVERE, Level.HIGH),
        (Likelihood.PROBABLE, Severity.MINIMAL, Level.MEDIUM),
        (Likelihood.PROBABLE, Severity.SIGNIFICANT, Level.HIGH),
    ],
)
def test_how_high_a_risk_is(likelihood: Likelihood, severity: Severity, level: Level) -> None:
    assert Risk("r", "harm", likelihood, severity).level is level


def test_it_is_kept_and_read_again() -> None:
    kept = evolve(WHOLE, consulted_on=date(2026, 11, 2))
    assert dpia_from(as_plain(kept)) == kept


def test_the_lowest_type_that_would_do() -> None:
    assert advise(one_person=False, joined=False, together=False).lowest == 1
    assert advise(one_person=False, joined=True, together=False).lowest == 2
    assert advise(one_person=True, joined=True, together=False).lowest == 3
    assert advise(one_person=True, joined=True, together=True).lowest == 4
    assert advise(one_person=False, joined=True, together=False).needs_reason(3)
    assert not advise(one_person=False, joined=True, together=False).needs_reason(2)


def test_what_changed_between_versions_is_said_clause_by_clause() -> None:
    later = evolve(AGREEMENT, version=2, retention_days=30, why_not_lower="a person is in front of us")
    assert [(one.clause, one.before, one.after) for one in changes(AGREEMENT, later)] == [
        ("Why a lower type would not do", "", "a person is in front of us"),
        ("Kept for", "365 days", "30 days"),
    ]
    assert changes(AGREEMENT, evolve(AGREEMENT, version=3)) == ()
    assert "Power to disclose" in clauses(AGREEMENT)
