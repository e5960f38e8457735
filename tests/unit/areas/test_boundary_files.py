"""Boundaries in other forms than GeoJSON: GeoPackage, Shapefile, zipped or not, TopoJSON."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely
from tests.unit.areas.squares import row_of, square

from joinedup.engine.areas.boundaries import boundaries_from, read_boundaries
from joinedup.engine.areas.projection import System
from joinedup.engine.errors import JoinedupError

GRID = ["E01999001", "E01999002"]


def grid_square(place: int) -> Any:
    return shapely.box(400_000 + place * 1000, 300_000, 401_000 + place * 1000, 301_000)


def geopackage(path: Path, system: int = 27700, layers: int = 1) -> Path:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)")
    base.execute("CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, definition TEXT)")
    for layer in range(layers):
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", [f"areas {layer}", system])
        base.execute(f'CREATE TABLE "areas {layer}" (fid INTEGER, geom BLOB, LSOA21CD TEXT, LSOA21NM TEXT)')
        for place, code in enumerate(GRID):
            shape = grid_square(place)
            header = b"GP\x00\x03" + struct.pack("<i4d", system, *(shape.bounds[i] for i in (0, 2, 1, 3)))
            row = [place, header + shapely.to_wkb(shape), code, f"Madeup {place}"]
            base.execute(f'INSERT INTO "areas {layer}" VALUES (?, ?, ?, ?)', row)
    base.commit()
    base.close()
    return path


def shapefile() -> tuple[bytes, bytes]:
    """(.shp, .dbf) of two squares, the first with a hole."""
    records = b""
    for number in range(2):
        shape = grid_square(number)
        rings = [list(shapely.orient_polygons(shape, exterior_cw=True).exterior.coords)]
        if number == 0:
            hole = shapely.box(400_400, 300_400, 400_600, 300_600)
            rings.append(list(shapely.orient_polygons(hole).exterior.coords))
        places = [place for ring in rings for place in ring]
        starts = [0] if number else [0, len(rings[0])]
        body = struct.pack("<i4d2i", 5, *shape.bounds, len(rings), len(places)) + struct.pack(
            f"<{len(starts)}i", *starts
        )
        body += b"".join(struct.pack("<2d", *place) for place in places)
        records += struct.pack(">2i", number + 1, len(body) // 2) + body
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 50 + len(records) // 2) + struct.pack("<2i8d", 1000, 5, *[0.0] * 8)
    fields = b"".join(
        name.ljust(11, b"\x00") + b"C" + bytes(4) + bytes([9]) + bytes(15) for name in (b"LSOA21CD", b"LSOA21NM")
    )
    rows = b"".join(b" " + code.encode() + b"Madeup   " for code in GRID)
    table = struct.pack("<B3sIHH", 3, bytes(3), 2, 32 + len(fields) + 1, 19) + bytes(20) + fields + b"\r" + rows
    return head + records, table


def test_a_geopackage_on_the_national_grid(tmp_path: Path) -> None:
    read = read_boundaries(geopackage(tmp_path / "areas.gpkg"))
    assert read.codes == tuple(GRID)
    assert [area.name for area in read.areas] == ["Madeup 0", "Madeup 1"]
    assert read.system is System.NATIONAL_GRID
    assert shapely.total_bounds([a.shape for a in read.areas]) == pytest.approx(
        [-2.0013, 52.5979, -1.972, 52.607], abs=5e-4
    )


def test_a_geopackage_with_two_layers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JoinedupError, match="2 layers"):
        read_boundaries(geopackage(tmp_path / "areas.gpkg", layers=2))


@pytest.mark.parametrize("zipped", [True, False])
def test_a_shapefile_with_a_hole(tmp_path: Path, zipped: bool) -> None:
    shapes, table = shapefile()
    if zipped:
        path = tmp_path / "areas.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("areas.shp", shapes)
            archive.writestr("areas.dbf", table)
    else:
        path = tmp_path / "areas.shp"
        path.write_bytes(shapes)
        (tmp_path / "areas.dbf").write_bytes(table)
    read = read_boundaries(path)
    assert read.codes == tuple(GRID)
    assert read.system is System.NATIONAL_GRID
    assert len(read.areas[0].shape.interiors) == 1
    assert read.areas[0].shape.area == pytest.approx(read.areas[1].shape.area * 0.96, rel=0.001)


@pytest.mark.parametrize("spoilt", ["cut shapes", "cut table", "no table", "not an archive"])
def test_a_damaged_shapefile_is_refused(tmp_path: Path, spoilt: str) -> None:
    shapes, table = shapefile()
    path = tmp_path / "areas.shp"
    path.write_bytes(shapes[:-90] if spoilt == "cut shapes" else shapes)
    if spoilt != "no table":
        (tmp_path / "areas.dbf").write_bytes(table[:-5] if spoilt == "cut table" else table)
    if spoilt == "not an archive":
        path.write_bytes(b"PK\x03\x04 and nothing else")
    with pytest.raises(JoinedupError) as refused:
        read_boundaries(path)
    assert refused.value.code == "boundaries-unreadable"


def test_topojson_that_does_not_fit_together_is_refused() -> None:
    geometry = {"type": "Polygon", "arcs": [[3]], "properties": {"LSOA21CD": "E01999001"}}
    topology = {"type": "Topology", "arcs": [], "objects": {"a": {"geometries": [geometry]}}}
    with pytest.raises(JoinedupError, match="arcs"):
        boundaries_from(topology)


def test_boundaries_are_given_again_as_geojson() -> None:
    read = boundaries_from(row_of(3))
    again = boundaries_from(json.loads(json.dumps(read.as_geojson())), "LSOA21CD")
    assert again.codes == read.codes
    assert all(a.shape.equals(b.shape) for a, b in zip(read.areas, again.areas, strict=True))
    assert square(1)["properties"]["LSOA21CD"] == again.codes[0]
