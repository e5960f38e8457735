"""Read which postcode lies in which area, as installed: no data of people."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.errors import error
from joinedup.engine.indicators.store import Store
from joinedup.service.areas.outlining import in_use
from joinedup.service.project.home import home

LOOKUP, BOUNDARIES = "lookup.parquet", "boundaries.geojson"
WARDS, KNOWN, PEOPLE = "wards.parquet", "known.json", "people.json"
POINTS = "points.parquet"


def _lookup() -> pl.DataFrame:
    path = home().areas / LOOKUP
    if not path.is_file():
        raise error("areas-missing")
    return pl.read_parquet(path)


def areas_of_postcode(postcode: str) -> set[str]:
    """The areas of every level in which a postcode ("LE1 1AA") lies; none where it is not known."""
    if not are_installed():
        return set()
    table = pl.scan_parquet(home().areas / LOOKUP)
    levels = [name for name in ("lsoa", "msoa", "ward", "lad") if name in table.collect_schema().names()]
    rows = table.filter(pl.col("postcode") == postcode).select(levels).collect()
    return {code for row in rows.iter_rows() for code in row if code}


def are_installed() -> bool:
    """Whether postcodes can be placed."""
    return (home().areas / LOOKUP).is_file()


def postcode_lookup() -> dict[str, str]:
    """Each postcode and its LSOA. Raises `areas-missing`."""
    return dict(_lookup().select("postcode", "lsoa").drop_nulls().iter_rows())


def postcode_points(postcodes: Collection[str]) -> dict[str, tuple[float, float]] | None:
    """Where postcodes lie (longitude, latitude): those known of the ones asked for, capitals without blanks.

    None where the directory that was installed does not say where postcodes lie, or none was.
    """
    file = home().areas / POINTS
    if not file.is_file():
        return None
    found = pl.scan_parquet(file).filter(pl.col("postcode").is_in(list(postcodes))).collect()
    return {postcode: (lon, lat) for postcode, lon, lat in found.iter_rows()}


def hierarchy() -> pl.DataFrame:
    """One row an LSOA: lsoa, then the levels above it that are known (msoa, lad). Raises `areas-missing`."""
    table = _lookup()
    levels = [level for level in ("lsoa", "msoa", "lad") if level in table.columns]
    return table.select(levels).drop_nulls().unique().sort("lsoa")


def knows_wards() -> bool:
    """Whether wards are known."""
    return are_installed() and ((home().areas / WARDS).is_file() or "ward" in _lookup().columns)


def wards() -> pl.DataFrame:
    """One row an LSOA: lsoa, ward, the ward that was installed as its own: the ONS's best fit, that by people, or else
    the ward in which most of its postcodes lie, of equals the first by code. No row where no ward is known.
    """
    kept = home().areas / WARDS
    if kept.is_file():
        return pl.read_parquet(kept)
    placed = _lookup().select("lsoa", "ward").drop_nulls()
    return (
        placed.group_by("lsoa", "ward")
        .len()
        .sort("lsoa", -pl.col("len").cast(pl.Int64), "ward")
        .unique("lsoa", keep="first", maintain_order=True)
        .select("lsoa", "ward")
    )


def lookups() -> list[pl.DataFrame]:
    """Every lookup of areas that was installed, a column of codes for each level, the finest first; maybe none."""
    if not are_installed():
        return []
    above = hierarchy()
    return [above, wards().join(above, on="lsoa", how="left")] if knows_wards() else [above]


def known() -> tuple[AreaSet, ...]:
    """The areas of each kind and year that were installed, with their names; none where nothing was."""
    kept = home().areas / KNOWN
    return _known(kept, kept.stat().st_mtime_ns) if kept.is_file() else ()


@lru_cache(maxsize=4)
def _known(kept: Path, stamp: int) -> tuple[AreaSet, ...]:
    told = json.loads(kept.read_text(encoding="utf-8"))
    return tuple(AreaSet(one["kind"], one["year"], one["names"], one["parents"]) for one in told)


def names() -> dict[str, str]:
    """What areas are called, by their codes: wards among them; none for an area whose name nobody gave."""
    return {code: name for one in known() for code, name in one.names.items() if name != code}


def names_of(codes: Collection[str]) -> dict[str, str]:
    """The names of these areas, by their codes; none for an area whose name nobody gave."""
    there = known()
    found = {code: one.names[code] for code in codes for one in there if code in one.names}
    return {code: name for code, name in found.items() if name != code}


def people() -> tuple[dict[str, int], str]:
    """How many people live in each area, as installed, and who says so; nothing where nobody does."""
    path = home().areas / PEOPLE
    if not path.is_file():
        return {}, ""
    said = json.loads(path.read_text(encoding="utf-8"))
    return {str(area): int(number) for area, number in said["people"].items()}, str(said["source"])


def boundaries() -> dict[str, Any]:
    """The areas as a GeoJSON FeatureCollection; no features where none were installed."""
    path = home().areas / BOUNDARIES
    if not path.is_file():
        return {"type": "FeatureCollection", "features": []}
    plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return plain


def without_boundaries() -> list[str]:
    """The kinds of area with more than one area, in words, of which no map can be drawn."""
    kept = Store(home().figures)
    kinds = [file.stem for file in sorted((home().figures / "areas").glob("*.json"))]
    found = [kept.areas(kind) for kind in kinds if len(kept.codes(kind)) > 1 and in_use(kind) is None]
    return [one.title.removesuffix(" 0") for one in found]
