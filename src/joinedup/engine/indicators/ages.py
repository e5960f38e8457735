"""Figures of a run of ages: totals held against the sum of their ages, ages put together into bands.

Nothing is summed over a gap: where one age has no figure, neither has the band or total that it is of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from joinedup.engine.errors import error
from joinedup.engine.indicators.age_headings import EVERYBODY, FEMALES, MALES
from joinedup.engine.indicators.bands import (
    FEWEST,
    Band,
    Run,
    checked,
    finest,
    longest_run,
    of_width,
    parts_of,
    read_band,
)
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.defects import Defect

_COUNTS = ("value", "numerator", "denominator")
_ONS_LAST = (85, 90, 95, 100, 105)
_CELL = ("series", "area", "starts", "ends")
_ONE_SEX = ({"f", "female", "females", "women"}, {"m", "male", "males", "men"})


def split(group: str) -> tuple[str, Band | None]:
    """(whom, of which age) a group of people is; a bare number by itself is no age."""
    parts = group.split(", ")
    aged = [(part, band) for part in parts if not part.isdigit() and (band := read_band(part)) is not None]
    if len(aged) != 1:
        return group, None
    return ", ".join(part for part in parts if part != aged[0][0]), aged[0][1]


def ages_of(groups: Sequence[str], fewest: int = FEWEST) -> dict[str, dict[Band, str]]:
    """For everybody, and each sex or other group of people, the groups of its ages; those with so few are left out."""
    found: dict[str, dict[Band, str]] = {}
    for group in groups:
        whom, band = split(group)
        if band is not None:
            found.setdefault(whom, {})[band] = group
    return {whom: bands for whom, bands in found.items() if len(longest_run(bands)) >= fewest}


def oldest_open(table: pl.DataFrame) -> tuple[pl.DataFrame, list[Defect]]:
    """(figures in which the oldest single year stands for all who are older, what is said of it).

    The ONS heads its last column 90, or F90 and M90, and counts in it everybody of 90 and over.
    """
    into: dict[str, str] = {}
    oldest = 0
    for whom, bands in ages_of(table["group"].unique(maintain_order=True).to_list()).items():
        run = longest_run(bands)
        last = run[-1]
        if run[0].first == 0 and last.last in _ONS_LAST and last.first == last.last and len(run) == last.first + 1:
            oldest = last.first
            into[bands[last]] = ", ".join(part for part in (whom, Band(oldest, None).words) if part)
    if not into:
        return table, []
    known = table.with_columns(group=pl.col("group").replace(into))
    where = str(table.filter(pl.col("group").is_in(list(into)))["where"][0])
    what = f"the oldest age, {oldest}, was taken for that age and over, as the ONS has it"
    return known, [Defect("oldest-open", what, where, stops=False)]


def together(figures: pl.DataFrame, into: Mapping[str, str]) -> pl.DataFrame:
    """The counts of several groups as one: `into` says which. columns of `extract.SCHEMA`; limits are left out."""
    parts = Counter(into.values())
    own = figures.filter(pl.col("group").is_in(list(into)))
    own = own.with_columns(group=pl.col("group").replace_strict(into, return_dtype=pl.String))
    needed = pl.col("group").replace_strict(parts, return_dtype=pl.UInt32).first()

    def summed(name: str) -> pl.Expr:
        column = pl.col(name)
        return pl.when((pl.len() == needed) & (column.null_count() == 0)).then(column.sum()).otherwise(None).alias(name)

    hidden = (pl.col("note") == str(Gap.SUPPRESSED)).any()
    note = pl.when(hidden).then(pl.lit(str(Gap.SUPPRESSED))).otherwise(pl.lit(str(Gap.MISSING)))
    made = own.group_by(*_CELL, "group", maintain_order=True).agg(
        *(summed(name) for name in _COUNTS), note.alias("note"), pl.col("row").first(), pl.col("where").first()
    )
    none = {name: pl.lit(None, dtype=pl.Float64) for name in ("lower", "upper")}
    told = pl.when(pl.col("value").is_null()).then("note").otherwise(pl.lit(""))
    return made.with_columns(note=told, **none).select(figures.columns)


def held(own: pl.DataFrame, *, make: bool) -> tuple[pl.DataFrame, list[Defect]]:
    """(totals that the file has not, what is said): where a total, or a wider band, is not what its ages add up to.

    own: whole counts of one series. `make`: a total of everybody that is lacking is made of its ages, and said.
    """
    counts, added_up, defects = pl.coalesce("numerator", "value"), own.clear(), list[Defect]()
    ages = ages_of(own["group"].unique(maintain_order=True).to_list())
    if not ages or own.select((counts != counts.floor()).any()).item():
        return added_up, []
    groups = set(own["group"])
    for whole, named in _sums(ages, groups).items():
        added = together(own, dict.fromkeys(named, whole))
        if whole in groups:
            defects += _differ(own.filter(group=whole), added, whole)
        elif make:
            added_up = added
            what = "no column has all ages; it was made by adding them up, where none has a gap"
            defects.append(Defect("ages-added", what, str(own["where"][0]), stops=False))
    return added_up, defects


def _sums(ages: Mapping[str, Mapping[Band, str]], groups: set[str]) -> dict[str, list[str]]:
    """Each total and wider band that there is, or should be, with the groups that make it up."""
    found: dict[str, list[str]] = {}
    for whom, bands in ages.items():
        run = longest_run(bands)
        all_ages = [bands[one] for one in run]
        if whom in groups or whom == EVERYBODY:
            found[whom] = all_ages
        wider = {band: parts for band in bands if band not in run and (parts := parts_of(band, run))}
        found |= {bands[band]: [bands[one] for one in parts] for band, parts in wider.items()}
    if EVERYBODY not in ages and {FEMALES, MALES} <= ages.keys():
        found[EVERYBODY] = [
            bands[one] for sex in (FEMALES, MALES) for bands in (ages[sex],) for one in longest_run(bands)
        ]
    return found


def _differ(wholes: pl.DataFrame, added: pl.DataFrame, whole: str) -> list[Defect]:
    """Where a total is another figure than its ages add up to, and how many could not be held against them."""
    count = pl.coalesce("numerator", "value").alias("count")
    both = wholes.with_columns(count).join(added.select(*_CELL, count.alias("sum")), on=list(_CELL)).drop_nulls("count")
    named = f"“{whole}”" if whole else "all ages"
    found = []
    for area, row, where, off in (
        both.with_columns(off=pl.col("sum") - pl.col("count")).filter(pl.col("off") != 0)
        .select("area", "row", "where", "off").iter_rows()
    ):  # fmt: skip
        what = f"its ages add up to {abs(off):,.0f} {'more' if off > 0 else 'less'} than the figure of {named}"
        found.append(Defect("ages-add-up", what, where, row, area, stops=False))
    if unknown := both["sum"].null_count():
        what = f"an age has no figure in {unknown:,} rows, so that {named} could not be held against its ages there"
        found.append(Defect("ages-not-held", what, str(both["where"][0]), stops=False))
    return found


def bands_wanted(words: str, run: Run) -> Run:
    """The bands that somebody asks for: "5" for bands of five years, or a list as "0-15, 16-64, 65+".

    Raises `age-bands-wrong`, also where the ages of a file do not make them up.
    """
    text = words.strip()
    if text.isdigit() and int(text):
        return of_width(run, int(text))
    bands = [read_band(one) for one in re.split(r"[,;]", text) if one.strip()]
    if not bands or None in bands or text.isdigit():
        problem = f'"{text}" is no list of bands; write 5 for bands of five years, or 0-15, 16-64, 65+'
        raise error("age-bands-wrong", problem=problem)
    return checked([one for one in bands if one is not None], run)


def in_bands(table: pl.DataFrame, words: str) -> tuple[pl.DataFrame, list[Defect]]:
    """(the figures with their ages put together into bands, what is said of those that are in none).

    words: as `bands_wanted` takes them. Totals stay as they are. Raises `age-bands-wrong`.
    """
    groups = table["group"].unique(maintain_order=True).to_list()
    ages = ages_of(groups, fewest=2)
    if not ages:
        raise error("age-bands-wrong", problem="the file has no run of ages to be put together")
    if table["numerator"].count() or table["denominator"].count():
        problem = "only counts are put together; these are rates, or counts out of others"
        raise error("age-bands-wrong", problem=problem)
    into: dict[str, str] = {}
    defects: list[Defect] = []
    for whom, bands in ages.items():
        run = longest_run(bands)
        wanted = bands_wanted(words, run)
        for band in wanted:
            name = ", ".join(part for part in (whom, band.words) if part)
            into |= {bands[one]: name for one in parts_of(band, run)}
        outside = [one for one in run if bands[one] not in into]
        if outside:
            what = f"{outside[0].words} and {len(outside) - 1:,} other ages are in none of the bands, and were left out"
            defects.append(Defect("ages-left-out", what, str(table["where"][0]), stops=False))
    aged = {group for bands in ages.values() for group in bands.values()}
    kept = table.filter(~pl.col("group").is_in(sorted(aged)))
    return pl.concat([kept, together(table, into)]), defects


def persons(figures: pl.DataFrame) -> pl.DataFrame:
    """The counts of everybody by age, the finest ages that there are: women and men added up where need be.

    figures: columns of `extract.SCHEMA`; counts are the numerator, or the value, and come back as the value.
    Raises `age-bands-wrong` where there is no run of ages, a gap, or bands lie over one another.
    """
    counted = figures.with_columns(value=pl.coalesce("numerator", "value"), numerator=pl.lit(None, dtype=pl.Float64))
    by_whom: dict[str, dict[Band, str]] = {}
    for group in figures["group"].unique(maintain_order=True).to_list():
        whom, band = (EVERYBODY, own) if (own := read_band(group)) is not None else split(group)
        if band is None:
            continue
        if band in by_whom.setdefault(whom, {}):
            raise error("age-bands-wrong", problem=f"{band.words} comes twice")
        by_whom[whom][band] = group
    sexes = [whom for known in _ONE_SEX for whom in by_whom if whom.casefold() in known]
    whose = [EVERYBODY] if EVERYBODY in by_whom or len(sexes) != len(_ONE_SEX) else sexes
    runs = {whom: finest(by_whom.get(whom, ())) for whom in whose}
    if len(set(runs.values())) > 1:
        raise error("age-bands-wrong", problem="women and men are not of the same bands")
    return together(counted, {by_whom[whom][band]: band.words for whom, run in runs.items() for band in run})
