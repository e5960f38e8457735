"""Services that somebody gave and that are on no map yet: looked at by whoever gave them, then kept or given up."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections import Counter
from pathlib import Path

from attrs import asdict, frozen
from django.core.exceptions import PermissionDenied
from django.db import transaction

from joinedup.engine.areas.nearest import Service
from joinedup.engine.indicators.defects import Alike, alike
from joinedup.engine.indicators.services_file import ServicesRead
from joinedup.service.audit.keeping import files_kept, must_be_as_kept
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import service_points
from joinedup.service.project.home import home

_KEY = re.compile(r"s-[0-9a-f]{12}")
_FILE = "services.json"


@frozen
class GivenServices:
    """What was read from a file. `said`: why rows were left out or are doubtful; `left_out`: how many those are.

    `by_postcode`: how many services were placed by their postcode. `add`: beside those of their kinds, not instead.
    """

    key: str
    person: int
    file: str
    sha256: str
    source: str
    add: bool
    by_postcode: int
    left_out: int
    said: tuple[Alike, ...]
    services: tuple[Service, ...]

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return len(self.services) + self.left_out

    def kinds(self) -> list[tuple[str, int, int]]:
        """(kind, how many of it there are in the file, how many there are on the maps now), by kind."""
        now = {one.title.casefold(): one.count for one in service_points.kinds()}
        counts = Counter(one.kind for one in self.services)
        return [(kind, counts[kind], now.get(kind.casefold(), 0)) for kind in sorted(counts, key=str.casefold)]


@transaction.atomic
def lay_by(acting: Acting, read: ServicesRead, *, source: str, sha256: str, add: bool) -> str:
    """Keep what was read, to be looked at, in place of what the same person left so; returns its key.

    Raises `services-file-wrong` and `services-file-unreadable`, and PermissionDenied.
    """
    _must(acting)
    found = read.services()
    for old in _of(acting.person):
        _let_go(acting, old)
    left_out = sum(one.code in ("service-left-out", "service-twice") for one in read.defects)
    given = GivenServices(
        f"s-{secrets.token_hex(6)}", acting.person, read.name[-200:], sha256, source, add, read.by_postcode, left_out,
        alike(read.defects), found,
    )  # fmt: skip
    file = _file(given.key)
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_text(json.dumps(asdict(given), ensure_ascii=False), encoding="utf-8")
    files_kept([file], by=acting.by, subject=given.key)
    return given.key


def given_services(acting: Acting, key: str) -> GivenServices | None:
    """What somebody gave and looks at, None where there is no such file of theirs."""
    given = _read(key)
    return given if given is not None and given.person == acting.person else None


@transaction.atomic
def put_on_maps(acting: Acting, given: GivenServices) -> int:
    """Put them on the maps; returns how many of their kinds there were.

    Raises `kept-file-changed` and PermissionDenied.
    """
    _must(acting)
    must_be_as_kept([_file(given.key)])
    before = service_points.keep_services(
        by=acting.by, found=given.services, source=given.source, sha256=given.sha256, add=given.add
    )
    _let_go(acting, given.key)
    return sum(before.values())


@transaction.atomic
def give_up(acting: Acting, given: GivenServices) -> None:
    """Nothing of them stays. Raises PermissionDenied."""
    _must(acting)
    _let_go(acting, given.key)


def _must(acting: Acting) -> None:
    if not acting.may(May.LOAD_BOUNDARIES):
        raise PermissionDenied


def _let_go(acting: Acting, key: str) -> None:
    files_kept({_file(key): ""}, by=acting.by, subject=key)
    transaction.on_commit(lambda: shutil.rmtree(_file(key).parent, ignore_errors=True))


def _of(person: int) -> list[str]:
    there = [_read(folder.name) for folder in home().figures_waiting.glob("s-*")]
    return [one.key for one in there if one is not None and one.person == person]


def _read(key: str) -> GivenServices | None:
    if not _KEY.fullmatch(key) or not _file(key).is_file():
        return None
    plain = json.loads(_file(key).read_text(encoding="utf-8"))
    said = tuple(Alike(one["words"], tuple(one["each"])) for one in plain["said"])
    return GivenServices(**{**plain, "said": said, "services": tuple(Service(**one) for one in plain["services"])})


def _file(key: str) -> Path:
    return home().figures_waiting / key / _FILE
