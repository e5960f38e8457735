"""Goals are set and ended by the partner that owns an indicator, and read beside every figure of it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from joinedup.engine.indicators.compare import Goal
from joinedup.engine.indicators.goals import SetGoal
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import queries
from joinedup.service.indicators.models import Goal as GoalRow


def goals() -> dict[str, SetGoal]:
    """The goals in force, by the indicator's key."""
    rows = GoalRow.objects.filter(ended_on=None)
    return {one.indicator: SetGoal(Goal(one.met, one.missed), one.reason, one.set_on, one.owner) for one in rows}


def may_set(acting: Acting, indicator: str) -> bool:
    """Whether somebody's partner owns an indicator: it signed it off last, or nobody has."""
    owner = queries.owners().get(indicator, acting.partner)
    return bool(acting.partner) and acting.may(May.SET_TARGET) and owner == acting.partner


@transaction.atomic
def set_goal(acting: Acting, indicator: str, goal: SetGoal) -> None:
    """Set a goal in place of the one there is. Raises PermissionDenied, and those of `SetGoal.checked`."""
    one = queries.store().indicator(indicator)
    goal.checked(one)
    end_goal(acting, indicator, goal.since)
    GoalRow.objects.create(
        indicator=indicator, met=goal.goal.met, missed=goal.goal.missed, reason=goal.reason, owner=acting.partner,
        by=acting.by, set_on=goal.since,
    )  # fmt: skip
    append("goal-set", by=acting.by, subject=indicator, owner=acting.partner, limits=goal.words(one))


@transaction.atomic
def end_goal(acting: Acting, indicator: str, on: date) -> None:
    """End the goal of an indicator of one's partner, if there is one. Raises PermissionDenied."""
    if not may_set(acting, indicator):
        raise PermissionDenied
    for row in GoalRow.objects.select_for_update().filter(indicator=indicator, ended_on=None):
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        append("goal-ended", by=acting.by, subject=indicator, owner=acting.partner)


__all__ = ["end_goal", "goals", "may_set", "set_goal"]
