"""The made-up place as files: its postcodes as the ONS Postcode Directory gives them, and its boundaries as GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
from attrs import frozen

from joinedup.engine.population.borough import Borough


@frozen
class PlaceFiles:
    """Where the files are. `postcodes`: CSV in UTF-8; `boundaries`: GeoJSON of the LSOAs, longitude and latitude."""

    postcodes: Path
    boundaries: Path


def export_place(borough: Borough, folder: Path) -> PlaceFiles:
    """Write both files. The folder is made; files of the same names are written anew.

    Columns of the postcodes, as in the ONS Postcode Directory: pcd7 (seven letters, the last three the inward
    code), pcds (one blank between the parts), dointr (introduced, YYYYMM), doterm (empty: none has ended),
    lsoa21cd, msoa21cd, lad25cd.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = PlaceFiles(folder / "postcode_directory.csv", folder / "lsoa_boundaries.geojson")
    outward, inward = pl.col("postcode").str.head(-4), pl.col("postcode").str.tail(3)
    borough.postcode_lookup.select(
        pl.format("{}{}", outward.str.pad_end(4), inward).alias("pcd7"),
        pl.col("postcode").alias("pcds"),
        pl.lit("198001").alias("dointr"),
        pl.lit(None, pl.String).alias("doterm"),
        pl.col("lsoa").alias("lsoa21cd"),
        pl.col("msoa").alias("msoa21cd"),
        pl.col("lad").alias("lad25cd"),
    ).write_csv(files.postcodes)
    files.boundaries.write_text(json.dumps(borough.boundaries), encoding="utf-8")
    return files
