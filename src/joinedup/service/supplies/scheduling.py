"""How often each data set is due, and a reminder, once a day, for the one that is late."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.in_force import reasons_not_in_force
from joinedup.engine.errors import error
from joinedup.service.accounts.queries import people_in_role
from joinedup.service.agreements.queries import standing
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission
from joinedup.service.notices.actions import tell
from joinedup.service.supplies.due import Rhythm, days_late, due
from joinedup.service.supplies.models import Schedule
from joinedup.service.supplies.overview import last_received


@transaction.atomic
def set_schedule(
    acting: Acting, agreement: Agreement, *, supplier: str, dataset: str, rhythm: Rhythm, seen: int
) -> Schedule:
    """Say how often a data set is due. Raises `own-supply` for who does not receive it, `changed-meanwhile`."""
    if not acting.may(Permission.ACCEPT_SUPPLY) or acting.partner not in ("", agreement.host):
        raise error("own-supply", host=agreement.host)
    row, _ = Schedule.objects.select_for_update().get_or_create(
        agreement=agreement.reference, supplier=supplier, dataset=dataset, defaults={"starts": rhythm.starts}
    )
    if row.changed != seen:
        raise error("changed-meanwhile", where=f"{dataset} for {agreement.reference}")
    row.every, row.days, row.starts, row.changed = rhythm.every, rhythm.days, rhythm.starts, row.changed + 1
    row.save()
    append(
        "schedule-set", by=acting.by, subject=agreement.reference, partner=supplier, dataset=dataset,
        agreement=agreement.reference, every=in_words(rhythm),
    )  # fmt: skip
    return row


def in_words(rhythm: Rhythm) -> str:
    """How often, in words."""
    return {"": "never", "days": f"every {rhythm.days} days"}.get(rhythm.every, rhythm.every)


def remind_late(on: date) -> int:
    """Tell the data suppliers of each partner what is late under agreements in force; each thing once a day.

    Safe to run any number of times. Returns how many data sets are reminded of now.
    """
    not_today = Q(reminded_on__isnull=True) | Q(reminded_on__lt=on)
    rows = list(Schedule.objects.filter(not_today).exclude(every=Schedule.NEVER))
    received = last_received({row.agreement for row in rows})
    reminded = 0
    for row in rows:
        day = due(Rhythm(row.every, row.starts, row.days), received.get((row.agreement, row.supplier, row.dataset)))
        late = days_late(day, on)
        given = standing(row.agreement) if late else None
        if given is None or reasons_not_in_force(given, on) or row.supplier in given.withdrawn:
            continue
        reminded += _remind(row, given.agreement, late, on)
    return reminded


@transaction.atomic
def _remind(row: Schedule, agreement: Agreement, late: int, on: date) -> int:
    not_today = Q(reminded_on__isnull=True) | Q(reminded_on__lt=on)
    if not Schedule.objects.filter(not_today, pk=row.pk).update(reminded_on=on):
        return 0  # another worker was quicker
    days = "1 day" if late == 1 else f"{late} days"
    tell(
        people_in_role("data-supplier", row.supplier, agreement.initiative),
        f"{row.dataset.replace('_', ' ').capitalize()} for {agreement.title} is {days} late.",
        reverse("supplies"),
    )
    return 1
