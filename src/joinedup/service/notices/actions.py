"""Tell people, and note that they have read it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from joinedup.service.notices.models import Notice
from joinedup.service.work.actions import ask


@transaction.atomic
def tell(people: Iterable[int], words: str, address: str = "") -> None:
    """Tell each of these people, in the page and by e-mail. `address`: the page where it can be done."""
    for person in dict.fromkeys(people):
        row = Notice.objects.create(person=person, words=words, address=address)
        ask("e-mail", by=None, subject=f"notice {row.pk}", takes={"notice": row.pk})


@transaction.atomic
def tell_once(people: Iterable[int], words: str, address: str = "") -> int:
    """Tell those who have not been told exactly this. Returns how many are told now."""
    known = set(Notice.objects.filter(words=words, address=address).values_list("person", flat=True))
    new = [person for person in dict.fromkeys(people) if person not in known]
    tell(new, words, address)
    return len(new)


@transaction.atomic
def read(person: int) -> None:
    """Everything up to now has been read."""
    Notice.objects.filter(person=person, read_at=None).update(read_at=timezone.now())
