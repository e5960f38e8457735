"""`joinedup areas`: install which postcode lies in which area, where areas are, and how many people live in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from attrs import evolve

from joinedup.cli import say
from joinedup.cli.enrol import BY
from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.errors import DONE, error

if TYPE_CHECKING:
    from joinedup.engine.areas.best_fit import BestFit


def areas(
    directory: Annotated[
        Path | None, typer.Argument(help="The ONS Postcode Directory, or a part of it, as CSV.", show_default=False)
    ] = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="Boundaries: GeoJSON, TopoJSON, GeoPackage or Shapefile.")
    ] = None,
    lookup: Annotated[
        list[Path] | None,
        typer.Option(
            help="An ONS lookup of areas, with their names: other years, or the ward of each LSOA (best fit)."
        ),
    ] = None,
    people: Annotated[
        Path | None, typer.Option(help="People by postcode or output area: LSOAs are fitted to wards by them.")
    ] = None,
    populations: Annotated[
        Path | None,
        typer.Option(help="How many people live in each area: CSV with area, people, or ONS estimates as they come."),
    ] = None,
    period: Annotated[str, typer.Option(help="Of when populations are, for a file that does not say: Mid-2024.")] = "",
    source: Annotated[
        str, typer.Option(help="Whose figures of populations they are, and of when; read beside every release.")
    ] = "",
    overlaps: Annotated[
        Path | None,
        typer.Option(help="Old code, new code and the people in both: figures can then be shown on the new areas."),
    ] = None,
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
) -> int:
    """Install which postcode lies in which area, or how many people live in each; what was there before gives way."""
    from joinedup.service.project.start import open_existing

    if directory is None and ((populations or overlaps) is None or boundaries or lookup or people):
        raise error("usage", what="Name the postcode directory, or give --populations or --overlaps.")
    if bool(populations) != bool(source.strip()):
        raise error("usage", what="--populations and --source go together: say whose figures they are, and of when.")
    open_existing(home)
    if populations is not None:
        _install_populations(populations, source.strip(), period)
    if overlaps is not None:
        _install_overlaps(overlaps)
    if directory is not None:
        _install(directory, boundaries, lookup or (), people)
    return DONE


def _install_populations(file: Path, source: str, period: str) -> None:
    from joinedup.engine.disclosure.counts_file import read_people
    from joinedup.service.areas.actions import install_people

    if _is_plain(file):
        found, when = read_people(file), ""
    else:
        found, when = _of_table(file, period)
    if not found:
        raise error("counts-empty", where=file.name)
    install_people(found, source, by=BY)
    say.words(f"Installed: how many people live in {len(found):,} areas{when} ({source}).")


def _is_plain(file: Path) -> bool:
    """Whether a file is a list of areas and their people, and no table of ages, sexes and years."""
    from joinedup.engine.disclosure.counts_file import header_of
    from joinedup.engine.errors import JoinedupError

    try:
        return {"area", "people"} <= set(header_of(file))
    except JoinedupError as unread:
        if unread.code == "file-missing":
            raise
        return False


def _of_table(file: Path, words: str) -> tuple[dict[str, int], str]:
    """(people of each area at the latest time, that time in words), of a table as the ONS publishes it."""
    from joinedup.engine.indicators.periods import read_period
    from joinedup.engine.indicators.population_file import living_in

    period = read_period(words) if words else None
    if words and period is None:
        raise error("usage", what=f'--period: "{words}" is no time that can be read, such as Mid-2024.')
    living = living_in(file, period)
    for one in living.said:
        if one.code != "areas-not-known":
            say.words(f"  {one}")
    return dict(living.people), f" {living.period.when}"


def _install_overlaps(file: Path) -> None:
    from joinedup.engine.areas.change import read_overlaps
    from joinedup.service.areas.actions import install_overlaps
    from joinedup.service.areas.overlapping import of_file

    made = of_file(read_overlaps(file), file.name)
    install_overlaps(made, by=BY)
    say.words(
        f"Installed: {len(made.overlaps.people):,} {made.old_title} onto {len(made.codes):,} {made.new_title}; "
        f"{len(made.overlaps.unchanged):,} did not change."
    )


def _install(directory: Path, boundaries: Path | None, lookups: Sequence[Path], people: Path | None) -> None:
    import polars as pl

    from joinedup.engine.areas.best_fit import read_people, wards_of
    from joinedup.engine.areas.boundaries import overlapping, read_boundaries
    from joinedup.engine.areas.hierarchy import read_hierarchy
    from joinedup.engine.areas.lookup import read_lookup
    from joinedup.service.areas.actions import install, install_more

    postcodes = read_lookup(directory)
    others = [read_hierarchy(path) for path in lookups]
    shapes = read_boundaries(boundaries) if boundaries is not None else None
    plain = shapes.as_geojson() if shapes is not None else None
    if "lsoa" not in postcodes.levels:
        raise error("lookup-unreadable", where=directory.name, problem="it has no column of LSOAs")
    counted = read_people(people) if people is not None else None
    if counted is not None and "ward" not in postcodes.levels:
        raise error("people-unreadable", where=directory.name, problem="the directory has no wards to fit LSOAs to")
    fitted = wards_of(postcodes, counted) if "ward" in postcodes.levels else None
    told = {code: ward for one in others if one.kind == "LSOA" for code, ward in one.above.get("ward", {}).items()}
    lsoas = set(postcodes.table["lsoa"].drop_nulls())
    told = {code: ward for code, ward in told.items() if code in lsoas}
    spaced = pl.format("{} {}", pl.col("postcode").str.head(-3), pl.col("postcode").str.tail(3))
    install(postcodes.table.with_columns(spaced.alias("postcode")), plain, postcodes.points, by=BY)
    sets = _together([*postcodes.area_sets(), *(one for found in others for one in found.area_sets())])
    install_more(sets, told or (dict(fitted.wards) if fitted is not None else {}), by=BY)
    known = f", {len(shapes.areas):,} boundaries" if shapes is not None else ""
    if shapes is not None and shapes.mended:
        say.words(f"Mended shapes: {', '.join(shapes.mended)}.")
    for first, second in overlapping(shapes) if shapes is not None else ():
        say.words(f"Over one another: {first} and {second}.")
    if postcodes.terminated:
        known += f", {postcodes.terminated:,} of the postcodes terminated"
    if postcodes.points is not None:
        known += f", {postcodes.points.height:,} of the postcodes with their place"
    say.words(f"Installed: {postcodes.table.height:,} postcodes in {len(lsoas):,} LSOAs{known}.")
    say.words(f"Known: {', '.join(f'{len(one.names):,} {one.title}' for one in sets)}.")
    say.words(_fitting(len(told), fitted))


def _fitting(told: int, fitted: BestFit | None) -> str:
    """How LSOAs came to their wards, in words."""
    if told:
        return f"Wards: {told:,} LSOAs as the lookup says."
    if fitted is None:
        return "Wards: none are known."
    rest = len(fitted.wards) - fitted.people
    if not fitted.people:
        return f"Wards: {rest:,} LSOAs fitted by postcodes; --people fits them by where people live."
    return f"Wards: {fitted.people:,} LSOAs fitted by people" + (f", {rest:,} by postcodes." if rest else ".")


def _together(sets: Sequence[AreaSet]) -> list[AreaSet]:
    """One set a kind and year: areas of all of them, named by whichever names them."""
    found: dict[tuple[str, int], AreaSet] = {}
    for one in sets:
        there = found.get((one.kind, one.year))
        names = dict(one.names)
        if there is not None:
            own = {code: name for code, name in names.items() if name != code or code not in there.names}
            names = {**there.names, **own}
        parents = {**(there.parents if there is not None else {}), **one.parents}
        found[one.kind, one.year] = evolve(one, names=names, parents=parents)
    return list(found.values())
