"""Boundaries as shared lines (TopoJSON): each line between two areas is kept once, on a grid of whole numbers.

Written so that a district's map is a small download, and read for files that come so. The form is that of the TopoJSON
specification 1.0 (2013), which any map library reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely


def shapes_of(topology: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """(properties, shape) of each area in the first collection of a topology."""
    arcs = _arcs(topology)
    collection = next(one for one in topology["objects"].values() if isinstance(one, Mapping) and one.get("geometries"))
    for geometry in collection["geometries"]:
        properties = dict(geometry.get("properties") or {})
        if "id" in geometry:
            properties.setdefault("id", geometry["id"])
        yield properties, _shape(geometry, arcs)


def _arcs(topology: Mapping[str, Any]) -> list[Any]:
    transform = topology.get("transform")
    found = []
    for arc in topology["arcs"]:
        places = np.asarray([place[:2] for place in arc], dtype=float)
        if transform:
            places = places.cumsum(axis=0) * transform["scale"] + transform["translate"]
        found.append(places)
    return found


def _shape(geometry: Mapping[str, Any], arcs: Sequence[Any]) -> Any:
    kind = geometry.get("type")
    if kind == "Polygon":
        polygons = [geometry["arcs"]]
    elif kind == "MultiPolygon":
        polygons = geometry["arcs"]
    else:
        return None
    shapes = []
    for rings in polygons:
        places = [_ring(ring, arcs) for ring in rings]
        if not places or len(places[0]) < 4:
            return None
        shapes.append(shapely.Polygon(places[0], [hole for hole in places[1:] if len(hole) >= 4]))
    return shapes[0] if len(shapes) == 1 else shapely.MultiPolygon(shapes)


def _ring(numbers: Sequence[int], arcs: Sequence[Any]) -> Any:
    """The places of a ring. A number below zero is the arc ~number backwards; arcs share their first and last place."""
    parts = [arcs[~number][::-1] if number < 0 else arcs[number] for number in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
