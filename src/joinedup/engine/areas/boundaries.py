"""Boundaries of areas, mended where that changes nothing that can be seen, otherwise refused.

Files are read as the ONS Open Geography portal gives them, whatever their form and vintage; coordinates of the national
grid become longitude and latitude; the property that holds the codes is found by the form of ONS codes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from attrs import evolve, field, frozen

from joinedup.engine.areas.boundary_files import Features, features_of, read_features
from joinedup.engine.areas.projection import System, recognise, to_degrees
from joinedup.engine.areas.repair import repaired
from joinedup.engine.errors import error

ONS_CODE = re.compile(r"[EWSNKJ]\d{8}")  # Government Statistical Service codes: a letter and eight digits
FINEST_FIRST = ("OA", "LSOA", "DZ", "SDZ", "MSOA", "IZ", "WD", "LAD")
MOST_SHARED = 0.05  # share of the smaller of two areas that generalised lines may have in common
GRID = 1e-9  # degrees, a tenth of a millimetre: on it what two areas share is cut out without a slip
UNITED_KINGDOM = (-9.5, 49.0, 2.6, 61.6)  # degrees, Rockall left out
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
    """Areas of one kind in the file's order. `code_property`: where their codes were; `system`: the file's."""

    code_property: str
    areas: tuple[AreaShape, ...] = field(repr=False)
    system: System = System.DEGREES

    @property
    def codes(self) -> tuple[str, ...]:
        """Every area's code."""
        return tuple(area.code for area in self.areas)

    def as_geojson(self) -> dict[str, Any]:
        """A FeatureCollection in longitude and latitude, with code and name of each area."""
        names = (self.code_property, "name")
        features = [
            {
                "type": "Feature",
                "properties": dict(zip(names, (area.code, area.name), strict=True)),
                "geometry": shapely.geometry.mapping(area.shape),
            }
            for area in self.areas
        ]
        return {"type": "FeatureCollection", "features": features}

    def joined(self, inside: Mapping[str, str], names: Mapping[str, str]) -> Boundaries:
        """The areas that these make up together. inside: of each the larger area; names: what those are called."""
        parts: dict[str, list[Any]] = {}
        for area in self.areas:
            if area.code in inside:
                parts.setdefault(inside[area.code], []).append(area.shape)
        larger = (AreaShape(code, names.get(code, code), shapely.union_all(own)) for code, own in parts.items())
        return Boundaries(self.code_property, tuple(larger), self.system)

    @property
    def mended(self) -> tuple[str, ...]:
        """Codes of the areas whose shapes were mended."""
        return tuple(area.code for area in self.areas if area.mended)


def read_boundaries(path: Path, code: str = "") -> Boundaries:
    """The areas of a file. `code`: the property that holds their codes; found if not given.

    Raises `file-missing`, and what `boundaries_from` raises.
    """
    return _from_features(read_features(path), code, path.name)


def boundaries_from(geojson: Mapping[str, Any], code: str = "", where: str = "") -> Boundaries:
    """The areas of a GeoJSON FeatureCollection, or a TopoJSON topology.

    Raises `boundaries-unreadable`, `boundaries-code-unknown`, `boundaries-code-missing`, `boundaries-not-degrees`,
    `boundaries-elsewhere`, `boundaries-twice` and `boundaries-broken` (a shape that mending would change).
    """
    return _from_features(features_of(geojson, where), code, where)


def _from_features(features: Features, code: str, where: str) -> Boundaries:
    properties = [described for described, _ in features.rows]
    code_property = code if code else _code_property(properties, where)
    name_property = name_property_of(code_property, properties[0])
    areas = []
    broken: list[str] = []
    for described, drawn in features.rows:
        own = str(described.get(code_property) or "").strip()
        if not own:
            raise error("boundaries-code-unknown", where=where, there_are=_listed(properties[0]))
        mended = repaired(drawn)
        if mended.problem:
            broken.append(own)
            continue
        areas.append(AreaShape(own, str(described.get(name_property) or own), mended.shape, bool(mended.repair)))
    if broken:
        raise error("boundaries-broken", where=where, codes=_some(broken))
    times = Counter(area.code for area in areas)
    if twice := [code for code, many in times.items() if many > 1]:
        raise error("boundaries-twice", where=where, heading=code_property, codes=_some(twice))
    bounds = shapely.total_bounds([area.shape for area in areas])
    system = recognise(features.system, *(float(edge) for edge in bounds))
    if system is None:
        raise error("boundaries-not-degrees", where=where)
    if system is not System.DEGREES:
        moved = shapely.transform([area.shape for area in areas], lambda places: to_degrees(system, places))
        areas = [evolve(area, shape=shape) for area, shape in zip(areas, moved, strict=True)]
    _must_be_in_place(areas, where)
    return Boundaries(code_property, tuple(areas), system)


def overlapping(boundaries: Boundaries) -> tuple[tuple[str, str], ...]:
    """Pairs of areas that lie over one another by more than a sliver of the smaller: a point there has two areas."""
    shapes = np.array([area.shape for area in boundaries.areas])
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = first[first < second], second[first < second]
    # Between lines that nearly lie along one another GEOS now and then takes a wrong turn and says that neighbours
    # share a large part (seen in GEOS 3.14: 20 %). On a grid it does not, at twice the time: it is asked to confirm.
    for grid in (None, GRID):
        smaller = np.minimum(shapely.area(shapes[one]), shapely.area(shapes[other]))
        over = shapely.area(shapely.intersection(shapes[one], shapes[other], grid_size=grid)) > MOST_SHARED * smaller
        one, other = one[over], other[over]
    codes = boundaries.codes
    return tuple((codes[a], codes[b]) for a, b in zip(one, other, strict=True))


def _must_be_in_place(areas: Sequence[AreaShape], where: str) -> None:
    """That areas of the United Kingdom are in it: latitude and longitude in turn, or a corner that went astray."""
    west, south, east, north = UNITED_KINGDOM
    bounds = shapely.bounds([area.shape for area in areas])
    inside = (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    outside = [
        area.code for area, there in zip(areas, inside, strict=True) if not there and ONS_CODE.fullmatch(area.code)
    ]
    if outside:
        turned = bool(((bounds[:, 1] >= west) & (bounds[:, 0] >= south) & (bounds[:, 3] <= east)).all())
        swapped = "; longitude and latitude are in each other's place" if turned else ""
        raise error("boundaries-elsewhere", where=where, codes=_some(outside), swapped=swapped)


def _some(codes: Sequence[str]) -> str:
    more = f" and {len(codes) - _NAMED:,} more" if len(codes) > _NAMED else ""
    return ", ".join(codes[:_NAMED]) + more


def _code_property(properties: Sequence[Mapping[str, Any]], where: str) -> str:
    """The property with an ONS code of its own for every area; of several, the finest kind of area."""
    found = []
    for name in properties[0]:
        values = [described.get(name) for described in properties]
        if all(isinstance(value, str) and ONS_CODE.fullmatch(value) for value in values):
            found.append((len(set(values)), name))
    of_their_own = [name for count, name in found if count == len(properties)]
    if not found:
        _must_have_codes(properties, where)
    if not of_their_own and found:  # codes that repeat: the clearest error is that they do
        of_their_own = [max(found)[1]]
    if not of_their_own:
        raise error("boundaries-code-unknown", where=where, there_are=_listed(properties[0]))

    def fineness(name: str) -> int:
        kind = re.sub(r"\d*(CD|_CODE)?$", "", name.upper())
        return FINEST_FIRST.index(kind) if kind in FINEST_FIRST else len(FINEST_FIRST)

    return min(of_their_own, key=fineness)


def _must_have_codes(properties: Sequence[Mapping[str, Any]], where: str) -> None:
    """Where nearly all areas have a code in one property, those that have none are named by their place."""
    for name in properties[0]:
        none = [
            number
            for number, described in enumerate(properties, 1)
            if not ONS_CODE.fullmatch(str(described.get(name) or ""))
        ]
        if len(none) * 5 <= len(properties):
            raise error("boundaries-code-missing", where=where, heading=name, numbers=_some([str(one) for one in none]))


def name_property_of(code_property: str, described: Mapping[str, Any]) -> str:
    """The property with the areas' names that goes with that of their codes; the latter where there is none."""
    wanted = re.sub(r"CD$", "NM", re.sub(r"_CODE$", "_NAME", code_property.upper()))
    others = [name for name in described if name != code_property]
    named = [name for name in others if name.upper() == wanted or name.casefold() in ("name", "area_name")]
    return named[0] if named else code_property


def _listed(described: Mapping[str, Any]) -> str:
    return ", ".join(str(name) for name in described) or "none"
