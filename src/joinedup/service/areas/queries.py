"""Read which postcode lies in which area, as installed: no data of people."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from joinedup.engine.errors import error
from joinedup.service.project.home import home

LOOKUP, BOUNDARIES, PEOPLE = "lookup.parquet", "boundaries.geojson", "people.json"


def _lookup() -> pl.DataFrame:
    path = home().areas / LOOKUP
    if not path.is_file():
        raise error("areas-missing")
    return pl.read_parquet(path)


def are_installed() -> bool:
    """Whether postcodes can be placed."""
    return (home().areas / LOOKUP).is_file()


def postcode_lookup() -> dict[str, str]:
    """Each postcode and its LSOA. Raises `areas-missing`."""
    return dict(_lookup().select("postcode", "lsoa").drop_nulls().iter_rows())


def hierarchy() -> pl.DataFrame:
    """One row an LSOA: lsoa, then the levels above it that are known (msoa, lad). Raises `areas-missing`."""
    table = _lookup()
    levels = [level for level in ("lsoa", "msoa", "lad") if level in table.columns]
    return table.select(levels).drop_nulls().unique().sort("lsoa")


def knows_wards() -> bool:
    """Whether wards are known."""
    return are_installed() and "ward" in _lookup().columns


def wards() -> pl.DataFrame:
    """One row an LSOA: lsoa, ward, the ward in which most of its postcodes lie; of equals the first by code.

    So is the ONS's best-fit lookup made, by people in place of postcodes. No row where no ward is known.
    """
    placed = _lookup().select("lsoa", "ward").drop_nulls()
    return (
        placed.group_by("lsoa", "ward")
        .len()
        .sort("lsoa", -pl.col("len").cast(pl.Int64), "ward")
        .unique("lsoa", keep="first", maintain_order=True)
        .select("lsoa", "ward")
    )


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
