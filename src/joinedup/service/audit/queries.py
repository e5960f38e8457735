"""Read the audit chain, and check everything that it attests."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Iterator

from django.db import connection

from joinedup.engine.audit.chain import Finding, Head, Link, walk
from joinedup.engine.audit.events import EVENTS
from joinedup.engine.audit.fingerprint import Attested
from joinedup.service.audit.models import Event
from joinedup.service.project.home import home


def as_link(row: Event) -> Link:
    """The engine's value of a row."""
    return Link(row.sequence, row.at, row.kind, row.by, row.subject, row.details, row.previous, row.hash)


def last_link() -> Link | None:
    """The end of the chain, or None where it has not begun."""
    row = Event.objects.order_by("-sequence").first()
    return as_link(row) if row else None


def last_of_kind(kind: str) -> Link | None:
    """The last event of a kind, or None."""
    row = Event.objects.filter(kind=kind).order_by("-sequence").first()
    return as_link(row) if row else None


def links_about(kind: str, subjects: Collection[str]) -> list[Link]:
    """The events of a kind about any of these subjects, in order."""
    return [as_link(row) for row in Event.objects.filter(kind=kind, subject__in=subjects).order_by("sequence")]


def links() -> Iterator[Link]:
    """The chain from its start."""
    return (as_link(row) for row in Event.objects.order_by("sequence"))


def seal_key() -> bytes:
    """The key that seals the kept end of the chain, derived from the master key."""
    return hmac.new(home().master_key.read_bytes(), b"joinedup audit head", hashlib.sha256).digest()


def kept_head() -> Head | None:
    """The end of the chain as last written outside the database. An unreadable one counts as forged."""
    path = home().head
    if not path.exists():
        return None
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return Head(int(plain["sequence"]), str(plain["hash"]), str(plain["seal"]))
    except (ValueError, KeyError, TypeError):
        return Head(0, "", "")


def chain_findings() -> Iterator[Finding]:
    """Everything in the chain itself that does not hold."""
    head = kept_head()
    if head is None and Event.objects.exists():
        yield Finding("head", f"The kept end of the chain, {home().head.name}, is missing.")
    yield from walk(links(), head, seal_key())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            for (message,) in cursor.fetchall():
                if message != "ok":
                    yield Finding("register", "The register's file is damaged. Restore it from a backup.")


def attested_findings(rows: Iterable[Attested]) -> Iterator[Finding]:
    """Compare the register's rows with what the chain attests: changed, added and removed rows."""
    told = {
        (link.kind, link.subject, str(link.told.get("hash"))): link.sequence
        for link in links()
        if link.kind in EVENTS and "hash" in EVENTS[link.kind].details
    }
    there = {(row.kind, row.subject, row.hash) for row in rows}
    for kind, subject, _ in sorted(there - set(told)):
        yield Finding(subject, f"Its row in the register is not as the chain tells it ({kind}).")
    for key in sorted(set(told) - there):
        kind, subject, _ = key
        yield Finding(subject, f"Event {told[key]} ({kind}) tells of a row that is not there as it was.")
