"""Read the notices."""

from __future__ import annotations

from joinedup.service.notices.models import Notice


def notices(person: int, limit: int = 100) -> list[Notice]:
    """A person's notices, the latest first."""
    return list(Notice.objects.filter(person=person)[:limit])


def unread(person: int) -> int:
    """How many a person has not read."""
    return Notice.objects.filter(person=person, read_at=None).count()
