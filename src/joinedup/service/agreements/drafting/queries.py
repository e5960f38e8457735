"""Read drafts."""

from __future__ import annotations

from joinedup.service.agreements.models import Draft
from joinedup.service.authorization.acting import Acting


def drafts(acting: Acting) -> list[Draft]:
    """Those that somebody may write: of their partner and initiative; all for those who act for the partnership."""
    rows = Draft.objects.filter(state=Draft.WRITING)
    return [row for row in rows if _may_write(acting, row)]


def _may_write(acting: Acting, row: Draft) -> bool:
    mine = not acting.partner or acting.partner == row.partner or acting.partner in row.content.get("parties", {})
    return mine and acting.within(row.initiative)


def draft(acting: Acting, number: int) -> Draft | None:
    """One draft that somebody may write, or None."""
    row = Draft.objects.filter(pk=number).first() if 0 < number < 2**63 else None
    return row if row is not None and _may_write(acting, row) else None
