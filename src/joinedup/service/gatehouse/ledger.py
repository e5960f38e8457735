"""The ledger of what was destroyed: lines that are only ever added, kept beside the master key.

It lies outside every backup's reach, so that a restored backup cannot bring back what was destroyed since.
Each line is sealed with a key derived from the master key, over the line before it: a line that is changed,
left out or made up is found. Lines hold names of supplies and indexes, dates and reasons, never data.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

from joinedup.engine.errors import error


@frozen
class Destroyed:
    """One line: what was destroyed, when (UTC, ISO 8601), by whom and why. `seal`: 64 hexadecimal digits."""

    name: str
    at: str
    by: str
    reason: str
    seal: str


def _seal(key: bytes, previous: str, name: str, at: str, by: str, reason: str) -> str:
    spelled = json.dumps([previous, name, at, by, reason], ensure_ascii=False)
    return hmac.new(key, f"joinedup destroyed 1\n{spelled}".encode(), hashlib.sha256).hexdigest()


def ledger_key(master_key: bytes) -> bytes:
    """The key that seals the ledger, derived from the master key."""
    return hmac.new(master_key, b"joinedup destroyed", hashlib.sha256).digest()


def read_ledger(text: str, key: bytes) -> tuple[Destroyed, ...]:
    """The lines of a ledger, in order. Raises `ledger-damaged` at the first that does not hold.

    A last line without its end was being written when the machine stopped. What it tells of had not begun.
    """
    found: list[Destroyed] = []
    for number, line in enumerate(text.split("\n")[:-1], 1):
        try:
            plain = json.loads(line)
            row = Destroyed(*(str(plain[field]) for field in ("name", "at", "by", "reason", "seal")))
        except (ValueError, KeyError, TypeError):
            raise error("ledger-damaged", line=number) from None
        expected = _seal(key, found[-1].seal if found else "", row.name, row.at, row.by, row.reason)
        if not hmac.compare_digest(expected.encode(), row.seal.encode()):
            raise error("ledger-damaged", line=number)
        found.append(row)
    return tuple(found)


def ledger(path: Path, key: bytes) -> tuple[Destroyed, ...]:
    """The ledger in a file; without one, nothing has been destroyed. Raises `ledger-damaged`."""
    return read_ledger(path.read_text(encoding="utf-8"), key) if path.exists() else ()


def write_down(path: Path, key: bytes, *, name: str, by: str, reason: str) -> Destroyed:
    """Add a line, safely on disk when this returns. A name that is there already is not added again.

    Raises `ledger-damaged`: to a ledger that does not hold nothing is added.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        content = file.read()
        rows = read_ledger(content.decode("utf-8", errors="replace"), key)
        for row in rows:
            if row.name == name:
                return row
        at = datetime.now(UTC).isoformat(timespec="seconds")
        row = Destroyed(name, at, by, reason, _seal(key, rows[-1].seal if rows else "", name, at, by, reason))
        plain = {"name": name, "at": at, "by": by, "reason": reason, "seal": row.seal}
        file.truncate(content.rfind(b"\n") + 1)  # without a line that was never finished
        file.seek(0, os.SEEK_END)
        file.write(json.dumps(plain, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return row


def follows(longer: Sequence[Destroyed], shorter: Sequence[Destroyed]) -> bool:
    """Whether the one ledger is the other with perhaps more lines at its end."""
    return tuple(longer[: len(shorter)]) == tuple(shorter)
