"""Partners' own entry of figures: which time is due, and what is typed checked as a file would be."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from attrs import frozen

from joinedup.engine.indicators.cells import WRONG, Gap, read_cell
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period

JUMP = 0.5  # a figure that differs from the last by more than half is asked about
DUE_WITHIN = timedelta(days=60)  # after the time that a figure is for has ended


@frozen
class Entry:
    """What a partner typed for one indicator and period. `reason`: why a figure jumps, or why there is none.

    `out_of`: how many there are in all; `text` is then the count of those of whom it is so.
    """

    indicator: str
    partner: str
    period: Period
    text: str
    reason: str = ""
    out_of: str = ""


@frozen
class Checked:
    """The figure, and what is wrong with the entry: nothing wrong means that it may be signed off.

    `numerator`, `denominator`: the counts behind it, None where a figure was typed.
    """

    entry: Entry
    value: float | None
    wrong: tuple[str, ...]
    numerator: float | None = None
    denominator: float | None = None

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def check_entry(
    entry: Entry, indicator: Indicator, last: float | None = None, expected: Period | None = None
) -> Checked:
    """Whether a typed figure can be. `last`: the figure before; `expected`: the period that is due."""
    top, wrong = _number(entry.text)
    bottom, value = None, top
    if entry.out_of.strip():
        bottom, also = _number(entry.out_of)
        wrong += [words for words in also if words not in wrong]
        wrong += _counts_wrong(top, bottom, indicator)
        value = top / bottom * indicator.per if top is not None and bottom and not wrong else None
    if value is None and not wrong and not entry.reason.strip():
        wrong.append("no figure, and no reason why there is none")
    if value is not None:
        wrong += _value_wrong(value, indicator)
        if last is not None and last and abs(value - last) > JUMP * abs(last) and not entry.reason.strip():
            wrong.append(f"it differs from the last figure ({last:g}) by more than half: say why")
    if expected is not None and entry.period != expected:
        wrong.append(f"figures are due for {expected.label}, not {entry.period.label}")
    return Checked(entry, value, tuple(wrong), top if bottom is not None else None, bottom)


def _number(text: str) -> tuple[float | None, list[str]]:
    cell = read_cell(text)
    if cell.gap is Gap.DECIMAL_COMMA:
        return None, ["a decimal comma: write a point"]
    return cell.value, ["this is no figure"] if cell.gap in WRONG else []


def _counts_wrong(top: float | None, bottom: float | None, indicator: Indicator) -> list[str]:
    wrong = []
    if bottom is not None and bottom <= 0:
        wrong.append("out of none: a figure needs somebody or something that it is out of")
    if indicator.kind is Kind.MEAN:  # what is added up (pounds, years) need not be whole
        return wrong
    if any(one is not None and not one.is_integer() for one in (top, bottom)):
        wrong.append("a count is a whole number")
    if indicator.kind is Kind.PROPORTION and top is not None and bottom and top > bottom:
        wrong.append("more are counted than there are in all")
    return wrong


def _value_wrong(value: float, indicator: Indicator) -> list[str]:
    wrong = []
    if value < 0 and indicator.kind is not Kind.INDEX:
        wrong.append("the figure is below zero")
    if indicator.kind is Kind.PROPORTION and value > indicator.per:
        wrong.append(f"a share above {indicator.per:g}")
    if indicator.kind is Kind.COUNT and not value.is_integer():
        wrong.append("a count is a whole number")
    return wrong


class Standing(StrEnum):
    """How far the figures of a time are. `NOT_YET`: the last are there, and the next time is not over."""

    LATE = "late"
    DUE = "due"
    ENTERED = "entered, not put forward"
    WAITING = "waits for its sign-off"
    NOT_YET = "up to date"


def standing(period: Period, today: date) -> Standing:
    """How the figures of a time stand that nobody has entered: each is due once its time has ended."""
    if period.ends >= today:
        return Standing.NOT_YET
    return Standing.LATE if today > period.ends + DUE_WITHIN else Standing.DUE


def following(periods: Iterable[Period]) -> Period | None:
    """The period that comes after the last, in the steps of those before; None where they have no regular step."""
    there = sorted(set(periods))
    if not there:
        return None
    last = there[-1]
    alike = [one for one in there if one.months == last.months]
    steps = [_months(after.starts) - _months(before.starts) for before, after in pairwise(alike)]
    step = min((one for one in steps if one > 0), default=last.months)
    if step == 0:
        return None
    whole = last.months > 0
    return Period(_later(last.starts, step), _later(last.ends, step, to_its_end=whole))


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _later(day: date, months: int, *, to_its_end: bool = False) -> date:
    year, month = divmod(_months(day) + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, longest if to_its_end else min(day.day, longest))
