"""Boundaries: read, mended where that changes nothing, or refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from tests.unit.areas.squares import row_of, square

from joinedup.engine.areas.boundaries import boundaries_from, overlapping, read_boundaries
from joinedup.engine.areas.projection import System
from joinedup.engine.errors import JoinedupError


def refusal(geojson: Any, code: str = "") -> JoinedupError:
    with pytest.raises(JoinedupError) as refused:
        boundaries_from(geojson, code)
    return refused.value


def with_ring(ring: list[list[float]]) -> dict[str, Any]:
    feature = square(1)
    feature["geometry"]["coordinates"] = [ring]
    return {"type": "FeatureCollection", "features": [feature, square(2)]}


def test_codes_names_and_shapes_are_read() -> None:
    read = boundaries_from(row_of(3))
    assert read.code_property == "LSOA21CD"
    assert read.codes == ("E01999001", "E01999002", "E01999003")
    assert [area.name for area in read.areas] == ["Madeup 001A", "Madeup 002A", "Madeup 003A"]
    assert sum(area.shape.area for area in read.areas) == pytest.approx(0.0003)
    assert read.mended == ()


def test_of_several_codes_the_finest_that_is_each_areas_own_is_taken() -> None:
    wards = [square(place, LAD25CD="E09999001", MSOA21CD=f"E0299900{place}") for place in (1, 2)]
    assert boundaries_from({"type": "FeatureCollection", "features": wards}).code_property == "LSOA21CD"
    by_name = boundaries_from({"type": "FeatureCollection", "features": wards}, "MSOA21CD")
    assert by_name.codes == ("E02999001", "E02999002")


def test_a_spike_is_mended_and_said() -> None:
    spike = [[-2, 53], [-1.99, 53], [-1.99, 53.01], [-1.98, 53.02], [-1.99, 53.01], [-2, 53.01], [-2, 53]]
    read = boundaries_from(with_ring(spike))
    assert read.mended == ("E01999001",)
    assert all(shapely.is_valid(area.shape) for area in read.areas)
    assert read.areas[0].shape.area == pytest.approx(0.0001)


def test_a_bow_tie_would_change_in_mending_and_is_refused_by_its_code() -> None:
    bow_tie = [[-2, 53], [-1.99, 53.01], [-1.99, 53], [-2, 53.01], [-2, 53]]
    refused = refusal(with_ring(bow_tie))
    assert refused.code == "boundaries-broken"
    assert "E01999001" in refused.what
    assert "E01999002" not in refused.what


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [-2, 53]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[-2, 53], [-2, 53]]]},
        {"type": "Polygon", "coordinates": "nonsense"},
        {"type": "Polygon"},
        "nonsense",
    ],
)
def test_an_area_without_a_shape_is_refused(geometry: Any) -> None:
    collection = row_of(2)
    collection["features"][1]["geometry"] = geometry
    assert refusal(collection).code == "boundaries-broken"


@pytest.mark.parametrize(
    "geojson",
    [
        [],
        {},
        {"type": "FeatureCollection"},
        {"type": "FeatureCollection", "features": []},
        {"type": "FeatureCollection", "features": "areas"},
        {"type": "FeatureCollection", "features": [{"type": "Feature"}]},
        {"type": "Topology", "objects": {}},
    ],
)
def test_what_is_no_collection_of_areas_is_refused(geojson: Any) -> None:
    assert refusal(geojson).code == "boundaries-unreadable"


def test_areas_without_a_code_are_refused_and_the_properties_named() -> None:
    features = [square(1), square(2)]
    for feature in features:
        feature["properties"] = {"FID": 1, "label": "somewhere"}
    refused = refusal({"type": "FeatureCollection", "features": features})
    assert refused.code == "boundaries-code-unknown"
    assert "FID, label" in refused.do
    assert "somewhere" not in str(refused)


def test_two_shapes_of_one_code_are_refused() -> None:
    twice = {"type": "FeatureCollection", "features": [square(1), square(2, "E01999001")]}
    assert refusal(twice).code == "boundaries-twice"


def test_the_national_grid_is_recognised_named_or_not() -> None:
    ring = [[400000, 300000], [401000, 300000], [401000, 301000], [400000, 300000]]
    collection = with_ring(ring)
    collection["features"] = collection["features"][:1]
    for crs in ({}, {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}}):
        read = boundaries_from({**collection, **crs})
        assert read.system is System.NATIONAL_GRID
        assert read.areas[0].shape.bounds == pytest.approx((-2.0013, 52.5979, -1.9866, 52.6069), abs=2e-4)


def test_coordinates_that_are_not_of_the_system_named_are_refused() -> None:
    grid = with_ring([[400000, 300000], [400100, 300000], [400100, 300100], [400000, 300000]])
    assert refusal(grid).code == "boundaries-not-degrees"  # beside a square in degrees
    for name in ("urn:ogc:def:crs:EPSG::27700", "urn:ogc:def:crs:EPSG::29902"):
        said = {**row_of(2), "crs": {"type": "name", "properties": {"name": name}}}
        assert refusal(said).code == "boundaries-not-degrees"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"\x00" * 50])
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "areas.geojson"
    path.write_bytes(content)
    with pytest.raises(JoinedupError) as refused:
        read_boundaries(path)
    assert refused.value.code == "boundaries-unreadable"
    assert refused.value.where == "areas.geojson"


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps(row_of(2)), encoding="utf-8-sig")
    assert len(read_boundaries(path).areas) == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JoinedupError) as refused:
        read_boundaries(tmp_path / "areas.geojson")
    assert refused.value.code == "file-missing"


@pytest.mark.open_data
@pytest.mark.parametrize(
    ("name", "code", "count", "mended"),
    [
        ("lsoa2021/slough", "LSOA21CD", 84, 0),
        ("lsoa2011/leicester", "LSOA11CD", 192, 2),
        ("lsoa2011/wakefield", "LSOA11CD", 209, 1),
        ("msoa2021/norwich", "MSOA21CD", None, 0),
        ("ward_latest/brighton_and_hove", "WD25CD", None, 0),
        ("greater_manchester/gm_lsoa2021", "area_code", 1702, 0),
    ],
)
def test_real_boundaries_are_read_and_mended(
    open_data: Path, name: str, code: str, count: int | None, mended: int
) -> None:
    read = read_boundaries(open_data / "boundaries" / f"{name}.geojson")
    assert read.code_property == code
    assert count is None or len(read.areas) == count
    assert len(read.mended) == mended
    assert all(shapely.is_valid(area.shape) for area in read.areas)
    assert all(area.name != area.code for area in read.areas)


@pytest.mark.open_data
def test_topojson_has_the_areas_of_its_geojson(open_data: Path) -> None:
    for place in ("slough", "leicester"):
        shared = read_boundaries(open_data / "boundaries" / "lsoa2011_topojson" / f"{place}.topojson")
        plain = {a.code: a for a in read_boundaries(open_data / "boundaries" / "lsoa2011" / f"{place}.geojson").areas}
        assert set(shared.codes) == plain.keys()
        assert shared.mended == tuple(code for code in shared.codes if plain[code].mended)
        for area in shared.areas:
            assert area.shape.area == pytest.approx(plain[area.code].shape.area, rel=0.05)
            assert area.name == plain[area.code].name


def turned(place: int) -> dict[str, Any]:
    """A square with latitude first."""
    one = square(place)
    one["geometry"]["coordinates"] = [[[lat, lon] for lon, lat in one["geometry"]["coordinates"][0]]]
    return one


def test_areas_of_this_country_lie_in_it() -> None:
    with pytest.raises(JoinedupError, match="each other's place") as refused:
        boundaries_from({"type": "FeatureCollection", "features": [turned(1), turned(2)]})
    assert refused.value.code == "boundaries-elsewhere"
    astray = row_of(3)
    astray["features"][1]["geometry"]["coordinates"][0][2] = [-90.0, 10.0]
    with pytest.raises(JoinedupError, match="lie outside it: E01999002"):
        boundaries_from(astray)


def test_the_one_area_without_a_code_and_the_one_twice_are_named() -> None:
    lacking = row_of(9)
    lacking["features"][3]["properties"]["LSOA21CD"] = None
    with pytest.raises(JoinedupError, match="number 4 of the file") as refused:
        boundaries_from(lacking)
    assert refused.value.code == "boundaries-code-missing"
    twice = {"type": "FeatureCollection", "features": [square(1), square(2), square(3, "E01999002")]}
    with pytest.raises(JoinedupError, match="same LSOA21CD: E01999002"):
        boundaries_from(twice)


def test_areas_over_one_another_are_told_and_neighbours_are_not() -> None:
    assert overlapping(boundaries_from(row_of(3))) == ()
    over = row_of(3)
    over["features"][1]["geometry"] = square(3)["geometry"]
    assert overlapping(boundaries_from(over)) == (("E01999002", "E01999003"),)


def test_neighbours_whose_line_differs_in_the_last_place_do_not_lie_over_one_another() -> None:
    # GEOS 3.14 says that the first of these triangles is nearly all in the second; they share an edge and no more
    start, end, end_again = (0.0051257930080901674, 54.7785310319288), 0.0011270850548633065, 0.001127085054863306
    triangles = (
        [start, (end, 54.78009895956896), (-0.0029384632619853667, 54.78459763875401)],
        [(end_again, 54.78009895956896), start, (-0.007003635022067587, 54.7793370678513)],
    )
    features = [
        {
            "type": "Feature",
            "properties": {"LSOA21CD": f"E0100000{n}", "LSOA21NM": f"Madeup 00{n}A"},
            "geometry": {"type": "Polygon", "coordinates": [[*line, line[0]]]},
        }
        for n, line in enumerate(triangles)
    ]
    assert overlapping(boundaries_from({"type": "FeatureCollection", "features": features})) == ()
