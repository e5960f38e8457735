"""How long a controller has: UK GDPR Articles 12(3) and 12A, and DPA 2018 s164A."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.service.residents.clock import (
    ANSWERS,
    Kind,
    State,
    Step,
    Taken,
    may_follow,
    months_after,
    standing,
)

RECEIVED = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last(received: date, due: date) -> None:
    assert standing(Kind.ACCESS, received, []).due == due


def test_days_waiting_for_clarification_do_not_count() -> None:
    asked, given_on = RECEIVED + timedelta(days=3), RECEIVED + timedelta(days=13)
    waiting = standing(Kind.ACCESS, RECEIVED, [Taken(Step.CLARITY_ASKED, asked)])
    assert (waiting.state, waiting.due) == (State.WAITS_CLARITY, None)
    going_on = standing(Kind.ACCESS, RECEIVED, [Taken(Step.CLARITY_ASKED, asked), Taken(Step.CLARITY_GIVEN, given_on)])
    assert going_on.due == date(2026, 12, 23) + timedelta(days=10)


def test_the_month_begins_when_identity_is_shown() -> None:
    steps = [Taken(Step.IDENTITY_ASKED, RECEIVED), Taken(Step.IDENTITY_SHOWN, date(2026, 12, 1))]
    assert standing(Kind.ACCESS, RECEIVED, steps[:1]).due is None
    assert standing(Kind.ACCESS, RECEIVED, steps).due == date(2027, 1, 1)


def test_a_complex_request_has_two_months_more_once() -> None:
    longer = standing(Kind.ERASURE, RECEIVED, [Taken(Step.EXTENDED, RECEIVED)])
    assert longer.due == date(2027, 2, 23)
    assert Step.EXTENDED not in may_follow(Kind.ERASURE, longer)


def test_a_complaint_is_acknowledged_within_30_days_and_its_clock_does_not_stop() -> None:
    fresh = standing(Kind.COMPLAINT, RECEIVED, [])
    assert (fresh.acknowledge_by, fresh.due) == (date(2026, 12, 23), None)
    assert set(may_follow(Kind.COMPLAINT, fresh)) == {Step.ACKNOWLEDGED, *ANSWERS}
    assert fresh.late(date(2026, 12, 24))
    assert not fresh.late(date(2026, 12, 23))
    known = standing(Kind.COMPLAINT, RECEIVED, [Taken(Step.ACKNOWLEDGED, RECEIVED)])
    assert known.acknowledge_by is None
    assert Step.ACKNOWLEDGED not in may_follow(Kind.COMPLAINT, known)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("answer", ANSWERS)
def test_nothing_follows_an_answer(kind: Kind, answer: Step) -> None:
    done = standing(kind, RECEIVED, [Taken(answer, RECEIVED)])
    assert done.state is State.ANSWERED
    assert may_follow(kind, done) == ()
    assert not done.late(date.max)


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_some_months_later_is_never_in_a_month_after_that(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@given(st.data())
def test_stopping_the_clock_never_takes_days_away(data: st.DataObject) -> None:
    steps: list[Taken] = []
    now = RECEIVED
    for _ in range(data.draw(st.integers(0, 8))):
        stands = standing(Kind.ACCESS, RECEIVED, steps)
        next_steps = [step for step in may_follow(Kind.ACCESS, stands) if step not in ANSWERS]
        if not next_steps:
            break
        now += timedelta(days=data.draw(st.integers(0, 20)))
        steps.append(Taken(data.draw(st.sampled_from(next_steps)), now))
    due = standing(Kind.ACCESS, RECEIVED, steps).due
    assert due is None or due >= months_after(RECEIVED, 1)
