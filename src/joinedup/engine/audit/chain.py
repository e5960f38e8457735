"""The audit chain: each event carries the hash of the one before, so none can be changed unseen.

A link's hash is SHA-256 over its own fields and the previous hash, in one canonical spelling. Removing
links from the end leaves a chain that holds; the head kept apart (`Head`) is what finds that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from joinedup.engine.audit.events import EVENTS

START = "0" * 64  # what the first link has before it


@frozen
class Link:
    """One event in the chain. `at` is UTC in ISO 8601; `details` is JSON text as it was hashed."""

    sequence: int
    at: str
    kind: str
    by: str
    subject: str
    details: str
    previous: str
    hash: str

    @property
    def told(self) -> dict[str, Any]:
        """The details as values; empty where they were damaged, which `walk` finds."""
        try:
            plain = json.loads(self.details)
        except ValueError:
            return {}
        return plain if isinstance(plain, dict) else {}

    @property
    def sentence(self) -> str:
        """The event in words; of one that was changed so that it cannot be told any more, just that."""
        kind = EVENTS.get(self.kind)
        if kind is None or set(self.told) != set(kind.details):
            return f"Event {self.sequence} cannot be told: it was changed after it was written."
        return kind.sentence.format(**{**self.told, "subject": self.subject})


@frozen
class Finding:
    """Something that does not hold: where, and what in words."""

    where: str
    words: str


@frozen
class Head:
    """The end of the chain as last seen, sealed with a key so that it cannot be made up."""

    sequence: int
    hash: str
    seal: str


def link_hash(sequence: int, at: str, kind: str, by: str, subject: str, details: str, previous: str) -> str:
    """The hash of one link, 64 hexadecimal digits."""
    spelled = json.dumps([sequence, at, kind, by, subject, details, previous], ensure_ascii=False)
    return hashlib.sha256(spelled.encode()).hexdigest()


def next_link(last: Link | None, *, at: str, kind: str, by: str, subject: str, details: Mapping[str, object]) -> Link:
    """The link that follows. Raises ValueError where the details are not those of the catalogue."""
    expected = EVENTS[kind].details
    if set(details) != set(expected):
        raise ValueError(f"the event {kind} takes {', '.join(expected) or 'no details'}")
    sequence = last.sequence + 1 if last else 1
    previous = last.hash if last else START
    text = json.dumps(details, sort_keys=True, ensure_ascii=False)
    return Link(
        sequence, at, kind, by, subject, text, previous,
        link_hash(sequence, at, kind, by, subject, text, previous),
    )  # fmt: skip


def walk(links: Iterable[Link], head: Head | None = None, seal_key: bytes = b"") -> Iterator[Finding]:
    """Walk the chain from its start and yield everything that does not hold; nothing where it is whole."""
    previous, expected, seen = START, 1, {0: START}
    for link in links:
        where = f"event {link.sequence}"
        if link.sequence > expected:
            yield Finding(where, f"Event {expected} is missing before it.")
            expected = link.sequence
        elif link.sequence < expected:
            yield Finding(where, f"It stands where event {expected} should.")
        if link.previous != previous:
            yield Finding(where, "It does not follow the event before it.")
        made = link_hash(link.sequence, link.at, link.kind, link.by, link.subject, link.details, link.previous)
        if made != link.hash:
            yield Finding(where, "It was changed after it was written.")
        if link.kind not in EVENTS:
            yield Finding(where, "Its kind is not in the catalogue of events.")
        seen[link.sequence] = link.hash
        previous, expected = link.hash, expected + 1
    if head is not None:
        yield from _head_findings(head, seen, expected - 1, seal_key)


def _head_findings(head: Head, seen: Mapping[int, str], last: int, seal_key: bytes) -> Iterator[Finding]:
    if not hmac.compare_digest(head.seal.encode(), seal(head.sequence, head.hash, seal_key).encode()):
        yield Finding("head", "The kept end of the chain was not sealed by this installation.")
    elif head.sequence > last:
        yield Finding(f"event {last + 1}", f"Events {last + 1} to {head.sequence} were removed from the end.")
    elif seen.get(head.sequence) != head.hash:
        yield Finding(f"event {head.sequence}", "The chain was written anew up to here.")


def seal(sequence: int, digest: str, key: bytes) -> str:
    """HMAC-SHA-256 over the end of the chain, by a key that the database does not hold."""
    return hmac.new(key, f"joinedup head 1\n{sequence}\n{digest}".encode(), hashlib.sha256).hexdigest()
