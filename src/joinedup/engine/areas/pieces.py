"""Small areas cut up by areas of one's own, so that records are counted by the very line that somebody drew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from attrs import field, frozen

from joinedup.engine.areas.boundaries import GRID, Boundaries
from joinedup.engine.areas.points import PointIndex, point_index

_SLIVER = 1e-9  # share of a small area that is taken for a slip of the pen, not for a piece


@frozen(order=True)
class Piece:
    """The part of a small area that lies in exactly these areas of one's own."""

    small: str
    own: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called where pieces are cells of a table."""
        return " ".join((self.small, *self.own))


@frozen(eq=False)
class Pieces:
    """`shapes`: of each piece, in order; `index`: the small areas; `own`: the shapes drawn, by key."""

    shapes: Mapping[Piece, Any] = field(repr=False)
    index: PointIndex = field(repr=False)
    own: Mapping[str, Any] = field(repr=False)

    def counts(self, longitudes: Sequence[float], latitudes: Sequence[float]) -> tuple[dict[Piece, int], int]:
        """How many points lie in each piece, none left out, and how many in no small area."""
        across, up = np.asarray(longitudes, dtype=float), np.asarray(latitudes, dtype=float)
        small = self.index.place(across, up).codes
        points = shapely.points(across, up)
        inside = {key: shapely.intersects(shape, points) for key, shape in self.own.items()}
        counts = dict.fromkeys(self.shapes, 0)
        for n in np.flatnonzero(small != ""):
            counts[self._piece(str(small[n]), tuple(key for key in self.own if inside[key][n]), points[n])] += 1
        return counts, int((small == "").sum())

    def _piece(self, small: str, own: tuple[str, ...], point: Any) -> Piece:
        """The piece of a point. On a line it may be in a combination without extent: it is given to the nearest."""
        piece = Piece(small, own)
        if piece in self.shapes:
            return piece
        there = [one for one in self.shapes if one.small == small]
        return min(there, key=lambda one: (shapely.distance(self.shapes[one], point), one))

    def fitted(self) -> dict[str, tuple[str, ...]]:
        """For each area of one's own the small areas of which half or more lies in it."""
        area = {one: shapely.area(shape) for one, shape in self.shapes.items()}
        whole: dict[str, float] = {}
        for one, size in area.items():
            whole[one.small] = whole.get(one.small, 0.0) + size
        share: dict[tuple[str, str], float] = {}
        for one, size in area.items():
            for key in one.own:
                share[key, one.small] = share.get((key, one.small), 0.0) + size
        half = 0.5 - _SLIVER
        return {
            key: tuple(small for small in whole if share.get((key, small), 0.0) >= half * whole[small])
            for key in self.own
        }


def pieces_of(boundaries: Boundaries, own: Mapping[str, Any]) -> Pieces:
    """Cut every small area along the lines of these polygons (longitude and latitude, by key)."""
    shapes: dict[Piece, Any] = {}
    for area in boundaries.areas:
        cut = {Piece(area.code, ()): area.shape}
        least = area.shape.area * _SLIVER
        for key, shape in own.items():
            if not shape.intersects(area.shape):
                continue
            cut = {
                part: found
                for piece, there in cut.items()
                for part, found in (
                    (piece, shapely.difference(there, shape, grid_size=GRID)),
                    (Piece(piece.small, (*piece.own, key)), shapely.intersection(there, shape, grid_size=GRID)),
                )
                if found.area > least
            }
        shapes |= cut
    return Pieces(shapes, point_index(boundaries), own)
