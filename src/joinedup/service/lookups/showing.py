"""A single view as a page shows it: who the person is, system beside system; and what each of them knows.

Parts of a name and of an address are put together, so that a busy person reads one line; nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.items import ITEMS, ItemType, Sensitivity
from joinedup.engine.clients.single_view import Entry, SingleView
from joinedup.service.linkage.queries import latest
from joinedup.service.supplies.queries import source

_BY_TITLE = {item.title: item for item in ITEMS.values()}
# what is read as one line: its heading, the items in the order in which they are read
_TOGETHER = (
    ("Name", ("full_name", "title", "forename", "middle_names", "surname")),
    ("Date of birth", ("date_of_birth",)),
    ("Sex", ("sex",)),
    (
        "Address",
        (
            "address", "address_line_1", "address_line_2", "address_line_3", "address_line_4", "address_line_5",
            "postcode",
        ),
    ),
)  # fmt: skip
_ONE_LINE = {item for _, items in _TOGETHER for item in items}
_APART = {"Name": " ", "Address": ", "}


@frozen
class Record:
    """One record of one system, since when the partnership holds it, and what the system knows of the person."""

    partner: str
    dataset: str
    received_on: date | None
    about: tuple[tuple[str, str], ...]


@frozen
class Line:
    """One line of who the person is: its heading, and what each record says, in the records' order."""

    title: str
    said: tuple[str, ...]


def _readable(item: str, value: str) -> str:
    return day_in_words(date.fromisoformat(value[:10])) if ITEMS[item].type is ItemType.DATE else value


def _values(entry: Entry) -> dict[str, str]:
    named = {_BY_TITLE[title].name: value for title, value in entry.values}
    return {item: _readable(item, value) for item, value in named.items()}


def _is_who(item: str) -> bool:
    return item in _ONE_LINE or ITEMS[item].sensitivity is Sensitivity.IDENTIFIER


def _together(title: str, items: Sequence[str], values: dict[str, str]) -> str:
    found = [values[item] for item in items if values.get(item)]
    # what stands in one column for the whole may hold a part again, as whole words
    whole = values.get(items[0], "")
    parts = [one for one in found[1:] if not re.search(rf"(?<!\w){re.escape(one)}(?!\w)", whole, re.IGNORECASE)]
    return _APART.get(title, " ").join([*found[:1], *parts])


def lines(view: SingleView) -> list[Line]:
    """Who the person is, line by line; a line that no record has is left out."""
    values = [_values(entry) for entry in view.entries]
    found = [Line(title, tuple(_together(title, items, one) for one in values)) for title, items in _TOGETHER]
    others = [item for item in ITEMS if _is_who(item) and item not in _ONE_LINE and item != "record_id"]
    for item in (*others, "record_id"):
        found.append(Line(ITEMS[item].title, tuple(one.get(item, "") for one in values)))
    return [line for line in found if any(line.said)]


def _received(reference: str) -> dict[tuple[str, str], date]:
    """When the supply of each (partner, data set) in an agreement's index was received."""
    index = latest(reference)
    supplies = index.facts["supplies"] if index else {}
    held = {(partner, dataset): source(name) for name, (partner, dataset) in supplies.items()}
    return {system: supply.received_on for system, supply in held.items() if supply}


def records(view: SingleView, reference: str) -> list[Record]:
    """Each record of the person with the day on which its supply was received, and what it says beside who they are."""
    received = _received(reference)
    return [
        Record(
            entry.partner,
            entry.dataset,
            received.get((entry.partner, entry.dataset)),
            tuple((ITEMS[item].title, value) for item, value in _values(entry).items() if not _is_who(item)),
        )
        for entry in view.entries
    ]


def kept_until(agreement: Agreement) -> date:
    """The day on which the last of what is held today must be destroyed: the agreement's end, or its retention."""
    last = max(_received(agreement.reference).values(), default=agreement.ends)
    return min(agreement.ends, last + timedelta(days=agreement.retention_days))
