"""Rates that allow for age: the reference read, the rates written as a file that can be loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from joinedup.cli import say
from joinedup.engine.errors import error
from joinedup.engine.indicators.by_age import Reference, Standardised, read_band
from joinedup.engine.spreadsheet_safe import write_csv

HEADINGS = (
    "Area code",
    "Date from",
    "Date to",
    "Indicator",
    "Value",
    "Numerator",
    "Denominator",
    "Lower CI",
    "Upper CI",
)
_EVENTS = ("refcount", "count", "events", "numerator", "deaths", "observed")
_PEOPLE = ("refpop", "pop", "population", "people", "denominator")
_BANDS = ("age band", "ageband", "age", "age group", "age_band", "age_group")


def read_reference(path: Path) -> Reference:
    """A CSV file with age band, events and people. Raises `file-missing`, `age-bands-wrong`."""
    if not path.is_file():
        raise error("file-missing", where=path.name)
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError):
        raise error("age-bands-wrong", where=path.name, problem="the reference is not CSV in UTF-8") from None
    headings = {name.strip().casefold(): name for name in table.columns}
    places = [next((headings[one] for one in known if one in headings), None) for known in (_BANDS, _EVENTS, _PEOPLE)]
    if None in places:
        raise error("age-bands-wrong", where=path.name, problem="the reference needs age band, events and population")
    events, people = {}, {}
    for row, (words, top, bottom) in enumerate(table.select(*filter(None, places)).iter_rows(), 2):
        band = read_band(words or "")
        try:
            numbers = float(top or ""), float(bottom or "")
        except ValueError:
            band = None
        if band is None:
            raise error("age-bands-wrong", where=f"{path.name}, row {row}", problem="an age or a number cannot be read")
        events[band], people[band] = numbers
    return Reference(events, people)


def write_standardised(out: Path, title: str, made: Sequence[Standardised]) -> None:
    """Write them, and say which areas have none and why. Raises `file-unwritable`."""
    rows = []
    for one in made:
        days = (one.period.starts.isoformat(), one.period.ends.isoformat())
        limits = one.estimate.interval() if one.estimate else None
        told = (
            (one.estimate.value, one.estimate.numerator, one.estimate.denominator)
            if one.estimate
            else (None, None, None)
        )
        numbers = (*told, limits.lower if limits else None, limits.upper if limits else None)
        rows.append((one.area, *days, title, *("" if number is None else repr(float(number)) for number in numbers)))
    try:
        write_csv(out, HEADINGS, rows)
    except OSError:
        raise error("file-unwritable", where=str(out)) from None
    for one in made:
        if one.estimate is None:
            say.words(f"  {one.area}, {one.period.label}: no rate, {one.why}")
    say.words(f"Wrote {sum(one.estimate is not None for one in made):,} rates of {len(made):,} into {out}.")
