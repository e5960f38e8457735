"""Append to the audit chain: always inside the transaction of what it tells of."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from attrs import asdict, frozen
from django.db import connection, transaction

from joinedup.engine.audit.chain import Link, next_link, seal
from joinedup.service.audit.models import Event
from joinedup.service.audit.queries import last_link, seal_key
from joinedup.service.project.home import home

# one writer at a time: any fixed number will do, this one spells "join" on a telephone
_CHAIN_LOCK = 5646


@frozen
class NewEvent:
    """An event that is to be written: its kind in the catalogue, who, about what, and its details."""

    kind: str
    by: str
    subject: str
    details: Mapping[str, object]


def append(kind: str, *, by: str, subject: str, **details: object) -> Link:
    """Write the next event. Raises TransactionManagementError outside a transaction."""
    return append_all([NewEvent(kind, by, subject, details)])[0]


def append_all(events: Sequence[NewEvent]) -> list[Link]:
    """Write the next events, one after the other. Raises TransactionManagementError outside a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is written with what it tells of")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    links: list[Link] = []
    last = last_link()
    for new in events:
        last = next_link(last, at=at, kind=new.kind, by=new.by, subject=new.subject, details=new.details)
        links.append(last)
    Event.objects.bulk_create([Event(**asdict(link)) for link in links])
    transaction.on_commit(lambda: _keep_head(links[-1]))
    return links


def _keep_head(link: Link) -> None:
    """Write down where the chain ends, outside the database, so that cutting it short is found."""
    path = home().head
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists() and json.loads(path.read_text(encoding="utf-8"))["sequence"] >= link.sequence:
            return
        head = {
            "sequence": link.sequence,
            "hash": link.hash,
            "seal": seal(link.sequence, link.hash, seal_key()),
        }
        making = path.with_suffix(".making")
        making.write_text(json.dumps(head), encoding="utf-8")
        making.rename(path)
    finally:
        os.close(lock)


@transaction.atomic
def checkpoint_kept(*, by: str, partner: str) -> Link:
    """Note that a partner takes a checkpoint, and return the event that it is of: this very one."""
    before = last_link()
    return append("checkpoint-kept", by=by, subject=partner, sequence=(before.sequence if before else 0) + 1)
