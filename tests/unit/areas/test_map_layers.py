"""Layers of a map: circles that grow with the figure, none where it is hidden, and edges where the larger area lies."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely

from joinedup.engine.areas.boundaries import AreaShape, Boundaries
from joinedup.engine.areas.map_layers import circles_over, edges_over, radii_of, shades_of, sorted_in_classes
from joinedup.engine.areas.map_svg import outlines

WEST, SOUTH = -1.0, 53.0
CODES = tuple(f"E0100000{number}" for number in range(6))
SQUARES = Boundaries(
    "code",
    tuple(
        AreaShape(code, code, shapely.box(WEST + place / 10, SOUTH, WEST + (place + 1) / 10, SOUTH + 0.1))
        for place, code in enumerate(CODES)
    ),
)
MIDDLES = {one.code: (one.shape.centroid.x, one.shape.centroid.y) for one in SQUARES.areas}


def test_a_higher_figure_has_a_larger_circle_and_a_hidden_one_has_none() -> None:
    drawn = outlines(SQUARES)
    found = sorted_in_classes(CODES, np.array([10.0, 20.0, np.nan, 30.0, 40.0, 50.0]))
    svg = circles_over(drawn, found, MIDDLES, {code: f"{code} <b>" for code in CODES}, "Second")
    rings = {code: (float(across), float(r)) for across, r, code in re.findall(
        r'<circle cx="([\d.]+)" cy="[\d.]+" r="([\d.]+)"[^>]*><title>(E\d+) &lt;b&gt;</title>', svg
    )}  # fmt: skip
    assert set(rings) == set(CODES) - {CODES[2]}
    radii = [rings[code][1] for code in CODES if code in rings]
    assert radii == sorted(radii)
    assert len(set(radii)) == 5
    assert 2 * max(radii) < 800 / 6  # neighbours do not touch
    assert rings[CODES[0]][0] == pytest.approx(800 / 12, abs=1)  # in the middle of its area
    assert sum(found.counts) == 5
    assert len(shades_of(found)) == len(radii_of(found, drawn)) == 5


def test_without_any_figure_there_is_no_class_and_no_circle() -> None:
    found = sorted_in_classes(CODES, np.full(6, np.nan))
    assert (found.labels, found.counts, dict(found.of)) == ((), (), {})
    assert "<circle" not in circles_over(outlines(SQUARES), found, MIDDLES, {}, "Second")


def test_the_edges_of_a_larger_area_lie_where_it_lies_on_the_map_of_the_small_ones() -> None:
    """Outlines of another kind have a canvas of their own: of the eastern half, here."""
    drawn = outlines(SQUARES)
    half = shapely.box(WEST + 0.3, SOUTH, WEST + 0.6, SOUTH + 0.1)
    svg = edges_over(drawn, outlines(Boundaries("code", (AreaShape("E05000001", "Half", half),))), "Wards")
    wide, _, _, high, right, down = map(float, re.findall(r"matrix\(([^)]*)\)", svg)[0].split())
    (path,) = re.findall(r' d="([^"]+)"', svg)
    corners = [(float(x) * wide + right, float(y) * high + down) for x, y in re.findall(r"(\d+) (\d+)", path)]
    xs, ys = zip(*corners, strict=True)
    assert (min(xs), max(xs)) == pytest.approx((400, 800), abs=1)
    assert (min(ys), max(ys)) == pytest.approx((0, drawn.height), abs=1)
