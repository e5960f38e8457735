"""Append to the audit chain: always inside the transaction of what it tells of."""

from __future__ import annotations

import fcntl
import json
import os
from datetime import UTC, datetime

from django.db import connection, transaction

from joinedup.engine.audit.chain import Link, next_link, seal
from joinedup.service.audit.models import Event
from joinedup.service.audit.queries import last_link, seal_key
from joinedup.service.project.home import home

# one writer at a time: any fixed number will do, this one spells "join" on a telephone
_CHAIN_LOCK = 5646


def append(kind: str, *, by: str, subject: str, **details: object) -> Link:
    """Write the next event. Raises TransactionManagementError outside a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is written with what it tells of")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    link = next_link(last_link(), at=at, kind=kind, by=by, subject=subject, details=details)
    Event.objects.create(
        sequence=link.sequence,
        at=link.at,
        kind=link.kind,
        by=link.by,
        subject=link.subject,
        details=link.details,
        previous=link.previous,
        hash=link.hash,
    )
    transaction.on_commit(lambda: _keep_head(link))
    return link


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
