"""Services that people give, kind by kind: kept in place of what was there, or added to it; the nearest to an area."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from attrs import asdict, frozen
from django.db import transaction

from joinedup.engine.areas.nearest import Nearest, Service, nearest
from joinedup.engine.errors import error
from joinedup.engine.indicators.services_file import numbered, sources
from joinedup.service.areas import outlining
from joinedup.service.audit.actions import append
from joinedup.service.audit.keeping import files_kept
from joinedup.service.audit.queries import links_about
from joinedup.service.indicators import queries
from joinedup.service.project.home import home


@frozen
class NearBy:
    """What of services is near an area: the nearest of each kind, by kind, and who says where they are."""

    found: tuple[Nearest, ...]
    sources: tuple[str, ...]


@frozen
class ServiceKind:
    """A kind of service: how many there are, who says so; who gave them last and when ("" where no event tells)."""

    title: str
    count: int
    sources: tuple[str, ...]
    by: str = ""
    at: str = ""


def kinds() -> tuple[ServiceKind, ...]:
    """Every kind of service that is kept, by its title."""
    own: dict[str, list[Service]] = {}
    for one in queries.services():
        own.setdefault(one.kind, []).append(one)
    order = sorted(own, key=str.casefold)
    last = {link.subject: link for link in links_about("services-kept", order)} if order else {}
    return tuple(
        ServiceKind(kind, len(own[kind]), sources(own[kind]), *((last[kind].by, last[kind].at) if kind in last else ()))
        for kind in order
    )


@transaction.atomic
def keep_services(*, by: str, found: Sequence[Service], source: str, sha256: str, add: bool) -> dict[str, int]:
    """Keep services in place of those of their kinds, or beside them; returns how many there were of each kind."""
    counts = Counter(one.kind for one in found)
    with _one_at_a_time():
        kept = queries.services()
        before = {kind: sum(_same(one.kind, kind) for one in kept) for kind in counts}
        for kind, count in counts.items():
            append(
                "services-kept", by=by, subject=kind, count=count, before=before[kind], source=source, sha256=sha256,
                how="added to" if add else "put in place of",
            )  # fmt: skip
        others = kept if add else tuple(one for one in kept if not any(_same(one.kind, kind) for kind in counts))
        write([*others, *found], by=by)  # the last thing: if it fails, nothing has changed
    return before


@transaction.atomic
def forget_services(*, by: str, kind: str) -> int:
    """Show the services of a kind no more; returns how many they were. Raises `services-kind-unknown`."""
    with _one_at_a_time():
        kept = queries.services()
        gone = [one for one in kept if _same(one.kind, kind)]
        if not gone:
            raise error("services-kind-unknown", kinds=", ".join(one.title for one in kinds()) or "none")
        append("services-forgotten", by=by, subject=gone[0].kind, count=len(gone))
        write([one for one in kept if not _same(one.kind, kind)], by=by)
    return len(gone)


@transaction.atomic
def write(services: Sequence[Service], *, by: str) -> None:
    """Put the services on the maps: all of them, or as they were. The chain has their fingerprint."""
    file = home().figures / queries.SERVICES
    content = json.dumps([asdict(one) for one in numbered(services)], ensure_ascii=False).encode()
    files_kept({file: hashlib.sha256(content).hexdigest()}, by=by, subject="services")
    making = file.with_suffix(".making")
    making.write_bytes(content)
    making.replace(file)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Nobody else changes the services meanwhile: what they add would be lost."""
    home().figures.mkdir(exist_ok=True, mode=0o700)
    with (home().figures / "services.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def near_by(kind: str, codes: Collection[str]) -> NearBy | None:
    """The nearest service of each kind to the middle of an area, or of several areas of a kind together.

    None without services, or without the boundaries of one of them.
    """
    services = queries.services()
    middle = outlining.middle(kind, codes) if services else None
    if middle is None:
        return None
    kinds = sorted({one.kind for one in services}, key=str.casefold)
    found = tuple(nearest({"": middle}, [one for one in services if one.kind == which])[""] for which in kinds)
    return NearBy(found, sources(services))


def _same(one: str, other: str) -> bool:
    return one.casefold() == " ".join(other.split()).casefold()
