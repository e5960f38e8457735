"""When the next supply of a data set is due, and whether it is late. Dates only: no clock, no database."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from attrs import frozen

MONTHS = {"monthly": 1, "quarterly": 3}


@frozen
class Rhythm:
    """How often: `monthly`, `quarterly`, or `days` every so many days; the first on `starts`."""

    every: str
    starts: date
    days: int | None = None


def due(rhythm: Rhythm, last: date | None) -> date | None:
    """The day on which the next supply is due, after the last one that was not sent back; None where none is."""
    if not rhythm.every:
        return None
    if last is None:
        return rhythm.starts
    later = last + timedelta(days=rhythm.days or 0) if rhythm.every == "days" else _months_on(last, rhythm.every)
    return max(rhythm.starts, later)


def days_late(day: date | None, on: date) -> int:
    """How many days late a supply is; 0 for one that is not."""
    return 0 if day is None else max((on - day).days, 0)


def _months_on(day: date, every: str) -> date:
    """The same day some months on, or that month's last where it is shorter."""
    months = day.year * 12 + day.month - 1 + MONTHS[every]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
