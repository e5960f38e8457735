"""Counts by age become rates that allow for it while a file is read: small totals hidden first, the working told.

The counts of an age are never kept. About people, rates are given to three figures, so that from a rate and its limits
nobody works out how old a handful of people were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

import polars as pl
from attrs import evolve, field, frozen

from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.clearing.small_numbers import Cleared, clear
from joinedup.engine.errors import error
from joinedup.engine.indicators.by_age import Counted, Reference, Standardised, counted, rates
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.parts import Part
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.reading import read_indicator_file
from joinedup.engine.indicators.reference_file import read_reference

AS_THEY_ARE, EUROPEAN, GIVEN = "no", "european", "given"
MOST_LINES = 200  # of the working, in the page
_FIGURES = 3
_CELL = ["area", "starts", "ends"]
Parents = Mapping[str, Mapping[str, str]]


@frozen(eq=False)
class ByAge:
    """By what counts by age are standardised: the European standard population of 2013 where no reference is given.

    `people`: how many people there are by age, columns of `extract.SCHEMA`, where they are in a file of their own.
    """

    reference: Reference | None = field(default=None, repr=False)
    file: str = ""
    people: pl.DataFrame | None = field(default=None, repr=False)

    @property
    def kind(self) -> Kind:
        """What the rates are."""
        indirect = self.reference is not None and self.reference.events
        return Kind.INDIRECTLY_STANDARDISED if indirect else Kind.DIRECTLY_STANDARDISED


@frozen(eq=False)
class Rates:
    """Rates in place of counts by age, and the working that a page shows, as plain values."""

    cleared: Cleared
    working: dict[str, Any]


def by_age_given(name: str, file: BinaryIO, opened: Callable[..., Any]) -> ByAge:
    """A reference that somebody gives. Raises `age-bands-wrong`. opened: reads a file in memory (`in_memory`)."""
    with opened(name, file) as (path, _sha256):
        return ByAge(read_reference(path), path.name)


def people_given(name: str, file: BinaryIO, opened: Callable[..., Any]) -> pl.DataFrame:
    """People by age from a file of their own, as the ONS publishes them. Raises `indicator-file-wrong`."""
    with opened(name, file) as (path, _sha256):
        return read_indicator_file(path, counts=True).figures()


def rates_of(figures: pl.DataFrame, one: Indicator, by_age: ByAge, parents: Parents, *, people: bool) -> Rates:
    """Rates from the counts of one series, columns of `extract.SCHEMA`, an age band a group.

    `people`: about people, so that areas with few events are left out, and those that would tell of them. Raises
    `age-bands-wrong` and those of `clear`.
    """
    told = counted(figures, by_age.reference, by_age.people)
    made, own = rates(told, one.per), told.figures
    safe = Cleared(_totals(own))
    if people:
        safe = clear(safe.figures, evolve(one, kind=Kind.COUNT, per=1), parents)
    hidden = {
        (area, starts, ends)
        for area, starts, ends, note in safe.figures.select(*_CELL, "note").iter_rows()
        if note == SUPPRESSED
    }
    at = {row[:3]: row[3:] for row in safe.figures.select(*_CELL, "row", "where").iter_rows()}
    rows = [_row(rate, at[_key(rate)], people=people, hide=_key(rate) in hidden) for rate in made]
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return Rates(evolve(safe, figures=table), _working(told, one, by_age))


def _totals(own: pl.DataFrame) -> pl.DataFrame:
    """The events of all ages of each area and time; none where an age has none."""
    count = pl.coalesce("numerator", "value")
    told = own.group_by(_CELL, maintain_order=True).agg(
        value=pl.when(count.is_null().any()).then(None).otherwise(count.sum()),
        row=pl.col("row").min(),
        where=pl.col("where").first(),
    )
    empty = {name: pl.lit(None, dtype=pl.Float64) for name in ("numerator", "denominator", "lower", "upper")}
    note = pl.when(pl.col("value").is_null()).then(pl.lit(str(Gap.MISSING))).otherwise(pl.lit(""))
    return told.with_columns(series=pl.lit(""), group=pl.lit(""), note=note, **empty).select(
        pl.col(name).cast(kind) for name, kind in SCHEMA.items()
    )


def _key(told: Standardised) -> tuple[str, date, date]:
    return told.area, told.period.starts, told.period.ends


def _row(told: Standardised, at: tuple[Any, ...], *, people: bool, hide: bool) -> list[Any]:
    estimate = None if hide else told.estimate
    limits = estimate.interval() if estimate else None
    numbers: list[float | None] = [None] * 5
    if estimate is not None:
        ends = (limits.lower, limits.upper) if limits else (None, None)
        rate, low, high = ((_short(one) if people else one) for one in (estimate.value, *ends))
        numbers = [rate, estimate.numerator, estimate.denominator, low, high]
    note = "" if estimate is not None else SUPPRESSED if hide else str(Gap.MISSING)
    return ["", "", *_key(told), *numbers, note, *at]


def _short(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.{_FIGURES}g}")


def worked_out(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Each rate that may be seen beside its events and people, and the rate that does not allow for age."""
    lines: list[dict[str, Any]] = []
    for part in parts:
        there = part.figures.drop_nulls("value")
        for row in there.head(MOST_LINES - len(lines)).iter_rows(named=True):
            events, people = row["numerator"], row["denominator"]
            lines.append(
                {
                    "title": part.indicator.title, "name": part.areas.names.get(row["area"], row["area"]),
                    "when": Period(row["starts"], row["ends"]).label, "events": events, "people": people,
                    "crude": events / people * part.indicator.per, "rate": row["value"], "lower": row["lower"],
                    "upper": row["upper"],
                }
            )  # fmt: skip
    return lines


def _working(told: Counted, one: Indicator, by_age: ByAge) -> dict[str, Any]:
    """By what it was worked out: each age's weight, or the reference's rate. Nothing of the counts themselves."""
    weights = told.weights
    lines = []
    for band in told.bands:
        people = weights.people[band]
        if weights.events and not people:
            raise error("age-bands-wrong", where=by_age.file, problem="nobody of the reference is of an age")
        rate = weights.events[band] / people * one.per if weights.events else None
        lines.append({"ages": band.words.removeprefix("aged "), "people": people, "rate": rate})
    return {"kind": str(by_age.kind), "file": by_age.file, "per": one.per, "bands": lines}
