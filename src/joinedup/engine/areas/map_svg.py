"""A map for a page, drawn on the server: one path an area, whole numbers only, so that it is small and needs no script.

Neighbours are simplified as one coverage (Shapely), by less than half a pixel of the map's width.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape

import numpy as np
import shapely
from attrs import field, frozen

from joinedup.engine.areas.boundaries import Boundaries

WIDTH = 800


@frozen(eq=False)
class Outlines:
    """What a map is drawn from: each area's path on a canvas `WIDTH` wide. Made once for a kind of area."""

    height: int
    paths: Mapping[str, str] = field(repr=False)


def outlines(boundaries: Boundaries) -> Outlines:
    """The paths of areas, north at the top, lengths east and north alike at the middle of the map."""
    shapes = np.array([area.shape for area in boundaries.areas], dtype=object)
    shapes = shapely.transform(shapes, lambda places: np.round(places, 7))
    west, south, east, north = shapely.total_bounds(shapes)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, 1e-9)
    simple = shapely.coverage_simplify(shapes, 0.5 / scale)

    def on_canvas(places: np.ndarray) -> np.ndarray:
        return np.column_stack(((places[:, 0] - west) * narrow * scale, (north - places[:, 1]) * scale))

    drawn = shapely.transform(simple, on_canvas)
    return Outlines(
        max(1, round((north - south) * scale)),
        {area.code: _path(shape) for area, shape in zip(boundaries.areas, drawn, strict=True)},
    )


def _path(shape: object) -> str:
    parts = []
    for polygon in shapely.get_parts(shape):
        for ring in shapely.get_rings(polygon):
            places = np.rint(shapely.get_coordinates(ring)).astype(int)
            if len(places) > 3:
                parts.append("M" + "L".join(f"{x} {y}" for x, y in places[:-1]) + "Z")
    return "".join(parts)


def map_svg(
    drawn: Outlines, shades: Mapping[str, str], words: Mapping[str, str], title: str, empty: str = "#e6e6e5"
) -> str:
    """The picture. shades: each area's colour; words: what is told of it; title: of it all; empty: without a figure."""
    parts = [
        f'<svg class="joinedup-map" viewBox="-2 -2 {WIDTH + 4} {drawn.height + 4}" role="img" '
        f'aria-label="{escape(title)}">'
    ]
    for code, path in drawn.paths.items():
        told = f"<title>{escape(words.get(code, code))}</title>"
        parts.append(f'<path d="{path}" fill="{shades.get(code, empty)}" stroke="#fff" stroke-width="1">{told}</path>')
    parts.append("</svg>")
    return "".join(parts)
