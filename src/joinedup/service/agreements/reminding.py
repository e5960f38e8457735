"""Remind of the days that an agreement has: its review, its end, and signatures that are due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain

from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.lifecycle import State
from joinedup.service.accounts.queries import people_in_role
from joinedup.service.agreements import deciding
from joinedup.service.agreements.models import AgreementVersion
from joinedup.service.agreements.queries import as_agreement
from joinedup.service.notices.actions import tell_once

AHEAD = timedelta(days=60)


def remind_of_dates(on: date) -> int:
    """Tell each party's lead, once for each day that comes: review, end. Tell whoever is waited for past the day
    by which all should have signed. Safe to run any number of times; returns how many people are told now.
    """
    told = 0
    for row in AgreementVersion.objects.filter(state=State.SIGNED.value).prefetch_related("parties"):
        days = (("its review is due by", row.review_due), ("it ends after", row.ends))
        for words, day in days:
            if on <= day <= on + AHEAD:
                leads = (
                    people_in_role("ig-lead", party.partner_id, row.initiative)
                    for party in row.parties.all()
                    if not party.withdrawn_on
                )
                told += _tell(row, chain.from_iterable(leads), f"{words} {day_in_words(day)}.")
    for row in AgreementVersion.objects.filter(state=State.PROPOSED.value, sign_by__lt=on):
        for one in deciding.waiting(row, on):
            people = people_in_role(one.role, one.partner, row.initiative)
            told += _tell(row, people, f"it waits for you; all should have signed by {day_in_words(row.sign_by)}.")
    return told


def _tell(row: AgreementVersion, people: Iterable[int], words: str) -> int:
    return tell_once(people, f"{as_agreement(row).title} ({row.reference}): {words}", f"/agreements/{row.reference}/")
