"""The outlines that maps are drawn from: made when boundaries come into use, so that nobody who opens a map waits.

Boundaries in use lie beside the figures, `boundaries/lsoa-2021.geojson` for a kind of area, their outlines beside them.
A map shows the areas that this installation knows: of a whole country's boundaries only its own are drawn.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from attrs import evolve

from joinedup.engine.areas.boundaries import Boundaries, boundaries_from
from joinedup.engine.areas.map_svg import Outlines, outlines
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.store import Store
from joinedup.service.project.home import home

_OUTLINES = ("height", "paths", "west", "north", "across", "down")
CODE = "code"  # where boundaries that people give have the codes, whatever their file calls them
Stamp = tuple[int, int, str]


def drawn(kind: str) -> Outlines | None:
    """The outlines of a kind of area, None where nobody has given its boundaries."""
    file = in_use(kind)
    if file is None:
        return None
    return _drawn(kind, file, _stamp(file, _codes(kind)))


def keep_up() -> int:
    """Make the outlines of every kind of area whose boundaries or areas have changed; returns how many were made."""
    made = 0
    for kind in _kinds():
        file = in_use(kind)
        if file is not None and read_outlines(_beside(kind), _stamp(file, _codes(kind))) is None:
            made += _make(kind, file) is not None
    return made


def in_use(kind: str) -> Path | None:
    """The boundaries that a kind of area is drawn from.

    Areas whose year nobody has told are drawn from boundaries of their level that have them all.
    """
    own, codes = _folder() / f"{kind}.geojson", _codes(kind)
    if own.is_file():
        return own
    if not codes:
        return None
    for file in sorted(_folder().glob(f"{kind}-*.geojson")):
        there = drawn(file.stem)
        if there is not None and codes <= there.paths.keys():
            return file
    return None


def put_in_use(kind: str, file: Path, ready: Path) -> None:
    """Draw a kind of area from this file from now on. `ready`: outlines of all its areas, used where they fit."""
    _folder().mkdir(parents=True, exist_ok=True)
    making = _folder() / f"{kind}.making"
    making.write_bytes(file.read_bytes())
    making.replace(_folder() / f"{kind}.geojson")
    own, codes = _folder() / f"{kind}.geojson", _codes(kind)
    whole = read_outlines(ready)
    if whole is not None and (codes is None or whole.paths.keys() <= codes):
        write_outlines(_beside(kind), whole, _stamp(own, codes))
    keep_up()


def put_out_of_use(kind: str) -> None:
    """Draw no map of a kind of area."""
    (_folder() / f"{kind}.geojson").unlink(missing_ok=True)
    _beside(kind).unlink(missing_ok=True)
    keep_up()


def centres(kind: str) -> dict[str, tuple[float, float]]:
    """The middle of each area (longitude, latitude); none where nobody has given boundaries."""
    file = in_use(kind)
    if file is None:
        return {}
    told = file.stat()
    return _centres(file, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=16)
def _centres(file: Path, changed: int, size: int) -> dict[str, tuple[float, float]]:
    return {one.code: (one.shape.centroid.x, one.shape.centroid.y) for one in read(file).areas}


def write_outlines(file: Path, made: Outlines, stamp: Stamp | None = None) -> None:
    """Keep outlines: whole, or as they were. `stamp`: what they were made from."""
    plain = {"stamp": stamp, **{name: getattr(made, name) for name in _OUTLINES}}
    making = file.with_suffix(f".{os.getpid()}.making")
    making.write_text(json.dumps(plain, separators=(",", ":")), encoding="utf-8")
    making.replace(file)


def read_outlines(file: Path, stamp: Stamp | None = None) -> Outlines | None:
    """Outlines that were kept; None where there are none, they cannot be read, or were made from something else."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        if stamp is not None and plain["stamp"] != list(stamp):
            return None
        return Outlines(**{name: plain[name] for name in _OUTLINES})
    except (OSError, ValueError, KeyError, TypeError):
        return None


@lru_cache(maxsize=16)
def _drawn(kind: str, file: Path, stamp: Stamp) -> Outlines | None:
    return read_outlines(_beside(kind), stamp) or _make(kind, file)


def _make(kind: str, file: Path) -> Outlines | None:
    codes = _codes(kind)
    stamp = _stamp(file, codes)
    there = read(file)
    known = tuple(one for one in there.areas if codes is None or one.code in codes)
    if not known:
        return None
    made = outlines(evolve(there, areas=known))
    write_outlines(_beside(kind), made, stamp)
    return made


def read(file: Path) -> Boundaries:
    """Boundaries that were kept."""
    plain = json.loads(file.read_text(encoding="utf-8"))
    given = CODE in plain["features"][0]["properties"] if plain.get("features") else False
    return boundaries_from(plain, CODE if given else "", where=file.name)


def _stamp(file: Path, codes: Iterable[str] | None) -> Stamp:
    """What changes when other boundaries are given, or other areas come to be known."""
    told = file.stat()
    named = hashlib.sha256(" ".join(sorted(codes or ())).encode()).hexdigest()
    return told.st_mtime_ns, told.st_size, named


def _codes(kind: str) -> frozenset[str] | None:
    """The areas of a kind that are known, None where the kind is not."""
    try:
        return frozenset(Store(home().figures).codes(kind))
    except JoinedupError:
        return None


def _kinds() -> list[str]:
    known = {file.stem for file in (home().figures / "areas").glob("*.json")}
    return sorted(known | {file.stem for file in _folder().glob("*.geojson")})


def _folder() -> Path:
    return home().figures / "boundaries"


def _beside(kind: str) -> Path:
    return _folder() / f"{kind}.outlines"
