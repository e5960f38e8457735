"""Read drafts: who may write one, who may read it."""

from __future__ import annotations

from joinedup.service.agreements.models import Draft
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May


def may_write(acting: Acting, row: Draft) -> bool:
    """Writing agreements is their role, within its initiative, for the partner that writes it or the whole."""
    mine = acting.partner in ("", row.partner)
    return mine and acting.within(row.initiative) and acting.may(May.WRITE_AGREEMENT)


def may_read(acting: Acting, row: Draft) -> bool:
    """Whoever may write it, and everybody who acts for one of its parties within its initiative."""
    party = acting.partner in row.content.get("parties", {})
    return may_write(acting, row) or (party and acting.within(row.initiative))


def drafts(acting: Acting) -> list[tuple[Draft, bool]]:
    """Those being written that somebody may read, the latest first, each with whether they may write it."""
    rows = Draft.objects.filter(state=Draft.WRITING)
    return [(row, may_write(acting, row)) for row in rows if may_read(acting, row)]


def draft(acting: Acting, number: int) -> Draft | None:
    """One draft that somebody may read, or None."""
    row = Draft.objects.filter(pk=number).first() if 0 < number < 2**63 else None
    return row if row is not None and may_read(acting, row) else None


def open_draft(reference: str) -> Draft | None:
    """The draft of an agreement that is being written, whoever writes it."""
    return Draft.objects.filter(reference=reference, state=Draft.WRITING).first()


def last_assessment(reference: str) -> dict[str, object]:
    """The impact assessment of the version that was last written here; empty where there is none."""
    row = Draft.objects.filter(reference=reference, state=Draft.PROPOSED).first()
    return dict(row.dpia) if row is not None else {}
