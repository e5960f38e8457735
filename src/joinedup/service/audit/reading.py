"""Read events for pages: found by words, kind and day, and only those that somebody may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from attrs import frozen
from django.db.models import Q, QuerySet

from joinedup.engine.audit.chain import Link
from joinedup.service.audit.models import Event
from joinedup.service.audit.queries import as_link
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May


@frozen
class Asked:
    """What somebody looks for. Days are in UTC, as events are. `handles`: of people whose name holds the words."""

    words: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    handles: Sequence[str] = ()


def _visible(acting: Acting, agreements: list[str]) -> QuerySet[Event]:
    rows = Event.objects.all()
    if acting.may(May.SEE_AUDIT):
        return rows
    partner = acting.partner
    mine = Q(subject=partner) | Q(subject__in=agreements) | Q(by__contains=f", {partner})")
    return rows.filter(mine | Q(details__contains=f'"{partner}"'))


def events(acting: Acting, agreements: list[str], asked: Asked, before: int, count: int) -> list[Link]:
    """The latest events before a number (0: all), at most so many."""
    rows = _filtered(_visible(acting, agreements), asked)
    if before:
        rows = rows.filter(sequence__lt=before)
    return [as_link(row) for row in rows.order_by("-sequence")[:count]]


def all_events(acting: Acting, agreements: list[str], asked: Asked) -> Iterator[Link]:
    """Every event asked for, from the first."""
    rows = _filtered(_visible(acting, agreements), asked).order_by("sequence")
    return (as_link(row) for row in rows.iterator(chunk_size=2000))


def _filtered(rows: QuerySet[Event], asked: Asked) -> QuerySet[Event]:
    if asked.words:
        named = Q(subject__in=asked.handles)
        for handle in asked.handles:
            named |= Q(by__startswith=f"{handle} ")
        rows = rows.filter(
            named | Q(subject__icontains=asked.words) | Q(details__icontains=asked.words) | Q(by__icontains=asked.words)
        )
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.first:
        rows = rows.filter(at__gte=asked.first.isoformat())
    if asked.last:
        rows = rows.filter(at__lt=(asked.last + timedelta(days=1)).isoformat())
    return rows


def event_hash(sequence: int) -> str | None:
    """The hash of one event as it stands now, or None."""
    return Event.objects.filter(sequence=sequence).values_list("hash", flat=True).first()
