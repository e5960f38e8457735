"""Which area a point lies in: many points at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from attrs import field, frozen

from joinedup.engine.areas.boundaries import Boundaries

METRES_A_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km


@frozen(eq=False)
class Placed:
    """`codes`: the area of each point, "" for none, in the order asked; `near`: it lies just outside of it."""

    codes: Any = field(repr=False)
    near: Any = field(repr=False)

    @property
    def outside(self) -> int:
        """How many points lie in no area."""
        return int((self.codes == "").sum())


@frozen(eq=False)
class PointIndex:
    """Areas ready to be asked. `shapes` are kept prepared, so that a second question is quicker."""

    codes: Any = field(repr=False)
    shapes: Any = field(repr=False)
    tree: Any = field(repr=False)

    def place(self, longitudes: Sequence[float] | Any, latitudes: Sequence[float] | Any, within: float = 0) -> Placed:
        """The area of each point; a point on a line between areas is given to the first by the file's order.

        `within`: metres up to which a point outside every area is given to the nearest (a generalised coast, a pier).
        Missing coordinates (nan) give "".
        """
        points = shapely.points(np.asarray(longitudes, dtype=float), np.asarray(latitudes, dtype=float))
        known = np.isfinite(shapely.get_x(points)) & np.isfinite(shapely.get_y(points))
        places = np.flatnonzero(known)
        asked, area = self.tree.query(points[places], predicate="intersects")
        codes = np.full(len(points), "", dtype=self.codes.dtype)
        order = np.lexsort((-area, asked))  # the last one written is the first area
        codes[places[asked[order]]] = self.codes[area[order]]
        near = np.zeros(len(points), dtype=bool)
        if within > 0:
            left = places[codes[places] == ""]
            at, nearest = self.tree.query_nearest(points[left], all_matches=False)
            metres = _metres(points[left[at]], self.shapes[nearest])
            good = metres <= within
            codes[left[at[good]]] = self.codes[nearest[good]]
            near[left[at[good]]] = True
        return Placed(codes, near)


def point_index(boundaries: Boundaries) -> PointIndex:
    """The areas ready to be asked for points."""
    shapes = np.array([area.shape for area in boundaries.areas], dtype=object)
    shapely.prepare(shapes)
    return PointIndex(np.array(boundaries.codes, dtype=str), shapes, shapely.STRtree(shapes))


def _metres(points: Any, shapes: Any) -> Any:
    """From each point to its shape, on a plane with the longitudes of the point's latitude."""
    lines = shapely.shortest_line(points, shapes)
    first, last = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    north = shapely.get_y(last) - shapely.get_y(first)
    east = (shapely.get_x(last) - shapely.get_x(first)) * np.cos(np.radians(shapely.get_y(first)))
    return np.hypot(north, east) * METRES_A_DEGREE
