"""A file of boundaries looked at whole: everything wrong is named by row and area, and nothing of it is taken then."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.unit.areas.squares import row_of, square
from tests.unit.areas.test_boundary_files import geopackage

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.boundary_check import Checked, Said, check_boundaries
from joinedup.engine.areas.projection import System
from joinedup.engine.errors import JoinedupError

LSOA = Said("LSOA", 2021)
BOW_TIE = [[-2, 53], [-1.99, 53.01], [-1.99, 53], [-2, 53.01], [-2, 53]]
SPIKE = [[-2, 53], [-1.99, 53], [-1.99, 53.01], [-1.98, 53.02], [-1.99, 53.01], [-2, 53.01], [-2, 53]]


def looked(folder: Path, collection: dict[str, Any], said: Said = LSOA, known: tuple[AreaSet, ...] = ()) -> Checked:
    file = folder / "areas.geojson"
    file.write_text(json.dumps(collection), encoding="utf-8")
    return check_boundaries(file, said, known)


def with_rings(*rings: list[list[float]]) -> dict[str, Any]:
    collection = row_of(len(rings))
    for feature, ring in zip(collection["features"], rings, strict=True):
        feature["geometry"]["coordinates"] = [ring]
    return collection


def many(count: int) -> list[dict[str, Any]]:
    return [square(place, f"E01999{place:03}") for place in range(1, count + 1)]


def wrong(told: Checked) -> list[str]:
    assert told.boundaries is None
    return [str(one) for one in told.problems]


def test_a_good_file_is_taken_whole(tmp_path: Path) -> None:
    told = looked(tmp_path, row_of(3))
    assert told.boundaries is not None
    assert told.boundaries.codes == ("E01999001", "E01999002", "E01999003")
    assert (told.column, told.problems, told.repairs, told.left_out) == ("LSOA21CD", (), (), 0)


def test_every_problem_is_named_by_row_and_area_at_once(tmp_path: Path) -> None:
    features = [square(1), square(2, "E01999001"), square(3), square(4, "E02999004"), *many(40)[4:]]
    features[2]["geometry"] = None
    features[5]["properties"]["LSOA21CD"] = ""
    features[6]["geometry"]["coordinates"] = [BOW_TIE]
    said = wrong(looked(tmp_path, {"type": "FeatureCollection", "features": features}))
    assert said == [
        "row 2, E01999001: it stands in row 1 too",
        "row 3, E01999003: it has no shape, or one that cannot be read",
        "row 4, E02999004: this is a code of MSOA, not of LSOA",
        "row 6, Madeup 006A: it has no code",
        "row 7, E01999007: its line crosses itself, and mending would change its size wholly",
    ]


def test_a_spike_is_mended_and_named(tmp_path: Path) -> None:
    told = looked(tmp_path, with_rings(SPIKE))
    assert told.boundaries is not None
    assert told.boundaries.mended == ("E01999001",)
    assert [str(one) for one in told.repairs] == [
        "row 1, E01999001: its line crosses itself; mended, which changes its size by less than 0.1%"
    ]


def test_the_column_of_the_level_is_taken_and_another_years_column_refused(tmp_path: Path) -> None:
    wards = [square(place, WD23CD=f"E0599900{place}", WD23NM=f"Ward {place}") for place in (1, 2)]
    collection = {"type": "FeatureCollection", "features": wards}
    told = looked(tmp_path, collection, Said("ward", 2023))
    assert told.boundaries is not None
    assert [area.name for area in told.boundaries.areas] == ["Ward 1", "Ward 2"]
    assert wrong(looked(tmp_path, collection, Said("LSOA", 2011))) == [
        "its codes are in the column LSOA21CD, of 2021, and you said 2011"
    ]
    assert wrong(looked(tmp_path, collection, Said("district", 2023))) == [
        "no column holds codes of district for all areas. It holds codes of LSOA in LSOA21CD, ward in WD23CD"
    ]


def test_codes_of_another_year_are_named_where_that_year_is_known(tmp_path: Path) -> None:
    collection = row_of(4)
    for feature in collection["features"]:  # a column that says no year
        feature["properties"]["area_code"] = feature["properties"].pop("LSOA21CD")
    now = AreaSet("LSOA", 2021, dict.fromkeys(["E01999001", "E01999002", "E01999003"], ""))
    then = AreaSet("LSOA", 2011, dict.fromkeys(["E01999001", "E01999004"], ""))
    assert wrong(looked(tmp_path, collection, LSOA, (now, then))) == [
        "row 4, E01999004: this is a code of LSOA 2011, not of 2021"
    ]
    few = AreaSet("LSOA", 2021, {"E01999001": ""})  # too little is known of that year to judge by
    assert looked(tmp_path, collection, LSOA, (few, then)).boundaries is not None


def test_only_the_areas_asked_for_are_taken_and_what_is_wrong_with_others_does_not_matter(tmp_path: Path) -> None:
    collection = {"type": "FeatureCollection", "features": many(12)}
    collection["features"][0]["geometry"] = None
    told = looked(tmp_path, collection, Said("LSOA", 2021, only=("madeup 003", "E01999004")))
    assert told.boundaries is not None
    assert told.boundaries.codes == ("E01999003", "E01999004")
    assert told.left_out == 10
    nobody = looked(tmp_path, collection, Said("LSOA", 2021, only=("Elsewhere",)))
    assert wrong(nobody) == ["no area's name or code begins with Elsewhere"]


def test_areas_of_ones_own_have_their_codes_where_one_says(tmp_path: Path) -> None:
    collection = {"type": "FeatureCollection", "features": [square(n, beat=f"B{n}") for n in (1, 2)]}
    told = looked(tmp_path, collection, Said("police beat", 2024, "BEAT"))
    assert told.boundaries is not None
    assert told.boundaries.codes == ("B1", "B2")
    assert wrong(looked(tmp_path, collection, Said("police beat", 2024, "patch"))) == [
        "it has no column patch. There are: FID, LSOA21CD, LSOA21NM, beat"
    ]


def test_two_areas_of_one_shape_are_named(tmp_path: Path) -> None:
    collection = row_of(3)
    collection["features"][2]["geometry"] = collection["features"][0]["geometry"]
    assert wrong(looked(tmp_path, collection)) == ["row 3, E01999003: its shape is that of row 1"]


def test_another_projection_is_recognised_or_refused_by_its_name(tmp_path: Path) -> None:
    told = check_boundaries(geopackage(tmp_path / "grid.gpkg"), LSOA)
    assert told.boundaries is not None
    assert told.boundaries.system is System.NATIONAL_GRID
    [said] = wrong(check_boundaries(geopackage(tmp_path / "other.gpkg", 2154), LSOA))
    assert said.startswith("its coordinates (EPSG:2154) are in a system that is not read. Save it in one of: longitude")


def test_one_area_in_another_projection_than_the_rest_is_named(tmp_path: Path) -> None:
    collection = {"type": "FeatureCollection", "features": many(12)}
    metres = [[400000, 300000], [401000, 300000], [401000, 301000], [400000, 300000]]
    collection["features"][3]["geometry"]["coordinates"] = [metres]
    said = wrong(looked(tmp_path, collection))
    assert said == ["row 4, E01999004: its coordinates are not longitude and latitude, as those of the others are"]


def test_longitude_and_latitude_exchanged_are_told(tmp_path: Path) -> None:
    collection = row_of(1)
    ring = collection["features"][0]["geometry"]["coordinates"][0]
    collection["features"][0]["geometry"]["coordinates"] = [[[north, east] for east, north in ring]]
    [said] = wrong(looked(tmp_path, collection))
    assert "exchanged" in said


def test_more_corners_than_a_map_can_use_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("joinedup.engine.areas.boundary_check.MOST_PLACES", 9)
    monkeypatch.setattr("joinedup.engine.areas.boundary_check.MOST_AREAS", 1)
    assert wrong(looked(tmp_path, row_of(2))) == [
        "it has 2 areas, and at most 1 are taken",
        "its lines have 10 corners, and at most 9 are taken: use the generalised boundaries",
    ]


def test_a_geopackage_whose_layer_never_ends_is_refused(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "areas.gpkg")
    with sqlite3.connect(path) as base:
        base.execute('DROP TABLE "areas 0"')
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, NULL AS geom FROM n"
        base.execute(f'CREATE VIEW "areas 0" AS {endless}')
    base.close()
    with pytest.raises(JoinedupError, match="not a table"):
        check_boundaries(path, LSOA)
