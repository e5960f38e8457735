"""Boundaries for a map on screen: simplified together, on a grid of whole numbers, each shared line once (TopoJSON).

Neighbours are simplified as one coverage, so that no slivers open between them. How much detail is kept follows from
how large the map is: a line is moved by less than half a pixel of a map 800 pixels wide.
"""

from __future__ import annotations

import gzip
import json
import math
from typing import Any

import numpy as np
import shapely
from attrs import field, frozen

from joinedup.engine.areas.boundaries import Boundaries

PIXELS = 800
FINEST = 0.00004  # degrees, about four metres: nothing finer is drawn
_CELLS = 8  # cells of the grid in one pixel


@frozen
class MapPayload:
    """A map's areas. `text`: TopoJSON, one object "areas"; `detail`: degrees by which a line may have moved."""

    text: str = field(repr=False)
    areas: int
    detail: float

    def packed(self) -> bytes:
        """As it goes over the network."""
        return gzip.compress(self.text.encode(), 9, mtime=0)


def map_payload(boundaries: Boundaries, detail: float | None = None) -> MapPayload:
    """The areas of a map. `detail`: degrees, worked out from the map's width if not given."""
    shapes = np.array([area.shape for area in boundaries.areas], dtype=object)
    # neighbours whose corners differ by a rounding error would be simplified apart
    shapes = shapely.transform(shapes, lambda places: np.round(places, 7))
    west, south, east, north = shapely.total_bounds(shapes)
    width = max((east - west) * math.cos(math.radians((south + north) / 2)), (north - south), 1e-9)
    fine = detail if detail is not None else max(FINEST, width / PIXELS / 2)
    simple = shapely.coverage_simplify(shapes, fine)
    step = max(fine * 2 / _CELLS, FINEST / _CELLS)
    net = _Net((west, south), step)
    geometries = []
    for area, shape, whole in zip(boundaries.areas, simple, shapes, strict=True):
        polygons = net.add(shape) or net.add(whole) or net.add(whole.envelope.buffer(step))
        geometries.append((area, polygons))
    text = json.dumps(_topology(net, geometries), separators=(",", ":"), ensure_ascii=False)
    return MapPayload(text, len(geometries), fine)


Ring = list[tuple[int, int]]


class _Net:
    """Rings on the grid, and the lines that they share."""

    def __init__(self, origin: tuple[float, float], step: float) -> None:
        self.origin, self.step = origin, step
        self.arcs: list[Ring] = []
        self._beside: dict[tuple[int, int], tuple[tuple[int, int], tuple[int, int]]] = {}
        self._joints: set[tuple[int, int]] = set()
        self._known: dict[tuple[tuple[int, int], ...], int] = {}

    def add(self, shape: Any) -> list[list[Ring]]:
        """The rings of each polygon; rings that shrink to nothing on the grid are left out."""
        polygons = []
        for polygon in shapely.get_parts(shape):
            rings = [self._ring(ring) for ring in shapely.get_rings(polygon)]
            if rings and rings[0]:
                polygons.append([ring for ring in rings if ring])
        return polygons

    def _ring(self, ring: Any) -> Ring:
        """Places on the grid without the last, which is the first again; empty for fewer than three."""
        places = np.rint((shapely.get_coordinates(ring) - self.origin) / self.step).astype(np.int64)
        keep = np.any(places[1:] != places[:-1], axis=1)
        listed: Ring = [(int(x), int(y)) for x, y in places[1:][keep]]
        if len(listed) < 3:
            return []
        for place, here in enumerate(listed):
            before, after = listed[place - 1], listed[(place + 1) % len(listed)]
            beside = (before, after) if before < after else (after, before)
            if self._beside.setdefault(here, beside) != beside:
                self._joints.add(here)
        return listed

    def numbers(self, ring: Ring) -> list[int]:
        """The ring as numbers of arcs, new ones added; ~number where the arc runs the other way."""
        cuts = [place for place, here in enumerate(ring) if here in self._joints]
        if not cuts:  # a ring by itself begins at its lowest place, so that its twin finds it
            start = ring.index(min(ring))
            turned = ring[start:] + ring[:start]
            return [self._number([*turned, turned[0]])]
        found = []
        for place, cut in enumerate(cuts):
            following = cuts[(place + 1) % len(cuts)]
            arc = ring[cut : following + 1] if following > cut else ring[cut:] + ring[: following + 1]
            found.append(self._number(arc))
        return found

    def _number(self, arc: Ring) -> int:
        backwards = arc[::-1]
        if backwards < arc:
            return ~self._kept(backwards)
        return self._kept(arc)

    def _kept(self, arc: Ring) -> int:
        key = tuple(arc)
        if key not in self._known:
            self._known[key] = len(self.arcs)
            self.arcs.append(arc)
        return self._known[key]


def _topology(net: _Net, geometries: list[tuple[Any, list[list[Ring]]]]) -> dict[str, Any]:
    listed = []
    for area, polygons in geometries:
        arcs: Any = [[net.numbers(ring) for ring in rings] for rings in polygons]
        kind = "MultiPolygon" if len(arcs) > 1 else "Polygon"
        told: dict[str, Any] = {"type": kind, "arcs": arcs if len(arcs) > 1 else arcs[0], "id": area.code}
        if area.name != area.code:
            told["properties"] = {"name": area.name}
        listed.append(told)
    return {
        "type": "Topology",
        "transform": {"scale": [net.step] * 2, "translate": [float(edge) for edge in net.origin]},
        "objects": {"areas": {"type": "GeometryCollection", "geometries": listed}},
        "arcs": [_steps(arc) for arc in net.arcs],
    }


def _steps(arc: Ring) -> list[list[int]]:
    """The first place, then the step to each following."""
    places = np.asarray(arc)
    steps: list[list[int]] = np.vstack([places[:1], np.diff(places, axis=0)]).tolist()
    return steps
