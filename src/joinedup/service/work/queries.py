"""Read what is being worked on."""

from __future__ import annotations

from datetime import datetime

from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission
from joinedup.service.work.models import Job as Job


def job(acting: Acting, key: str) -> Job | None:
    """One job of one's own or one's partner's, or None."""
    row = Job.objects.filter(pk=key).first()
    if row is None or acting.may(Permission.RUN_MACHINE):
        return row
    mine = row.person == acting.person or (bool(acting.partner) and row.partner == acting.partner)
    return row if mine else None


def jobs(limit: int = 100) -> list[Job]:
    """The latest jobs."""
    return list(Job.objects.all()[:limit])


def last_done(kind: str) -> Job | None:
    """The last job of a kind that ended well, or None."""
    return Job.objects.filter(kind=kind, state=Job.DONE).first()


def waiting_since(before: datetime) -> int:
    """How many jobs were asked for before this time and have not been begun."""
    return Job.objects.filter(state=Job.WAITING, asked_at__lt=before).count()
