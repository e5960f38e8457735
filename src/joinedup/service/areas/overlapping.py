"""Overlaps of old areas with new ones, as an administrator installed them: by them figures come onto other areas."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from attrs import field, frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.change import Overlaps
from joinedup.engine.errors import error
from joinedup.engine.indicators.store import area_key
from joinedup.service.areas import queries
from joinedup.service.project.home import home

FOLDER = "overlaps"
_MOST_FOREIGN = 0.1  # of an indicator's areas, that the overlaps do not know: they are left out, and that is said


@frozen(eq=False)
class Installed:
    """One file of overlaps. `key`: of the new areas, as the store calls them; `file`: what it was read from."""

    key: str
    file: str
    overlaps: Overlaps = field(repr=False)

    @property
    def old_title(self) -> str:
        """What the old areas are."""
        return _title(self.overlaps.old)

    @property
    def new_title(self) -> str:
        """What the new areas are."""
        return _title(self.overlaps.new)

    @property
    def place(self) -> Path:
        """Where it is kept: one file for each two kinds of area."""
        return home().areas / FOLDER / f"{area_key(AreaSet(*self.overlaps.old, {}))}-to-{self.key}.json"

    @property
    def codes(self) -> frozenset[str]:
        """The new areas."""
        return frozenset(code for onto in self.overlaps.people.values() for code in onto)

    def are_of(self, areas: AreaSet) -> bool:
        """Whether figures of these areas can be carried: of its old kind and year, and almost all of them known."""
        kind, year = self.overlaps.old
        if areas.kind != kind or (areas.year and areas.year != year) or not areas.codes:
            return False
        if not areas.year and areas.codes <= self.codes:
            return False  # they may as well be the new areas
        foreign = areas.codes - self.overlaps.people.keys()
        return len(foreign) <= _MOST_FOREIGN * len(areas.codes)


def of_file(overlaps: Overlaps, file: str) -> Installed:
    """Overlaps that somebody gives. Raises `overlaps-unreadable` where it is not said of which years the areas are."""
    if not all((*overlaps.old, *overlaps.new)) or overlaps.old == overlaps.new:
        problem = "its headings do not say of which two years the codes are (lsoa11cd, lsoa21cd)"
        raise error("overlaps-unreadable", where=file, problem=problem)
    return Installed(area_key(AreaSet(*overlaps.new, {})), file, overlaps)


def installed() -> tuple[Installed, ...]:
    """All overlaps that are kept."""
    files = sorted((home().areas / FOLDER).glob("*.json"))
    return tuple(_read(file, file.stat().st_mtime_ns) for file in files)


def onto(areas: AreaSet) -> tuple[Installed, ...]:
    """By which overlaps figures of these areas can be carried."""
    return tuple(one for one in installed() if one.are_of(areas))


def named(codes: Collection[str]) -> dict[str, str]:
    """What new areas are called; the code where nobody has given a name."""
    known = queries.names()
    return {code: known.get(code, code) for code in codes}


@lru_cache(maxsize=8)
def _read(file: Path, stamp: int) -> Installed:
    told = json.loads(file.read_text(encoding="utf-8"))
    old, new = ((str(kind), int(year)) for kind, year in (told["old"], told["new"]))
    return Installed(area_key(AreaSet(*new, {})), told["file"], Overlaps(told["people"], old, new))


def _title(told: tuple[str, int]) -> str:
    return AreaSet(*told, {}).title
