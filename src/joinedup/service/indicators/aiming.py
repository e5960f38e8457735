"""Targets are set and ended, and judged by the latest figures: those that are missed first."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from django.core.exceptions import PermissionDenied
from django.db import transaction

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.light import Light, light_of
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import AreaFigure
from joinedup.engine.indicators.targets import Judgement, Progress, Target, judge
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import queries
from joinedup.service.indicators.models import Target as TargetRow

# the worst first; a target that is past its day and not reached is missed whatever its figures do
_ORDER = (Progress.AWAY, Progress.BEHIND, Progress.TOO_EARLY, Progress.ON_TRACK, Progress.REACHED)


@frozen
class Aim:
    """A target with what it is about and how it stands: red, amber or green, with the reason."""

    number: int
    indicator: Indicator
    target: Target
    kind: str
    area_name: str
    judgement: Judgement
    series: tuple[tuple[Period, AreaFigure], ...]
    ended_on: date | None
    light: Light

    @property
    def missed(self) -> bool:
        """Whether its day is past, and it was not reached."""
        return self.light.missed

    @property
    def in_danger(self) -> bool:
        """Whether somebody should do something."""
        return self.missed or self.judgement.progress in (Progress.AWAY, Progress.BEHIND)


def as_target(row: TargetRow) -> Target:
    """The engine's value of a row."""
    return Target(
        row.indicator, row.area, row.baseline, Period(row.baseline_starts, row.baseline_ends), row.wanted,
        row.wanted_by, {date.fromisoformat(day): value for day, value in row.milestones.items()}, row.owner,
    )  # fmt: skip


def aims(today: date, indicator: str = "") -> list[Aim]:
    """Every target in force, those that are missed first, then those that go away, then those behind their path.

    indicator: of this one alone.
    """
    rows = TargetRow.objects.filter(ended_on=None)
    found = [_aim(row, today) for row in (rows.filter(indicator=indicator) if indicator else rows)]
    there = [one for one in found if one is not None]
    there.sort(
        key=lambda one: (not one.missed, _ORDER.index(one.judgement.progress), one.indicator.title, one.area_name)
    )
    return there


def aim(number: int, today: date) -> Aim | None:
    """One target, ended ones too; None where there is none."""
    row = TargetRow.objects.filter(pk=number).first()
    return _aim(row, today) if row else None


def targets_of(kind: str) -> list[Target]:
    """The targets in force for areas of a kind whose figures whoever asks may see: a target tells its baseline."""
    kept = queries.store()
    rows = TargetRow.objects.filter(kind=kind, ended_on=None)
    return [as_target(row) for row in rows if kept.sees(row.indicator, row.area)]


def _aim(row: TargetRow, today: date) -> Aim | None:
    kept, target = queries.store(), as_target(row)
    if not kept.sees(row.indicator, row.area):
        return None
    try:
        indicator = kept.indicator(row.indicator)
        series = kept.series(row.indicator, row.kind, row.area)
        name = kept.areas(row.kind).names.get(row.area, row.area)
    except JoinedupError:  # its figures are not kept any more
        return None
    judgement = judge(target, [(period, figure.value) for period, figure in series], indicator.unit)
    shines = light_of(judgement, target, today=today)
    return Aim(row.pk, indicator, target, row.kind, name, judgement, series, row.ended_on, shines)


@transaction.atomic
def set_target(acting: Acting, target: Target, kind: str, on: date) -> int:
    """Set a target in place of the one there is; returns its number. Raises PermissionDenied."""
    if not acting.may(May.SET_TARGET) or target.owner != acting.partner:
        raise PermissionDenied
    there = TargetRow.objects.select_for_update().filter(
        indicator=target.indicator, kind=kind, area=target.area, ended_on=None
    )
    for row in there:
        _end(acting, row, on)
    row = TargetRow.objects.create(
        indicator=target.indicator, kind=kind, area=target.area, baseline=target.baseline,
        baseline_starts=target.baseline_period.starts, baseline_ends=target.baseline_period.ends,
        wanted=target.wanted, wanted_by=target.by, owner=target.owner, by=acting.by, set_on=on,
        milestones={day.isoformat(): value for day, value in target.milestones.items()},
    )  # fmt: skip
    append(
        "target-set", by=acting.by, subject=target.indicator, owner=target.owner, area=target.area,
        wanted_by=target.by.isoformat(),
    )  # fmt: skip
    return int(row.pk)


@transaction.atomic
def end_target(acting: Acting, number: int, on: date) -> None:
    """End a target of one's partner. Raises PermissionDenied."""
    row = TargetRow.objects.select_for_update().get(pk=number)
    _end(acting, row, on)


def _end(acting: Acting, row: TargetRow, on: date) -> None:
    if not acting.may(May.SET_TARGET) or row.owner != acting.partner:
        raise PermissionDenied
    if row.ended_on is not None:
        return
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    append("target-ended", by=acting.by, subject=row.indicator, owner=row.owner, area=row.area)
