"""A population by age band, from a file: a standard to weigh rates by, or with events one to hold others against."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from joinedup.engine.errors import error
from joinedup.engine.indicators.bands import Band, read_band
from joinedup.engine.indicators.by_age import Reference

_EVENTS = ("refcount", "count", "events", "numerator", "deaths", "observed")
_PEOPLE = ("refpop", "pop", "population", "people", "denominator", "standard population", "weight")
_BANDS = ("age band", "ageband", "age", "age group", "age_band", "age_group")


def read_reference(path: Path) -> Reference:
    """A CSV file with age band and people, and events where it has them. Raises `file-missing`, `age-bands-wrong`."""
    if not path.is_file():
        raise error("file-missing", where=path.name)
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError):
        raise error("age-bands-wrong", where=path.name, problem="the reference is not CSV in UTF-8") from None
    headings = {name.strip().casefold(): name for name in table.columns}
    ages, top, bottom = (
        next((headings[one] for one in known if one in headings), "") for known in (_BANDS, _EVENTS, _PEOPLE)
    )
    if not ages or not bottom:
        raise error("age-bands-wrong", where=path.name, problem="the reference needs age band and population")
    events: dict[Band, float] = {}
    people: dict[Band, float] = {}
    for row, told in enumerate(table.select(ages, bottom, *filter(None, (top,))).iter_rows(), 2):
        band, numbers = read_band(told[0] or ""), [_number(one) for one in told[1:]]
        if band is None or None in numbers or band in people:
            raise error("age-bands-wrong", where=f"{path.name}, row {row}", problem="an age or a number cannot be read")
        people[band] = numbers[0] or 0.0
        if top:
            events[band] = numbers[1] or 0.0
    return Reference(events, people)


def _number(text: str | None) -> float | None:
    try:
        made = float((text or "").replace(",", ""))
    except ValueError:
        return None
    return made if 0 <= made < float("inf") else None
