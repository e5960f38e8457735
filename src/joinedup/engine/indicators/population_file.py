"""How many people live in each area, from a table as the ONS publishes it: by age and sex, of several years."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.reading import read_indicator_file


@frozen(eq=False)
class Living:
    """People of all ages by area, whole numbers. `period`: the latest that there is; `said`: what was found."""

    people: Mapping[str, int] = field(repr=False)
    period: Period
    said: tuple[Defect, ...]


def living_in(path: Path, period: Period | None = None) -> Living:
    """The people of each area at the latest time. `period`: for a file that names none.

    Raises the errors of `Reading.figures`, and `people-unreadable` where the file has no count of everybody, or of more
    than one thing.
    """
    reading = read_indicator_file(path, period=period)
    figures = reading.figures()
    if len(reading.series) > 1:
        problem = f'it has several counts ("{reading.series[0]}", "{reading.series[1]}"), and which of them is people'
        raise error("people-unreadable", where=path.name, problem=f"{problem} is not said")
    whole = figures.filter(pl.col("group") == "", pl.col("value").is_not_null())
    if whole.is_empty() or whole.select((pl.col("value") % 1 != 0).any() | (pl.col("value") < 0).any()).item():
        raise error("people-unreadable", where=path.name, problem="it has no whole number of all people in each area")
    starts, ends = whole.select("starts", "ends").sort("ends", "starts").row(-1)
    latest = whole.filter(starts=starts, ends=ends)
    people = {area: int(count) for area, count in latest.select("area", "value").iter_rows()}
    return Living(people, Period(starts, ends), reading.defects)
