"""The pack for an information-governance committee, as one page of HTML for the PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from joinedup.service.documents.agreement_page import rendered


@frozen
class PackEntry:
    """One line: which agreement, its title, and what the committee should know."""

    reference: str
    title: str
    words: str


def committee_pack_html(sections: Mapping[str, Sequence[PackEntry]], *, on: date) -> str:
    """The pack, with a summary first. Everything is escaped."""
    return rendered("committee-pack.html", sections=sections, on=on)
