"""Layers of one map: areas shaded by a figure, circles over them by a second, the edges of larger areas, services.

Each is told apart without colour: shades by lightness, circles by size, edges as lines, services by their form.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from attrs import field, frozen

from joinedup.engine.areas.classes import Classes, classes
from joinedup.engine.areas.map_picture import SHADES
from joinedup.engine.areas.map_svg import WIDTH, Outlines

MOST_CIRCLES = 2_000  # on a map of more areas they would lie over one another
_LEAST_RADIUS, _MOST_RADIUS = 3.0, 44.0
_LOOK = 'fill="#fff" fill-opacity=".8" stroke="#0b0c0c" stroke-width="1.5"'  # seen on every shade, and in grey


@frozen
class Sorted:
    """Areas in classes. `labels`: each class in words, from low to high; `counts`: areas in it; `of`: by area."""

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    of: Mapping[str, int] = field(repr=False)


def sorted_in_classes(codes: Sequence[str], values: Any) -> Sorted:
    """Five classes at most with about as many areas each; areas without a figure (nan) are in none."""
    there = np.isfinite(values)
    known = values[there]
    made = classes(known.tolist()) if len(known) else Classes((), ())
    places = np.maximum(np.searchsorted(made.lows, known, side="right") - 1, 0) if len(known) else np.zeros(0, int)
    of = dict(zip((code for code, one in zip(codes, there, strict=True) if one), map(int, places), strict=True))
    counts = np.bincount(places.astype(int), minlength=len(made.labels))
    return Sorted(made.labels, tuple(int(one) for one in counts), of)


def shades_of(found: Sorted) -> tuple[str, ...]:
    """A shade for each class, from the lightest to the darkest."""
    step = (len(SHADES) - 1) / max(len(found.labels) - 1, 1)
    return tuple(SHADES[round(place * step)] for place in range(len(found.labels)))


def radii_of(found: Sorted, drawn: Outlines) -> tuple[float, ...]:
    """A radius for each class, the largest of neighbours apart."""
    apart = math.sqrt(WIDTH * drawn.height / max(len(drawn.paths), 1))
    largest = min(max(0.42 * apart, _LEAST_RADIUS), _MOST_RADIUS)
    many = len(found.labels)
    return tuple(round(largest * math.sqrt((place + 1) / many), 1) for place in range(many))


def circle(radius: float, across: float, down: float, words: str = "") -> str:
    """One circle with its middle at a place, for the map or its legend."""
    told = f"<title>{escape(words)}</title>" if words else ""
    return f'<circle cx="{across:g}" cy="{down:g}" r="{radius:g}" {_LOOK}>{told}</circle>'


def circles_over(
    drawn: Outlines, found: Sorted, middles: Mapping[str, tuple[float, float]], words: Mapping[str, str], title: str
) -> str:
    """A circle in the middle of each area with a figure; middles: longitude and latitude. Large ones lie lowest."""
    radii = radii_of(found, drawn)
    there = sorted((code for code in found.of if code in middles), key=lambda code: (-found.of[code], code))
    rings = (circle(radii[found.of[code]], *drawn.at(*middles[code]), words.get(code, code)) for code in there)
    return f'<g class="joinedup-circles"><title>{escape(title)}</title>{"".join(rings)}</g>'


def edges_over(drawn: Outlines, larger: Outlines, title: str) -> str:
    """The edges of larger areas as lines, laid where they are on another map; what lies beneath can be pointed at."""
    wide, high = drawn.across / larger.across, drawn.down / larger.down
    right, down = (larger.west - drawn.west) * drawn.across, (drawn.north - larger.north) * drawn.down
    paths = "".join(f'<path d="{path}" vector-effect="non-scaling-stroke"></path>' for path in larger.paths.values())
    moved = f"matrix({wide:.6g} 0 0 {high:.6g} {right:.6g} {down:.6g})"
    look = 'fill="none" stroke="#0b0c0c" stroke-width="2.5" pointer-events="none"'
    return f'<g class="joinedup-edges" transform="{moved}" {look}><title>{escape(title)}</title>{paths}</g>'
