"""`joinedup indicator count`: records counted in areas of one's own, by their own lines where that is safe."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from joinedup.cli import say
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.errors import DONE, error

if TYPE_CHECKING:
    from joinedup.engine.areas.boundaries import Boundaries
    from joinedup.engine.disclosure.own_areas import OwnCount


def count_records(
    file: Annotated[
        Path,
        typer.Argument(metavar="RECORDS", help="A record a row, with longitude and latitude or easting and northing."),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A new .csv file.")],
    areas: Annotated[Path, typer.Option("--areas", metavar="FILE", help="Your own areas: a file of boundaries.")],
    boundaries: Annotated[Path, typer.Option("--boundaries", metavar="FILE", help="The small areas, such as LSOAs.")],
    lookup: Annotated[
        Path, typer.Option("--lookup", metavar="FILE", help="CSV, a column a level, finest first: lsoa,ward,lad.")
    ],
    name: Annotated[str, typer.Option("--name", metavar="WORD", help="The property that holds their names.")] = "name",
    beside: Annotated[
        str,
        typer.Option(
            "--beside",
            metavar="FILE,FILE",
            help="Counts of the same records that are public: tables, or what this wrote.",
        ),
    ] = "",
    rules: Annotated[
        str, typer.Option("--rules", metavar="NAME", help="Which counts are too small: a name, or a file of your own.")
    ] = DEFAULT.name,
) -> int:
    """Count records in areas that you drew: exactly by your line where nobody is given away beside the standard areas
    of the lookup, else by whole small areas, else not at all. Only where a record is, is read."""
    from joinedup.cli.beside import paths_in, read_lookups, read_tables
    from joinedup.cli.rules import chosen_rule
    from joinedup.engine.areas.boundaries import read_boundaries
    from joinedup.engine.areas.pieces import pieces_of
    from joinedup.engine.disclosure.own_areas import own_counts
    from joinedup.engine.disclosure.own_areas_file import areas_path, is_own_counts, read_areas, write_areas
    from joinedup.engine.indicators.defects import told
    from joinedup.engine.indicators.record_points import read_points

    for path in (out, areas_path(out)):
        if path.exists():
            raise error("file-exists", where=str(path))
    rule = chosen_rule(rules)
    small, own = read_boundaries(boundaries), read_boundaries(areas, name)
    [(levels, rows)] = read_lookups(str(lookup))
    before = [path for path in paths_in(beside) if is_own_counts(path)]
    public = read_tables([path for path in paths_in(beside) if path not in before])
    drawn = [one for path in before for one in read_areas(path)]
    lines = {one.code: one.shape for one in own.areas}
    points = read_points(file)
    pieces = pieces_of(small, {**lines, **{one.key: one.shape for one in drawn if not one.smalls}})
    counts, outside = pieces.counts(points.longitudes, points.latitudes)
    earlier = {one.key: one.parts(list(counts)) for one in drawn}
    fitted = {key: smalls for key, smalls in pieces.fitted().items() if key in lines}
    made = own_counts(counts, fitted, layers=_layers(levels, rows, small), beside=public, earlier=earlier, rule=rule)
    try:
        write_areas(out, made, lines, fitted, {one.code: one.shape for one in small.areas})
        _write(out, made)
    except OSError:
        raise error("file-unwritable", where=str(out)) from None
    for one in made:
        why = f" ({one.why})" if one.why else ""
        say.words(f"{one.area}: {'kept back' if one.count is None else f'{one.count:,}, {one.how}'}{why}")
    for past in drawn:
        now = sum(counts[piece] for piece in earlier[past.key])
        if now != past.count:
            say.words(f"  warning: {past.key} was {past.count:,}, and these records give {now:,}: are they the same?")
    for defect in told(points.defects):
        say.words(f"  warning: {defect}")
    if outside:
        say.words(f"  warning: {outside:,} records lie in none of the small areas and are not counted.")
    say.words(f"Wrote {out}, and beside it the areas that it is of: later counts are held against both by --beside.")
    return DONE


def _write(out: Path, made: Sequence[OwnCount]) -> None:
    from joinedup.engine.disclosure.own_areas_file import HEADINGS
    from joinedup.engine.spreadsheet_safe import write_csv

    write_csv(out, HEADINGS, [(one.area, "" if one.count is None else one.count, one.how) for one in made])


def _layers(
    levels: tuple[str, ...], rows: Sequence[tuple[str, ...]], small: Boundaries
) -> dict[str, dict[str, list[str]]]:
    """The standard areas above the small ones, each with its small areas. Raises `area-lookup-unreadable`."""
    there = set(small.codes)
    missing = there - {row[0] for row in rows}
    if missing:
        problem = f"{len(missing):,} of the small areas are not in its column {levels[0]}, {min(missing)} among them"
        raise error("area-lookup-unreadable", where=levels[0], problem=problem)
    layers: dict[str, dict[str, list[str]]] = {}
    for place, level in enumerate(levels[1:], 1):
        for row in rows:
            if row[0] in there:
                layers.setdefault(level, {}).setdefault(row[place], []).append(row[0])
    return layers
