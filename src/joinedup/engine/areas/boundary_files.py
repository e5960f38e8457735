"""Files of boundaries as features: GeoJSON, TopoJSON, GeoPackage, Shapefile (as it is, or zipped).

A feature is its properties and its shape in the file's own coordinates. What a file is its first bytes say. GeoPackage
is SQLite with shapes as well-known binary (OGC 12-128); the shapefile's polygons are read by ESRI's technical
description (July 1998), its table as dBase III.
"""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely
from attrs import field, frozen

from joinedup.engine.areas.topology import shapes_of
from joinedup.engine.errors import error

MOST_BYTES = 256 * 1024 * 1024
_POLYGONS = (5, 15, 25)  # shape types: plain, with heights, with measures


@frozen(eq=False)
class Features:
    """What a file holds. `system`: how it names its coordinates, "" where it does not. A shape is None if broken."""

    rows: tuple[tuple[Mapping[str, Any], Any], ...] = field(repr=False)
    system: str = ""


def read_features(path: Path) -> Features:
    """The features of a file. Raises `file-missing` and `boundaries-unreadable`."""
    if not path.is_file():
        raise error("file-missing", where=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise unreadable(path.name, f"it is larger than {MOST_BYTES // 1024**2} MiB")
    with path.open("rb") as file:
        start = file.read(16)
    if start.startswith(b"SQLite format 3"):
        return _geopackage(path)
    if start.startswith(b"PK"):
        return _zipped(path)
    if start.startswith(b"\x00\x00\x27\x0a"):
        return _shapefile(path)
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):  # ValueError: neither UTF-8 nor JSON
        raise unreadable(path.name, "it is not JSON in UTF-8, a GeoPackage or a shapefile") from None
    return features_of(value, path.name)


def features_of(value: Any, where: str) -> Features:
    """The features of GeoJSON or TopoJSON that was parsed. Raises `boundaries-unreadable`."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    if kind == "Topology":
        try:
            return Features(tuple(shapes_of(value)), _named(value))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            raise unreadable(where, "its arcs do not fit together") from None
    features = value.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list | tuple):
        raise unreadable(where, "it is not a GeoJSON FeatureCollection")
    if not features:
        raise unreadable(where, "it has no areas")
    if not all(isinstance(f, Mapping) and isinstance(f.get("properties"), Mapping) for f in features):
        raise unreadable(where, "an area has no properties")
    return Features(tuple((one["properties"], _drawn(one.get("geometry"))) for one in features), _named(value))


def unreadable(where: str, problem: str) -> Exception:
    """The error about a file that is none of these."""
    return error("boundaries-unreadable", where=where, problem=problem)


def _named(value: Mapping[str, Any]) -> str:
    crs = value.get("crs")
    return json.dumps(crs, default=str) if crs else ""


def _drawn(geometry: Any) -> Any:
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, TypeError, ValueError, RecursionError):
        return None


def _geopackage(path: Path) -> Features:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            return _layer(base, path.name)
    except sqlite3.DatabaseError:
        raise unreadable(path.name, "it is not a GeoPackage, or damaged") from None


def _layer(base: sqlite3.Connection, where: str) -> Features:
    layers = base.execute(
        "SELECT g.table_name, g.column_name, coalesce(s.definition, ''), g.srs_id FROM gpkg_geometry_columns g "
        "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id"
    ).fetchall()
    if len(layers) != 1:
        raise unreadable(where, f"it has {len(layers)} layers of shapes, and one is needed")
    table, column, definition, number = layers[0]
    kept = base.execute("SELECT type FROM sqlite_master WHERE name = ?", [table]).fetchone()
    if kept != ("table",):  # a view could be made never to end
        raise unreadable(where, "its layer is not a table")
    quoted = '"' + str(table).replace('"', '""') + '"'
    rows = base.execute(f"SELECT * FROM {quoted}")
    names = [one[0] for one in rows.description]
    features = []
    for row in rows:
        properties = dict(zip(names, row, strict=True))
        features.append((properties, _from_package(properties.pop(column))))
    if not features:
        raise unreadable(where, "it has no areas")
    return Features(tuple(features), "" if number in (0, -1) else f"EPSG:{number} {definition}")


def _from_package(blob: Any) -> Any:
    """A shape: two letters, version, flags, system, an envelope of a length that the flags give, well-known binary."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP":
        return None
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}.get(blob[3] >> 1 & 7)
    if envelope is None:
        return None
    try:
        return shapely.force_2d(shapely.from_wkb(blob[8 + envelope :]))
    except (shapely.GEOSException, ValueError):
        return None


def _zipped(path: Path) -> Features:
    """A zipped shapefile: its three parts, measured before they are unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {Path(one.filename).suffix.casefold(): one for one in archive.infolist() if not one.is_dir()}
            if not {".shp", ".dbf"} <= parts.keys():
                raise unreadable(path.name, "it is an archive without a shapefile")
            wanted = [parts[name] for name in (".shp", ".dbf", ".prj") if name in parts]
            if sum(one.file_size for one in wanted) > MOST_BYTES:
                raise unreadable(path.name, f"it unpacks to more than {MOST_BYTES // 1024**2} MiB")
            shapes, table, *system = (archive.read(one) for one in wanted)
    except zipfile.BadZipFile:
        raise unreadable(path.name, "the archive is damaged") from None
    return _joined(shapes, table, system[0] if system else b"", path.name)


def _shapefile(path: Path) -> Features:
    beside = {one.suffix.casefold(): one for one in path.parent.glob(f"{path.stem}.*")}
    if ".dbf" not in beside:
        raise unreadable(path.name, "it is one of several files; put its .shp, .dbf and .prj into one .zip")
    system = beside[".prj"].read_bytes() if ".prj" in beside else b""
    return _joined(path.read_bytes(), beside[".dbf"].read_bytes(), system, path.name)


def _joined(shapes: bytes, table: bytes, system: bytes, where: str) -> Features:
    try:
        rows = tuple(zip(_dbase(table), _polygons(shapes, where), strict=True))
    except (struct.error, ValueError, IndexError):
        raise unreadable(where, "the shapefile is damaged, or its parts do not belong together") from None
    if not rows:
        raise unreadable(where, "it has no areas")
    return Features(rows, system.decode("utf-8", "replace").strip())


def _polygons(data: bytes, where: str) -> Iterator[Any]:
    place = 100
    while place + 12 <= len(data):
        (words,) = struct.unpack_from(">i", data, place + 4)
        (kind,) = struct.unpack_from("<i", data, place + 8)
        if kind != 0 and kind not in _POLYGONS:
            raise unreadable(where, "its shapes are not areas")
        yield _polygon(data, place + 8) if kind else None
        place += 8 + words * 2


def _polygon(data: bytes, place: int) -> Any:
    """Rings clockwise are outer ones, the others holes in whichever outer ring holds them."""
    parts, points = struct.unpack_from("<2i", data, place + 36)
    starts = [*struct.unpack_from(f"<{parts}i", data, place + 44), points]
    flat = struct.unpack_from(f"<{points * 2}d", data, place + 44 + 4 * parts)
    rings = []
    for first, last in pairwise(starts):
        ring = list(zip(flat[first * 2 : last * 2 : 2], flat[first * 2 + 1 : last * 2 : 2], strict=True))
        if len(ring) >= 4:
            rings.append(shapely.LinearRing(ring))
    outer = [ring for ring in rings if not ring.is_ccw] or rings
    holes = [ring for ring in rings if ring.is_ccw and ring not in outer]
    areas = [
        shapely.Polygon(ring, [hole for hole in holes if shapely.Polygon(ring).contains(shapely.Point(hole.coords[0]))])
        if holes
        else shapely.Polygon(ring)
        for ring in outer
    ]
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas) if areas else None


def _dbase(data: bytes) -> Iterator[dict[str, str]]:
    count, header, length = struct.unpack_from("<IHH", data, 4)
    fields = []
    for place in range(32, header - 1, 32):
        if data[place] == 0x0D:
            break
        name = data[place : place + 11].split(b"\x00")[0].decode("ascii", "replace")
        fields.append((name, data[place + 16]))
    table = io.BytesIO(data[header:])
    for _ in range(count):
        row = table.read(length)
        if len(row) < length:
            raise ValueError("a row is cut off")
        at, values = 1, {}
        for name, width in fields:
            values[name] = _words(row[at : at + width])
            at += width
        yield values


def _words(cell: bytes) -> str:
    bare = cell.strip(b" \x00")
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError:
        return bare.decode("windows-1252", "replace")
