"""The pack for an information-governance committee, as one page of HTML for the PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from joinedup.service.documents.agreement_page import rendered
from joinedup.service.documents.clauses import readable


@frozen
class PackEntry:
    """One line: which agreement, its title, and what the committee should know."""

    reference: str
    title: str
    words: str


@frozen
class PackSection:
    """One part of the pack, with its lines in the order given."""

    title: str
    entries: tuple[PackEntry, ...]


def committee_pack_html(sections: Mapping[str, Sequence[PackEntry]], *, on: date) -> str:
    """The pack as on a day: numbers, contents, then each section by its title. Everything is escaped."""
    shown = [
        PackSection(
            title,
            tuple(PackEntry(readable(one.reference), readable(one.title), readable(one.words)) for one in entries),
        )
        for title, entries in sections.items()
    ]
    return rendered("committee-pack.html", sections=shown, on=on)
