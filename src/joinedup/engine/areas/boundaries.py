"""Boundaries of areas from GeoJSON, mended where that changes nothing that can be seen, otherwise refused.

Files are read as the ONS Open Geography portal gives them (RFC 7946: longitude and latitude), whatever the
vintage; the property that holds the codes is found by the form of ONS codes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from attrs import field, frozen

from joinedup.engine.errors import error

MOST_BYTES = 256 * 1024 * 1024
ONS_CODE = re.compile(r"[EWSNKJ]\d{8}")  # Government Statistical Service codes: a letter and eight digits
FINEST_FIRST = ("OA", "LSOA", "DZ", "SDZ", "MSOA", "IZ", "WD", "LAD")
MOST_CHANGED = 0.01  # share of an area's size that mending may change
_NAMED = 5  # codes named in an error


@frozen(eq=False)
class AreaShape:
    """One area. `shape`: Polygon or MultiPolygon, longitude and latitude; `mended`: it was invalid in the file."""

    code: str
    name: str
    shape: Any = field(repr=False)
    mended: bool = False


@frozen(eq=False)
class Boundaries:
    """Areas of one kind in the file's order. `code_property`: the property their codes were in."""

    code_property: str
    areas: tuple[AreaShape, ...] = field(repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every area's code."""
        return tuple(area.code for area in self.areas)

    @property
    def mended(self) -> tuple[str, ...]:
        """Codes of the areas whose shapes were mended."""
        return tuple(area.code for area in self.areas if area.mended)


def read_boundaries(path: Path, code: str = "") -> Boundaries:
    """The areas of a GeoJSON file. `code`: the property that holds their codes; found if not given.

    Raises `file-missing`, and what `boundaries_from` raises.
    """
    if not path.is_file():
        raise error("file-missing", where=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise _unreadable(path.name, f"it is larger than {MOST_BYTES // 1024**2} MiB")
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):  # ValueError: neither UTF-8 nor JSON
        raise _unreadable(path.name, "it is not JSON in UTF-8") from None
    return boundaries_from(value, code, where=path.name)


def boundaries_from(geojson: Mapping[str, Any], code: str = "", where: str = "") -> Boundaries:
    """The areas of a GeoJSON FeatureCollection.

    Raises `boundaries-unreadable`, `boundaries-code-unknown`, `boundaries-not-degrees`, `boundaries-twice` and
    `boundaries-broken` (a shape that mending would change).
    """
    features = _features(geojson, where)
    _refuse_projected(geojson, where)
    properties = [feature["properties"] for feature in features]
    code_property = code if code else _code_property(properties, where)
    name_property = _name_property(code_property, properties[0])
    areas = []
    broken: list[str] = []
    for feature, described in zip(features, properties, strict=True):
        own = str(described.get(code_property) or "").strip()
        if not own:
            raise error("boundaries-code-unknown", where=where, there_are=_listed(properties[0]))
        drawn = _shape(feature.get("geometry"))
        if drawn is None:
            broken.append(own)
            continue
        shape, mended = drawn
        areas.append(AreaShape(own, str(described.get(name_property) or own), shape, mended))
    if broken:
        more = f" and {len(broken) - _NAMED} more" if len(broken) > _NAMED else ""
        raise error("boundaries-broken", where=where, codes=", ".join(broken[:_NAMED]) + more)
    _refuse_outside_the_globe(areas, where)
    if len({area.code for area in areas}) < len(areas):
        raise error("boundaries-twice", where=where, heading=code_property)
    return Boundaries(code_property, tuple(areas))


def _unreadable(where: str, problem: str) -> Exception:
    return error("boundaries-unreadable", where=where, problem=problem)


def _features(geojson: Any, where: str) -> list[Any]:
    kind = geojson.get("type") if isinstance(geojson, Mapping) else None
    if kind == "Topology":
        raise _unreadable(where, "it is TopoJSON")
    features = geojson.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, Sequence) or isinstance(features, str):
        raise _unreadable(where, "it is not a GeoJSON FeatureCollection")
    if not features:
        raise _unreadable(where, "it has no areas")
    if not all(isinstance(f, Mapping) and isinstance(f.get("properties"), Mapping) for f in features):
        raise _unreadable(where, "an area has no properties")
    return list(features)


def _refuse_projected(geojson: Mapping[str, Any], where: str) -> None:
    """Older files name their coordinate system; only longitude and latitude are GeoJSON's own."""
    named = json.dumps(geojson.get("crs") or "", default=str)
    if named != '""' and not re.search(r"CRS84|4326|4258", named):
        raise error("boundaries-not-degrees", where=where)


def _refuse_outside_the_globe(areas: Sequence[AreaShape], where: str) -> None:
    west, south, east, north = shapely.total_bounds([area.shape for area in areas])
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise error("boundaries-not-degrees", where=where)


def _code_property(properties: Sequence[Mapping[str, Any]], where: str) -> str:
    """The property with an ONS code of its own for every area; of several, the finest kind of area."""
    found = []
    for name in properties[0]:
        values = [described.get(name) for described in properties]
        if all(isinstance(value, str) and ONS_CODE.fullmatch(value) for value in values):
            found.append((len(set(values)), name))
    of_their_own = [name for count, name in found if count == len(properties)]
    if not of_their_own and found:  # codes that repeat: the clearest error is that they do
        of_their_own = [max(found)[1]]
    if not of_their_own:
        raise error("boundaries-code-unknown", where=where, there_are=_listed(properties[0]))

    def fineness(name: str) -> int:
        kind = re.sub(r"\d*(CD|_CODE)?$", "", name.upper())
        return FINEST_FIRST.index(kind) if kind in FINEST_FIRST else len(FINEST_FIRST)

    return min(of_their_own, key=fineness)


def _name_property(code_property: str, described: Mapping[str, Any]) -> str:
    wanted = re.sub(r"CD$", "NM", re.sub(r"_CODE$", "_NAME", code_property.upper()))
    return next((name for name in described if name.upper() == wanted), code_property)


def _listed(described: Mapping[str, Any]) -> str:
    return ", ".join(str(name) for name in described) or "none"


def _shape(geometry: Any) -> tuple[Any, bool] | None:
    """(the shape, whether it was mended); None where it is no area, or mending would change it."""
    try:
        drawn = shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, TypeError, ValueError, RecursionError):
        return None
    if drawn is None or drawn.is_empty or drawn.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    if not all(math.isfinite(edge) for edge in drawn.bounds):
        return None
    if drawn.is_valid:
        return drawn, False
    mended = shapely.make_valid(drawn, method="structure", keep_collapsed=False)
    if mended.is_empty or mended.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    return (mended, True) if abs(mended.area - drawn.area) <= MOST_CHANGED * drawn.area else None
