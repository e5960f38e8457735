"""A single view as a page shows it: by partner and data set, what says who a person is apart from the rest."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.clients.single_view import SingleView
from joinedup.service.releases.lending import IndexNow
from joinedup.service.supplies.queries import source

_TITLES = {item.title: item.sensitivity for item in ITEMS.values()}
WHO, ABOUT = "Who they are", "What is known"


@frozen
class Record:
    """One record of one system: (group, (item title, value)…) and since when the partnership holds it."""

    partner: str
    dataset: str
    received_on: date | None
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def _groups(values: tuple[tuple[str, str], ...]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    who = tuple(value for value in values if _TITLES.get(value[0]) is Sensitivity.IDENTIFIER)
    about = tuple(value for value in values if value not in who)
    return tuple((title, group) for title, group in ((ABOUT, about), (WHO, who)) if group)


def systems(view: SingleView, reference: str) -> list[Record]:
    """Each record of the person with the day on which its supply was received."""
    received: dict[tuple[str, str], date] = {}
    for name, system in IndexNow(reference).supplies.items():
        held = source(name)
        if held is not None:
            received[system] = held.received_on
    return [
        Record(entry.partner, entry.dataset, received.get((entry.partner, entry.dataset)), _groups(entry.values))
        for entry in view.entries
    ]


def kept_until(agreement: Agreement) -> date:
    """The day on which the last of what is held today must be destroyed: the agreement's end, or its retention."""
    received = [held.received_on for name in IndexNow(agreement.reference).supplies if (held := source(name))]
    return min(agreement.ends, max(received, default=agreement.ends) + timedelta(days=agreement.retention_days))
