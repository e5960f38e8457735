"""Rates that allow for age, written as a file that can be loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from joinedup.cli import say
from joinedup.engine.errors import error
from joinedup.engine.indicators.by_age import Standardised
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
