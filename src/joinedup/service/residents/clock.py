"""How long a controller has to answer a person, as plain values: no database, no clock of its own.

One month from receipt (UK GDPR Article 12(3)), from the day on which identity was shown where that was asked for, and
without the days on which the controller waits for the person to say what they mean (Article 12A, put in by the Data
(Use and Access) Act 2025 s76); two months more where it is complex. A complaint is acknowledged within 30 days and
answered without undue delay (Data Protection Act 2018 s164A, in force since 19 June 2026).

A month ends on the same day of the next month, or on its last day. Nothing is added for weekends and bank holidays, so
the day shown is never later than the law's.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from attrs import frozen

ACKNOWLEDGE_DAYS = 30


class Kind(StrEnum):
    """What a person asks for."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    COMPLAINT = "complaint"


class Step(StrEnum):
    """What a controller, or the person, has done about it."""

    ACKNOWLEDGED = "acknowledged"
    IDENTITY_ASKED = "identity-asked"
    IDENTITY_SHOWN = "identity-shown"
    CLARITY_ASKED = "clarification-asked"
    CLARITY_GIVEN = "clarification-given"
    EXTENDED = "extended"
    GRANTED = "granted"
    PARTLY = "partly-granted"
    REFUSED = "refused"


class State(StrEnum):
    """How a request stands."""

    RECEIVED = "received"
    WAITS_IDENTITY = "waits for identity"
    WAITS_CLARITY = "waits for clarification"
    ANSWERED = "answered"


ANSWERS = (Step.GRANTED, Step.PARTLY, Step.REFUSED)
MAY_FOLLOW: dict[State, tuple[Step, ...]] = {
    State.RECEIVED: (Step.ACKNOWLEDGED, Step.IDENTITY_ASKED, Step.CLARITY_ASKED, Step.EXTENDED, *ANSWERS),
    State.WAITS_IDENTITY: (Step.IDENTITY_SHOWN, Step.REFUSED),
    State.WAITS_CLARITY: (Step.CLARITY_GIVEN, *ANSWERS),
    State.ANSWERED: (),
}


@frozen
class Taken:
    """One step, and the day on which it was taken."""

    step: Step
    on: date


@frozen
class Standing:
    """How a request stands. `due`: None while its clock is stopped, once it is answered, and for a complaint.

    acknowledge_by: for a complaint not acknowledged yet.
    """

    state: State
    due: date | None
    acknowledge_by: date | None
    extended: bool

    def late(self, on: date) -> bool:
        """Whether what is due next should have been done before this day."""
        next_day = self.acknowledge_by or self.due
        return next_day is not None and next_day < on


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def may_follow(kind: Kind, standing: Standing) -> tuple[Step, ...]:
    """The steps that can be taken next: a complaint has no clock that stops, only it is acknowledged, and once."""
    steps = MAY_FOLLOW[standing.state]
    if kind is Kind.COMPLAINT:
        keep = (Step.ACKNOWLEDGED,) if standing.acknowledge_by else ()
        return tuple(step for step in steps if step in ANSWERS or step in keep)
    done = (Step.ACKNOWLEDGED, *((Step.EXTENDED,) if standing.extended else ()))
    return tuple(step for step in steps if step not in done)


def standing(kind: Kind, received: date, steps: Sequence[Taken]) -> Standing:
    """How a request stands after these steps, in the order in which they were taken."""
    state, start, stopped, asked_on = State.RECEIVED, received, timedelta(0), received
    acknowledged = extended = False
    for taken in steps:
        match taken.step:
            case Step.ACKNOWLEDGED:
                acknowledged = True
            case Step.IDENTITY_ASKED:
                state = State.WAITS_IDENTITY
            case Step.IDENTITY_SHOWN:
                # the month begins anew, so days stopped before it count no more
                state, start, stopped = State.RECEIVED, taken.on, timedelta(0)
            case Step.CLARITY_ASKED:
                state, asked_on = State.WAITS_CLARITY, taken.on
            case Step.CLARITY_GIVEN:
                state, stopped = State.RECEIVED, stopped + (taken.on - asked_on)
            case Step.EXTENDED:
                extended = True
            case _:
                state = State.ANSWERED
    if kind is Kind.COMPLAINT:
        open_yet = state is not State.ANSWERED and not acknowledged
        return Standing(state, None, received + timedelta(days=ACKNOWLEDGE_DAYS) if open_yet else None, False)
    running = state is State.RECEIVED
    due = months_after(start, 3 if extended else 1) + stopped if running else None
    return Standing(state, due, None, extended)
