"""`joinedup areas`: install which postcode lies in which area, and where the areas are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE, error


def areas(
    directory: Annotated[Path, typer.Argument(help="The ONS Postcode Directory, or a part of it, as CSV.")],
    boundaries: Annotated[
        Path | None, typer.Option(help="Boundaries: GeoJSON, TopoJSON, GeoPackage or Shapefile.")
    ] = None,
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
) -> int:
    """Install which postcode lies in which area; it takes the place of what was installed before."""
    import polars as pl

    from joinedup.engine.areas.boundaries import read_boundaries
    from joinedup.engine.areas.lookup import read_lookup
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from joinedup.service.areas.actions import install

    lookup = read_lookup(directory)
    shapes = read_boundaries(boundaries) if boundaries is not None else None
    plain = shapes.as_geojson() if shapes is not None else None
    if "lsoa" not in lookup.levels:
        raise error("lookup-unreadable", where=directory.name, problem="it has no column of LSOAs")
    spaced = pl.format("{} {}", pl.col("postcode").str.head(-3), pl.col("postcode").str.tail(3))
    install(lookup.table.with_columns(spaced.alias("postcode")), plain)
    known = f", {len(shapes.areas):,} boundaries" if shapes is not None else ""
    if shapes is not None and shapes.mended:
        say.words(f"Mended shapes: {', '.join(shapes.mended)}.")
    if lookup.terminated:
        known += f", {lookup.terminated:,} of the postcodes terminated"
    say.words(f"Installed: {lookup.table.height:,} postcodes in {lookup.table['lsoa'].n_unique():,} LSOAs{known}.")
    return DONE
