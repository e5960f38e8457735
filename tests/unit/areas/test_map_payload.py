"""A map's boundaries as a small download: shared lines once, neighbours without slivers, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from tests.unit.areas.squares import row_of

from joinedup.engine.areas.boundaries import AreaShape, Boundaries, boundaries_from, read_boundaries
from joinedup.engine.areas.map_payload import map_payload


def cells(count: int = 60) -> Boundaries:
    """Made-up areas that fit together, each line with many corners."""
    dice = np.random.default_rng(1)
    seeds = shapely.MultiPoint(dice.uniform(0, 1, (count, 2)) * [0.2, 0.1] + [-1.2, 52.6])
    parts = shapely.get_parts(shapely.voronoi_polygons(seeds))
    return Boundaries("", tuple(AreaShape(f"E01{n:06}", f"Madeup {n:03}A", s) for n, s in enumerate(shapely.segmentize(parts, 0.001))))  # fmt: skip  # noqa: E501


def test_a_shared_line_is_there_once() -> None:
    topology = json.loads(map_payload(boundaries_from(row_of(3))).text)
    assert topology["type"] == "Topology"
    used = [number for one in topology["objects"]["areas"]["geometries"] for ring in one["arcs"] for number in ring]
    shared = [number for number in used if ~number in used]
    assert len(shared) == 4  # two lines between three squares, each used forwards and backwards
    assert len(topology["arcs"]) == 6  # and four outer lines
    assert topology["objects"]["areas"]["geometries"][0]["properties"] == {"name": "Madeup 001A"}


def test_the_areas_come_back_with_their_codes_names_and_nearly_their_shapes() -> None:
    whole = cells()
    payload = map_payload(whole)
    back = boundaries_from(json.loads(payload.text))
    assert back.codes == whole.codes
    assert [area.name for area in back.areas] == [area.name for area in whole.areas]
    assert payload.areas == 60
    for before, after in zip(whole.areas, back.areas, strict=True):
        assert shapely.hausdorff_distance(before.shape, after.shape) < payload.detail * 4


def test_no_slivers_open_between_neighbours() -> None:
    back = boundaries_from(json.loads(map_payload(cells(), detail=0.002).text))
    shapes = [area.shape for area in back.areas]
    together = shapely.union_all(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(together.area, rel=1e-4)  # the grid may fold a corner
    assert len(shapely.get_rings(together)) == 1


def test_islands_holes_and_areas_smaller_than_a_pixel_are_not_lost() -> None:
    ring = shapely.box(-2, 52, -1, 53).difference(shapely.box(-1.6, 52.4, -1.4, 52.6))
    islands = shapely.MultiPolygon([shapely.box(-0.9, 52, -0.8, 52.1), shapely.box(-0.5, 52, -0.4, 52.1)])
    speck = shapely.box(-0.7, 52.5, -0.69999, 52.50001)
    inner = shapely.box(-1.6, 52.4, -1.4, 52.6)
    shapes = [ring, islands, speck, inner]
    areas = Boundaries("", tuple(AreaShape(f"E0100000{n}", "", shape) for n, shape in enumerate(shapes)))
    back = boundaries_from(json.loads(map_payload(areas).text))
    assert len(back.areas[0].shape.interiors) == 1
    assert len(back.areas[1].shape.geoms) == 2
    assert back.areas[2].shape.area > 0
    assert back.areas[3].shape.area == pytest.approx(inner.area, rel=0.01)


def test_the_payload_is_the_same_every_time() -> None:
    assert map_payload(cells()).packed() == map_payload(cells()).packed()


@pytest.mark.open_data
@pytest.mark.parametrize("place", ["leicester", "brighton_and_hove", "wakefield", "slough", "brent", "sandwell"])
def test_a_districts_map_is_below_40_kB(open_data: Path, place: str) -> None:
    for year in ("lsoa2011", "lsoa2021"):
        whole = read_boundaries(open_data / "boundaries" / year / f"{place}.geojson")
        payload = map_payload(whole)
        assert len(payload.packed()) < 30_000
        back = boundaries_from(json.loads(payload.text))
        assert back.codes == whole.codes
        assert all(
            after.shape.area == pytest.approx(before.shape.area, rel=0.01)
            for before, after in zip(whole.areas, back.areas, strict=True)
        )


@pytest.mark.open_data
def test_greater_manchesters_1702_areas_are_below_100_kB(open_data: Path) -> None:
    whole = read_boundaries(open_data / "boundaries" / "greater_manchester" / "gm_lsoa2021.geojson")
    payload = map_payload(whole)
    assert payload.areas == 1_702
    assert len(payload.packed()) < 100_000
