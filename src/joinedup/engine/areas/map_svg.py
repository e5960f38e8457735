"""A map for a page, drawn on the server: whole numbers only, so that it is small and needs no script.

Neighbours are simplified as one coverage (Shapely), by less than half a pixel of the map's width. Up to `MOST_PATHS`
areas each is a path with words of its own; beyond them areas of one shade are one path, which a browser draws at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import shapely
from attrs import field, frozen

from joinedup.engine.areas.boundaries import Boundaries

WIDTH = 800
MOST_PATHS = 4_000  # areas with a path each: on a map of more, none can be pointed at
SYMBOLS = ("circle", "square", "triangle", "diamond", "cross")


@frozen(eq=False)
class Outlines:
    """What a map is drawn from: each area's path on a canvas `WIDTH` wide. Made once for a kind of area.

    `west` and `north`: degrees at the corner; `across` and `down`: units of the canvas in a degree.
    """

    height: int
    paths: Mapping[str, str] = field(repr=False)
    west: float = 0.0
    north: float = 0.0
    across: float = 1.0
    down: float = 1.0

    @property
    def pointed_at(self) -> bool:
        """Whether each area has a path of its own, so that it tells its words to whoever points at it."""
        return len(self.paths) <= MOST_PATHS

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Where a place is on the canvas."""
        return round((longitude - self.west) * self.across), round((self.north - latitude) * self.down)


@frozen
class Mark:
    """A service on a map. `symbol`: one of `SYMBOLS`; `words`: what is told of it."""

    longitude: float
    latitude: float
    symbol: str
    words: str


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
        float(west), float(north), float(narrow * scale), float(scale),
    )  # fmt: skip


def _path(shape: object) -> str:
    """Each ring from its first corner on, every other as steps from the one before: a third shorter when packed."""
    parts = []
    for polygon in shapely.get_parts(shape):
        for ring in shapely.get_rings(polygon):
            places = np.rint(shapely.get_coordinates(ring)).astype(int)
            if len(places) > 3:
                x, y = places[0]
                steps = np.diff(places[:-1], axis=0)
                moved = steps[steps.any(axis=1)] if steps.any() else steps[:1]  # what is a dot stays one
                told = " ".join(f"{across} {down}" for across, down in moved.tolist())
                parts.append(f"M{x} {y}l{told.replace(' -', '-')}z")
    return "".join(parts)


def map_svg(
    drawn: Outlines, shades: Mapping[str, str], words: Mapping[str, str], title: str, empty: str = "#e6e6e5",
    marks: Sequence[Mark] = (), over: Sequence[str] = (),
) -> str:  # fmt: skip
    """The picture. shades: each area's colour; words: what is told of it; title: of it all; empty: without a figure.

    over: layers between the areas and the services, the lowest first (see `map_layers`).
    """
    parts = [
        f'<svg class="joinedup-map" viewBox="-2 -2 {WIDTH + 4} {drawn.height + 4}" role="img" '
        f'aria-label="{escape(title)}">'
    ]
    if not drawn.pointed_at:
        together: dict[str, list[str]] = {}
        for code, path in drawn.paths.items():
            together.setdefault(shades.get(code, empty), []).append(path)
        parts += [
            f'<path d="{"".join(own)}" fill="{shade}" stroke="{shade}" stroke-width=".5"></path>'
            for shade, own in together.items()
        ]
    else:
        for code, path in drawn.paths.items():
            told = f"<title>{escape(words.get(code, code))}</title>"
            shade = shades.get(code, empty)
            parts.append(f'<path d="{path}" fill="{shade}" stroke="#fff" stroke-width="1">{told}</path>')
    parts += over
    for mark in marks:
        x, y = drawn.at(mark.longitude, mark.latitude)
        if not (0 <= x <= WIDTH and 0 <= y <= drawn.height):  # a service of somewhere else
            continue
        parts.append(f'<g class="joinedup-mark"><title>{escape(mark.words)}</title>{symbol(mark.symbol, x, y)}</g>')
    parts.append("</svg>")
    return "".join(parts)


def choosing_svg(drawn: Outlines, words: Mapping[str, str], title: str) -> str:
    """The areas without figures, each path with the code of its area, to choose some of them."""
    paths = (
        f'<path d="{path}" data-code="{escape(code)}"><title>{escape(words.get(code, code))}</title></path>'
        for code, path in drawn.paths.items()
    )
    return (
        f'<svg class="joinedup-map joinedup-map--choosing" viewBox="-2 -2 {WIDTH + 4} {drawn.height + 4}" role="img" '
        f'aria-label="{escape(title)}">{"".join(paths)}</svg>'
    )


def symbol(which: str, x: int, y: int) -> str:
    """A symbol with its middle at a place, dark with a white line, told from others by its form. For a legend too."""
    look = 'fill="#b10e5a" stroke="#fff" stroke-width="2"'
    if which == "circle":
        return f'<circle cx="{x}" cy="{y}" r="7" {look}></circle>'
    if which == "square":
        return f'<rect x="{x - 7}" y="{y - 7}" width="14" height="14" {look}></rect>'
    paths = {
        "triangle": f"M{x} {y - 9}L{x + 9} {y + 7}L{x - 9} {y + 7}Z",
        "diamond": f"M{x} {y - 9}L{x + 9} {y}L{x} {y + 9}L{x - 9} {y}Z",
        "cross": f"M{x - 3} {y - 9}h6v6h6v6h-6v6h-6v-6h-6v-6h6Z",
    }
    return f'<path d="{paths[which]}" {look}></path>'
