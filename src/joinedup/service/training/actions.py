"""The partnership says which training opens what; whoever manages people records who has completed it."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from joinedup.engine.errors import error
from joinedup.engine.indicators.metadata_file import key_from
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.training.models import Completion, Module
from joinedup.service.training.queries import OPENED


@transaction.atomic
def set_module(
    acting: Acting, *, title: str, what: str, opens: Sequence[May], months: int | None, needed_from: date, on: date
) -> Module:
    """Ask for a module, in place of the one of that title. Raises `training-opens-nothing`, PermissionDenied."""
    _must(acting)
    if not opens or not set(opens) <= set(OPENED):
        raise error("training-opens-nothing", where=title)
    key = key_from(title)[:60]
    for row in Module.objects.select_for_update().filter(key=key, ended_on=None):
        _end(acting, row, on)
    made = Module.objects.create(
        key=key, title=title, what=what, opens=sorted(one.name for one in opens), months=months,
        needed_from=needed_from, by=acting.by, set_on=on,
    )  # fmt: skip
    append(
        "training-module-set", by=acting.by, subject=key, opens=", ".join(sorted(one.value for one in opens)),
        needed_from=needed_from.isoformat(), hash=made.fingerprint(),
    )  # fmt: skip
    return made


@transaction.atomic
def end_module(acting: Acting, number: int, on: date) -> None:
    """Nothing hangs on a module any more; who completed it stays on record. Raises PermissionDenied."""
    _must(acting)
    _end(acting, Module.objects.select_for_update().get(pk=number), on)


@transaction.atomic
def record(acting: Acting, *, person: int, handle: str, module: str, done_on: date, on: date) -> Completion:
    """Somebody has completed a module. Raises `training-own`, `training-unknown`, `training-day`, PermissionDenied."""
    _must(acting)
    if person == acting.person:
        raise error("training-own", where=module)
    there = Module.objects.filter(key=module, ended_on=None).first()
    if there is None:
        raise error("training-unknown", where=module)
    if done_on > on:
        raise error("training-day", where=module)
    until = months_after(done_on, there.months) if there.months else None
    row = Completion.objects.create(
        module=module, person=person, handle=handle, done_on=done_on, until=until, by=acting.by, recorded_on=on
    )
    append(
        "training-completed", by=acting.by, subject=handle, module=there.title, done_on=done_on.isoformat(),
        until=until.isoformat() if until else "further notice", hash=row.fingerprint(),
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw(acting: Acting, number: int, on: date) -> None:
    """A completion was recorded by mistake: what it opened is shut again. Raises PermissionDenied."""
    _must(acting)
    row = Completion.objects.select_for_update().get(pk=number)
    if row.withdrawn_on is not None:
        return
    row.withdrawn_on = on
    row.save(update_fields=["withdrawn_on"])
    append("training-withdrawn", by=acting.by, subject=row.handle, module=row.module, number=row.pk)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _end(acting: Acting, row: Module, on: date) -> None:
    if row.ended_on is not None:
        return
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    append("training-module-ended", by=acting.by, subject=row.key, number=row.pk)


def _must(acting: Acting) -> None:
    if not acting.may(May.MANAGE_PEOPLE):
        raise PermissionDenied
