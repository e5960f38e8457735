"""What the commands about figures share: reading a file against lookups and metadata, and saying what was read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl

from joinedup.cli import say
from joinedup.engine.errors import error

_GROUPS_NAMED = 8


class About(StrEnum):
    """What figures are about, as it can be typed."""

    PEOPLE = "people"
    PUBLISHED = "published"
    NOBODY = "nobody"


_ADVICE = {
    "period-unknown": "For a file that names no period: --period 2019/20.",
    "areas-not-known": "Say which areas there are with --lookup FILE, once for each year of areas.",
    "area-unknown": "For areas of another year: their lookup with --lookup FILE too, or carry the figures over first "
    "(indicator carry).",
}


def read_file(
    file: Path, lookups: list[Path] | None, metadata: Path | None, period: str, bands: str = "", *, counts: bool = False
) -> Any:
    """A file, held against the lookups and what is known of its indicators. Raises the errors of files, and `usage`.

    bands: those that its ages are put together into, as the option gives them. counts: they are wanted as they are.
    """
    from attrs import evolve

    from joinedup.engine.areas.hierarchy import read_hierarchy
    from joinedup.engine.indicators.defects import stopping
    from joinedup.engine.indicators.defects import told as listed
    from joinedup.engine.indicators.describing import Descriptions, match_problems
    from joinedup.engine.indicators.periods import read_period
    from joinedup.engine.indicators.reading import read_indicator_file

    known = [one for path in lookups or () for one in read_hierarchy(path).area_sets()]
    told = read_period(period) if period else None
    if period and told is None:
        raise error("usage", what=f'--period: "{period}" is no period that can be read, such as 2019/20 or Mar 2023.')
    found = _described_in(metadata)
    reading = read_indicator_file(
        file, known=known, period=told, indicators=Descriptions(found), bands=bands, counts=counts
    )
    if metadata is None or not reading.series:
        return reading
    defects = listed((*match_problems(reading.series, found, metadata.name), *reading.defects))
    table = reading.table.clear() if stopping(defects) else reading.table
    return evolve(reading, defects=defects, table=table)


def beside_other(reading: Any, other: Any, lookups: list[Path]) -> Any:
    """A reading with what another one says differently: of the same areas, or of the larger ones that they make up."""
    from attrs import evolve

    from joinedup.engine.areas.hierarchy import read_hierarchy
    from joinedup.engine.indicators.checks import disagreements
    from joinedup.engine.indicators.defects import told
    from joinedup.engine.indicators.totals import of_larger_areas

    one_series = len(reading.series) == len(other.series) == 1
    first, second = (one.table.with_columns(series=pl.lit("")) if one_series else one.table for one in (reading, other))
    found = disagreements(first, second)
    for hierarchy in (read_hierarchy(path) for path in lookups):
        for level in hierarchy.levels:
            found += of_larger_areas(first, second, hierarchy.parents(level), other.name, hierarchy.names)
    return evolve(reading, defects=told([*reading.defects, *found]))


def descriptions(reading: Any, metadata: Path | None, stem: str) -> dict[str, Any]:
    """What each series of a reading is: as the metadata say, else as its title, or the file's, lets one guess.

    Raises `indicator-file-wrong` where two would be kept as one.
    """
    from joinedup.engine.indicators.describing import Descriptions, under_one_key
    from joinedup.engine.indicators.metadata_file import as_said, guessed, of_people

    told = Descriptions(_described_in(metadata))
    found: dict[str, Any] = {}
    for series in reading.series:
        values = reading.table.filter(pl.col("series") == series)["value"].drop_nulls()
        own = told.get(series) or told.get("")
        said = reading.said[series]
        made = guessed(series or stem, whole=bool((values == values.floor()).all()), said=said)
        found[series] = as_said(own, said) if own else of_people(made) if reading.by_age else made
    if wrong := under_one_key(found, reading.name):
        raise error("indicator-file-wrong", where=reading.name, count=len(wrong), first=str(wrong[0]))
    return found


def _described_in(metadata: Path | None) -> tuple[Any, ...]:
    """The indicators that a file describes; none without a file."""
    from joinedup.engine.indicators.metadata_file import read_metadata

    return read_metadata(metadata).indicators if metadata is not None else ()


def as_facts(reading: Any) -> dict[str, object]:
    """What was read, as plain values."""
    table = reading.table
    return {
        "file": reading.name,
        "may_be_loaded": reading.may_be_loaded,
        "figures": table.height,
        "series": list(reading.series),
        "groups": reading.table["group"].unique(maintain_order=True).to_list(),
        "areas": reading.area_set.title if reading.area_set else "",
        "defects": [
            {"code": d.code, "what": d.what, "where": d.where, "row": d.row, "area": d.area, "stops": d.stops}
            for d in reading.defects
        ],
    }


def in_words(reading: Any) -> None:
    """Say what was read, and what is wrong."""
    for series in reading.series:
        unnamed = "figures without a name: they take that of the file; --metadata gives them another"
        say.words(f"  {series or unnamed}")
    if reading.may_be_loaded:
        periods = reading.table.select("starts", "ends").n_unique()
        areas = reading.table["area"].n_unique()
        known = f" ({reading.area_set.title})" if reading.area_set else ""
        told = f"{_many(reading.table.height, 'figure')}, {_many(areas, 'area')}{known}, {_many(periods, 'period')}"
        say.words(f"{reading.name}: {told}.")
        if (groups := reading.table["group"].n_unique()) > 1:
            say.words(f"  {groups:,} groups of people: {_named(reading.table)}")
    else:
        say.words(f"{reading.name}: nothing of it may be loaded.")
        for one in reading.defects:
            if one.stops:
                say.words(f"  wrong: {one}")
    warnings(reading)
    codes = {one.code for one in reading.defects if one.code != "period-unknown" or not one.row}
    for code, advice in _ADVICE.items():
        if code in codes:
            say.words(f"  {advice}")


def _named(table: Any) -> str:
    """The first and last groups of people, in words."""
    from joinedup.engine.indicators.bands import by_age

    groups = [one or "everybody" for one in sorted(table["group"].unique(), key=by_age)]
    return "; ".join(groups if len(groups) <= _GROUPS_NAMED else [*groups[: _GROUPS_NAMED - 1], "…", groups[-1]])


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def warnings(reading: Any) -> None:
    """Say what does not stop the file."""
    for one in reading.defects:
        if not one.stops:
            say.words(f"  warning: {one}")


def kind_with(kept: Any, area: str) -> str:
    """The kind of area that a code is of, among those that are kept."""
    for file in sorted((kept.folder / "areas").glob("*.json")):
        if area in kept.codes(file.stem):
            return str(file.stem)
    raise error("store-area-unknown", where=area)


def beside(kept: Any, area: str) -> Any:
    """The larger area to compare with."""
    from joinedup.engine.indicators.profile import Beside

    kind = kind_with(kept, area)
    return Beside(kind, area, kept.areas(kind).names[area])
