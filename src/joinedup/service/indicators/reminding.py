"""Remind of figures: those that their owner has not entered, and those that wait for a signature.

Each is told ahead of the last day, and once more the day after it.
"""

from __future__ import annotations

from datetime import date, timedelta

from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.indicators.entry import Standing
from joinedup.service.accounts.queries import who_may
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators.actions import signers
from joinedup.service.indicators.entering import dues
from joinedup.service.indicators.models import Loading
from joinedup.service.notices.actions import tell_once
from joinedup.service.partners.queries import titles

AHEAD = timedelta(days=7)
ENTRY_AHEAD = timedelta(days=14)  # figures take longer to find than a signature
_NOT_PUT = (Standing.DUE, Standing.LATE, Standing.ENTERED)


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


def remind_of_figures(on: date) -> int:
    """Tell those of a partner who may enter figures that some are due, and once more when they are late.

    One notice for each last day, however many indicators have it: the page that it leads to names them. Where nobody
    of the partner has the training yet, those are told whose role may enter, since the page says what they lack.
    Safe to run any number of times; returns how many people are told now.
    """
    named, people = titles(), who_may(May.LOAD_FIGURES, on)
    days = {
        (one.owner, one.by)
        for one in dues(on)
        if one.standing in _NOT_PUT and one.by is not None and one.by <= on + ENTRY_AHEAD and one.owner in named
    }
    told = 0
    for owner, by in sorted(days):
        there = people.get(owner, {})
        able = [person for person, trained in there.items() if trained] or list(there)
        if by < on:
            words = f"Figures of {named[owner]} were to be entered by {day_in_words(by)}, and are not all put forward."
        else:
            words = f"Figures of {named[owner]} are to be entered and put forward by {day_in_words(by)}."
        told += tell_once(able, words, "/indicators/entry/")
    return told
