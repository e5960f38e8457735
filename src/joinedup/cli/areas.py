"""`joinedup areas`: install which postcode lies in which area, where areas are, and how many people live in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE, error


def areas(
    directory: Annotated[
        Path | None, typer.Argument(help="The ONS Postcode Directory, or a part of it, as CSV.", show_default=False)
    ] = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="Boundaries: GeoJSON, TopoJSON, GeoPackage or Shapefile.")
    ] = None,
    people: Annotated[
        Path | None, typer.Option(metavar="FILE", help="How many people live in each area: CSV with area, people.")
    ] = None,
    source: Annotated[
        str, typer.Option(help="Whose figures of people they are, and of when; read beside every release.")
    ] = "",
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
) -> int:
    """Install which postcode lies in which area, or how many people live in each; what was there before gives way."""
    from joinedup.service.project.start import open_existing

    if directory is None and (people is None or boundaries is not None):
        raise error("usage", what="Name the postcode directory, or give --people.")
    if bool(people) != bool(source.strip()):
        raise error("usage", what="--people and --source go together: say whose figures they are, and of when.")
    open_existing(home)
    if people is not None:
        _install_people(people, source.strip())
    if directory is not None:
        _install(directory, boundaries)
    return DONE


def _install_people(file: Path, source: str) -> None:
    from joinedup.engine.disclosure.counts_file import read_people
    from joinedup.service.areas.actions import install_people

    found = read_people(file)
    if not found:
        raise error("counts-empty", where=file.name)
    install_people(found, source)
    say.words(f"Installed: how many people live in {len(found):,} areas ({source}).")


def _install(directory: Path, boundaries: Path | None) -> None:
    import polars as pl

    from joinedup.engine.areas.boundaries import read_boundaries
    from joinedup.engine.areas.lookup import read_lookup
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
