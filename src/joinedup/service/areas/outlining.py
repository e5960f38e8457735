"""The outlines that maps are drawn from: made when boundaries come into use, so that nobody who opens a map waits.

Boundaries in use lie beside the figures, `boundaries/lsoa-2021.geojson` for a kind of area, their outlines beside them.
A map shows the areas that this installation knows: of a whole country's boundaries only its own are drawn.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from attrs import evolve

from joinedup.engine.areas.boundaries import Boundaries, boundaries_from
from joinedup.engine.areas.map_svg import Outlines, outlines
from joinedup.engine.audit.chain import Finding
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.store import Store
from joinedup.service.project.home import home
from joinedup.service.project.secret import secret

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
    own, codes = file_of(kind), _codes(kind)
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
    making.replace(file_of(kind))
    codes = _codes(kind)
    whole = read_outlines(ready)
    if whole is not None and (codes is None or whole.paths.keys() <= codes):
        write_outlines(_beside(kind), whole, _stamp(file_of(kind), codes))
    keep_up()


def put_out_of_use(kind: str) -> None:
    """Draw no map of a kind of area."""
    (file_of(kind)).unlink(missing_ok=True)
    _beside(kind).unlink(missing_ok=True)
    keep_up()


def centres(kind: str) -> dict[str, tuple[float, float]]:
    """The middle of each area (longitude, latitude); none where nobody has given boundaries."""
    return {code: (across / size, up / size) for code, (across, up, size) in _placed(kind).items()}


def middle(kind: str, codes: Collection[str]) -> tuple[float, float] | None:
    """The middle of these areas together (longitude, latitude); None where one of them has no boundaries."""
    there = _placed(kind)
    if not codes or not there.keys() >= set(codes):
        return None
    across, up, size = (sum(column) for column in zip(*(there[code] for code in set(codes)), strict=True))
    return across / size, up / size


def _placed(kind: str) -> dict[str, tuple[float, float, float]]:
    file = in_use(kind)
    if file is None:
        return {}
    told = file.stat()
    return _middles(file, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=16)
def _middles(file: Path, changed: int, size: int) -> dict[str, tuple[float, float, float]]:
    """Each centroid's longitude and latitude times its area's size, and the size: of several areas they add up."""
    return {
        one.code: (one.shape.centroid.x * one.shape.area, one.shape.centroid.y * one.shape.area, one.shape.area)
        for one in read(file).areas
    }


def write_outlines(file: Path, made: Outlines, stamp: Stamp | None = None) -> None:
    """Keep outlines: whole, or as they were. `stamp`: what they were made from."""
    plain = {"stamp": stamp, **{name: getattr(made, name) for name in _OUTLINES}}
    making = file.with_suffix(f".{os.getpid()}.making")
    making.write_text(_spelled(plain | {"seal": _seal(file, plain)}), encoding="utf-8")
    making.replace(file)


def read_outlines(file: Path, stamp: Stamp | None = None) -> Outlines | None:
    """Outlines that were kept; None where there are none, or they were changed or made from something else."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        if not hmac.compare_digest(str(plain.pop("seal", "")), _seal(file, plain)):
            return None
        if stamp is not None and plain["stamp"] != list(stamp):
            return None
        return Outlines(**{name: plain[name] for name in _OUTLINES})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def outline_findings() -> Iterator[Finding]:
    """Outlines that this installation did not make so. They are not drawn, but made anew when somebody looks."""
    for file in sorted([*_folder().glob("*.outlines"), *home().boundaries.glob("*.outlines")]):
        if read_outlines(file) is None:
            name = file.relative_to(home().folder).as_posix()
            yield Finding(name, "It was changed after it was made. No map shows it: it is made anew.")


def _seal(file: Path, plain: Mapping[str, object]) -> str:
    """By a key that the folder does not hold: no event tells of what is made from other files."""
    return hmac.new(secret("outlines"), f"{file.name}\n{_spelled(plain)}".encode(), hashlib.sha256).hexdigest()


def _spelled(plain: Mapping[str, object]) -> str:
    return json.dumps(plain, separators=(",", ":"))


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


def file_of(kind: str) -> Path:
    """Where the boundaries of a kind of area lie that were put in use for it; maybe there are none."""
    return _folder() / f"{kind}.geojson"


def _beside(kind: str) -> Path:
    return _folder() / f"{kind}.outlines"
