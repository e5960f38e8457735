"""A map drawn on the server: every area once, neighbours without slivers, words that no browser takes for markup."""

from __future__ import annotations

import re

import shapely

from joinedup.engine.areas.boundaries import AreaShape, Boundaries
from joinedup.engine.areas.map_svg import SYMBOLS, WIDTH, Mark, map_svg, outlines

SQUARES = Boundaries(
    "code",
    (
        AreaShape("E01000001", "West", shapely.box(-1.0, 53.0, -0.9, 53.1)),
        AreaShape("E01000002", "East", shapely.box(-0.9, 53.0, -0.8, 53.1)),
    ),
)


def corners(path: str) -> set[tuple[int, int]]:
    """Where a path's lines begin and end: each ring goes on in steps from its first corner."""
    found = set()
    for ring in path.split("z")[:-1]:
        first, steps = ring.split("l")
        x, y = map(int, first.removeprefix("M").split())
        moved = [int(one) for one in re.findall(r"-?\d+", steps)]
        found.add((x, y))
        for across, down in zip(moved[::2], moved[1::2], strict=True):
            x, y = x + across, y + down
            found.add((x, y))
    return found


def test_each_area_is_drawn_once_over_the_whole_width_and_neighbours_share_their_line() -> None:
    drawn = outlines(SQUARES)
    places = {code: corners(path) for code, path in drawn.paths.items()}
    assert len(places["E01000001"] & places["E01000002"]) == 2
    across = [x for own in places.values() for x, _y in own]
    assert (min(across), max(across)) == (0, WIDTH)
    assert abs(drawn.height - 0.1 * WIDTH / (0.2 * 0.6011)) <= 1  # a degree east is shorter there: the cosine of 53.05°


def test_shades_and_words_are_told_and_an_area_without_a_figure_is_grey() -> None:
    svg = map_svg(outlines(SQUARES), {"E01000001": "#2f7799"}, {"E01000001": "West <b>: 5"}, "A map")
    assert svg.count("<path") == 2
    assert 'fill="#2f7799"' in svg
    assert 'fill="#e6e6e5"' in svg
    assert "West &lt;b&gt;: 5" in svg
    assert "<title>E01000002</title>" in svg


def test_a_hole_and_an_island_are_parts_of_one_path() -> None:
    ring = shapely.box(0, 50, 1, 51).difference(shapely.box(0.4, 50.4, 0.6, 50.6))
    island = shapely.MultiPolygon([ring, shapely.box(2, 50, 2.5, 50.5)])
    [path] = outlines(Boundaries("code", (AreaShape("E01000001", "Both", island),))).paths.values()
    assert path.count("M") == path.count("z") == 3


def test_an_area_too_small_for_the_canvas_stays_a_dot() -> None:
    speck = AreaShape("E01000003", "Speck", shapely.box(-0.95, 53.05, -0.949_99, 53.050_01))
    path = outlines(Boundaries("code", (*SQUARES.areas, speck))).paths["E01000003"]
    assert re.fullmatch(r"M\d+ \d+l0 0z", path)


def test_each_kind_of_service_has_a_form_of_its_own_and_one_of_somewhere_else_is_not_drawn() -> None:
    marks = [Mark(-0.95, 53.05, which, which) for which in SYMBOLS]
    svg = map_svg(outlines(SQUARES), {}, {}, "A map", marks=[*marks, Mark(-0.95, 53.5, "circle", "Far")])
    drawn = re.findall(r"<g class=\"joinedup-mark\"><title>(.*?)</title>(.*?)</g>", svg)
    assert [words for words, _ in drawn] == list(SYMBOLS)
    assert len({form for _, form in drawn}) == len(SYMBOLS)
