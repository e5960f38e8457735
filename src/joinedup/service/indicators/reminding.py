"""Remind of figures that wait for a signature: a week before the day by which it is due, and the day after it."""

from __future__ import annotations

from datetime import date, timedelta

from joinedup.engine.agreements.in_force import day_in_words
from joinedup.service.indicators.actions import signers
from joinedup.service.indicators.models import Loading
from joinedup.service.notices.actions import tell_once

AHEAD = timedelta(days=7)


def remind_of_signatures(on: date) -> int:
    """Tell those who may sign, and once it is late the person who loaded the figures too; each of them once.

    Safe to run any number of times; returns how many people are told now.
    """
    told = 0
    for row in Loading.objects.filter(state=Loading.PUT, due__lte=on + AHEAD):
        late = row.due < on
        when = "was" if late else "is"
        people = [*signers(row), row.person] if late else signers(row)
        words = f"The signature for the figures in {row.file} {when} due by {day_in_words(row.due)}."
        told += tell_once(people, words, f"/indicators/loading/{row.key}/")
    return told
