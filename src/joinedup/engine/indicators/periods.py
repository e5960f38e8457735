"""Periods as people write them: "2013/14", "2015 - 17", "Mar 2023", "Q2 2019/20", "Apr 2022-Mar 2023".

A period is known by its first and last day; the words are kept as they were. Financial years begin on 1 April,
academic years on 1 September (only where the words say academic).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from attrs import field, frozen

MISSING = frozenset({"", "-", "--", "–", "—", "..", ".", ":", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "x",
                     "[x]", "z", "[z]", "not available", "not applicable"})  # fmt: skip
SUPPRESSED = frozenset({"*", "**", "c", "[c]", "s", "<5", "< 5", "<10", "suppressed", "~", "supp", "[supp]", "[low]"})


@frozen(order=True)
class Period:
    """From the first day to the last. Ordered by time; `words` as they were written."""

    starts: date
    ends: date
    words: str = field(default="", eq=False, order=False)

    @property
    def months(self) -> int:
        """How many months it covers, 0 for a day or weeks."""
        if self.starts.day != 1 or self.ends.day != calendar.monthrange(self.ends.year, self.ends.month)[1]:
            return 0
        return (self.ends.year - self.starts.year) * 12 + self.ends.month - self.starts.month + 1

    @property
    def label(self) -> str:
        """One way of writing it, whoever wrote it: "2013/14", "2015 to 2017", "March 2023", "April to June 2019"."""
        return _label(self)

    @property
    def when(self) -> str:
        """As it stands in a sentence: "on 1 October 2017", "in 2013/14"."""
        return f"{'on' if self.starts == self.ends else 'in'} {self.label}"


@lru_cache(maxsize=4096)
def read_period(words: str, year: int | None = None) -> Period | None:
    """The period meant, None where it is none ("NA", "-"). `year`: for a quarter or month written without one.

    A year for a quarter by itself is the calendar year it lies in, unless the words say financial.
    """
    text = " ".join(words.replace("–", "-").replace("—", "-").replace("_", " ").split()).casefold()
    if text in MISSING or text in SUPPRESSED:
        return None
    text = re.sub(r"\s*[-/]\s*", lambda found: found[0].strip(), text)
    for pattern, meaning in _FORMS:
        matched = pattern.fullmatch(text)
        if matched:
            found = meaning(matched, year)
            if found is not None and found[0] <= found[1]:
                return Period(found[0], found[1], words.strip())
    return None


def read_periods(column: Iterable[str], year: int | None = None) -> dict[str, Period | None]:
    """The period of each different entry of a column: what "2004-05" means is told by the others."""
    entries = list(dict.fromkeys(column))
    found = {entry: read_period(entry, year) for entry in entries}
    dashed = {entry: parts for entry in entries if (parts := _YEAR_AND_MONTH.fullmatch(entry.strip()))}
    if any((period := found[entry]) is not None and period.months == 1 for entry in dashed):
        for entry, parts in dashed.items():
            span = _month_span(int(parts[1]), int(parts[2]))
            found[entry] = Period(*span, entry.strip()) if span else None
    return found


def of_day(day: date | datetime) -> Period:
    """The period of one day."""
    plain = day.date() if isinstance(day, datetime) else day
    return Period(plain, plain, plain.isoformat())


_Span = tuple[date, date] | None
_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].casefold(), calendar.month_abbr[number].casefold())
} | {"sept": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"((?:19|20)\d\d)"


def _month_span(year: int, month: int, months: int = 1) -> _Span:
    if not (1 <= month <= 12 and 1800 <= year <= 2200):
        return None
    last = year * 12 + month - 1 + months - 1
    end_year, end_month = divmod(last, 12)
    return date(year, month, 1), date(end_year, end_month + 1, calendar.monthrange(end_year, end_month + 1)[1])


def _later(year: int, short: str) -> int:
    """The year meant by "14" after 2013, or "2014"."""
    if len(short) == 4:
        return int(short)
    century = year // 100 * 100 + int(short)
    return century if century >= year else century + 100


def _calendar_years(m: re.Match[str], _: int | None) -> _Span:
    first = int(m[1])
    last = _later(first, m[2]) if m[2] else first
    return _month_span(first, 1, (last - first + 1) * 12)


def _financial_years(m: re.Match[str], _: int | None) -> _Span:
    """2013/14; 2020/21-24/25: from the first to the last."""
    first = int(m[1])
    if _later(first, m[2]) != first + 1:
        return None
    years = 1
    if m.re.groups >= 4 and m[3]:
        last = _later(first, m[3])
        if _later(last, m[4]) != last + 1:
            return None
        years = last - first + 1
    return _month_span(first, 4, 12 * years)


def _one_dash(m: re.Match[str], year: int | None) -> _Span:
    """2015-17 is three calendar years; 2004-05, two years next to each other, a financial one."""
    first = int(m[1])
    return _financial_years(m, year) if _later(first, m[2]) == first + 1 else _calendar_years(m, year)


def _dash_and_a_month(m: re.Match[str], year: int | None) -> _Span:
    """2004-05 is the financial year unless its column has months; 2018-10 can only be October."""
    first = int(m[1])
    return _financial_years(m, year) if _later(first, m[2]) == first + 1 else _month_span(first, int(m[2]))


def _academic(m: re.Match[str], _: int | None) -> _Span:
    return _month_span(int(m[1]), 9, 12)


def _year_ending(m: re.Match[str], _: int | None) -> _Span:
    end = int(m[2]) * 12 + _MONTHS[m[1]] - 1
    year, month = divmod(end - 11, 12)
    return _month_span(year, month + 1, 12)


def _month(m: re.Match[str], _: int | None) -> _Span:
    return _month_span(_full(m[2]), _MONTHS[m[1]])


def _month_alone(m: re.Match[str], year: int | None) -> _Span:
    return None if year is None else _month_span(year, _MONTHS[m[1]])


def _month_to_month(m: re.Match[str], _: int | None) -> _Span:
    last_year = _full(m[4])
    first_year = _full(m[2]) if m[2] else last_year - (1 if _MONTHS[m[1]] > _MONTHS[m[3]] else 0)
    months = (last_year - first_year) * 12 + _MONTHS[m[3]] - _MONTHS[m[1]] + 1
    return _month_span(first_year, _MONTHS[m[1]], months) if months > 0 else None


def _quarter(m: re.Match[str], year: int | None) -> _Span:
    """Q2 of a financial year is July to September; of a calendar year April to June."""
    parts = m.groupdict()
    number = int(parts["q"])
    if parts.get("later"):
        first = int(parts["y"])
        if _later(first, parts["later"]) != first + 1:
            return None
        return _month_span(first + (1 if number == 4 else 0), (number * 3) % 12 + 1, 3)
    told = int(parts["y"]) if parts.get("y") else year
    return None if told is None else _month_span(told, number * 3 - 2, 3)


def _full(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _day(order: str) -> Callable[[re.Match[str], int | None], _Span]:
    def meaning(m: re.Match[str], _: int | None) -> _Span:
        parts = dict(zip(order, (int(one) for one in m.groups()), strict=True))
        try:
            day = date(parts["y"], parts["m"], parts["d"])
        except ValueError:
            return None
        return day, day

    return meaning


def _year_month(m: re.Match[str], _: int | None) -> _Span:
    return _month_span(int(m[1]), int(m[2]))


def _named_day(m: re.Match[str], _: int | None) -> _Span:
    try:
        day = date(_full(m[3]), _MONTHS[m[2]], int(m[1]))
    except ValueError:
        return None
    return day, day


def _week(m: re.Match[str], _: int | None) -> _Span:
    """The seven days that end on a day."""
    found = _named_day(m, None)
    return (found[1] - timedelta(days=6), found[1]) if found else None


def _mid_year(m: re.Match[str], _: int | None) -> _Span:
    """The day of the ONS's mid-year estimates: 30 June."""
    day = date(int(m[1]), 6, 30)
    return day, day


_YEAR_AND_MONTH = re.compile(_YEAR + r"-(0[1-9]|1[0-2])")
_FINANCIAL_WORD = r"(?:fy|financial year|fin year)? ?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int | None], _Span]], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (_YEAR + "()?", _calendar_years),
        (_FINANCIAL_WORD + _YEAR + r"/(\d\d|\d{4})(?:(?:-| to )((?:\d\d)?\d\d)/(\d\d|\d{4}))?", _financial_years),
        (r"(?:academic year|ay|school year) ?" + _YEAR + r"[-/](\d\d|\d{4})", _academic),
        (_YEAR + r"[-/](\d\d|\d{4}) (?:academic|school)(?: year)?", _academic),
        (r"(?:fy|financial year) ?" + _YEAR + r"-(\d\d|\d{4})", _financial_years),
        (_YEAR + r"-(1[3-9]|[2-9]\d|00|\d{4})", _one_dash),
        (_YEAR + r"-(0[1-9]|1[0-2])", _dash_and_a_month),
        (_YEAR + r" to (\d\d|\d{4})", _calendar_years),
        (r"(?:year|12 months|yr) (?:ending|to|end) (?:\d\d? )?" + _MONTH + " " + _YEAR, _year_ending),
        (_MONTH + r"[ -]?(\d{4}|\d\d)", _month),
        (_MONTH, _month_alone),
        (_MONTH + r"(?: ?(\d{4}|\d\d))?(?:-| to )" + _MONTH + r" ?(\d{4}|\d\d)", _month_to_month),
        (r"(?:q|quarter ?)(?P<q>[1-4])(?:[ -]?(?P<y>(?:19|20)\d\d)(?:[/-](?P<later>\d\d(?:\d\d)?))?)?", _quarter),
        (r"(?P<y>(?:19|20)\d\d)(?:[/-](?P<later>\d\d(?:\d\d)?))?[ -]?(?:q|quarter ?)(?P<q>[1-4])", _quarter),
        (_YEAR + r"-(\d\d)-(\d\d)(?:[t ]00:00(?::00)?z?)?", _day("ymd")),
        (r"(\d\d?)/(\d\d?)/" + _YEAR, _day("dmy")),
        (r"(\d\d?)-(\d\d?)-" + _YEAR, _day("dmy")),
        (r"(\d\d?)(?:st|nd|rd|th)? " + _MONTH + r" (\d{4}|\d\d)", _named_day),
        (_YEAR + r"m(\d\d)", _year_month),
        (r"mid[- ]?(?:year )?" + _YEAR, _mid_year),
        (r"(?:as )?(?:at|on|of) (\d\d?)(?:st|nd|rd|th)? " + _MONTH + r" (\d{4}|\d\d)", _named_day),
        (r"(?:w/e|we|week ending) (\d\d?)(?:st|nd|rd|th)? " + _MONTH + r" (\d{4}|\d\d)", _week),
    )
)


def _label(period: Period) -> str:
    starts, ends, months = period.starts, period.ends, period.months
    if months == 0:
        day = f"{ends.day} {calendar.month_name[ends.month]} {ends.year}"
        if starts == ends:
            return day
        return f"{starts.day} {calendar.month_name[starts.month]} {starts.year} to {day}"
    if months % 12 == 0 and starts.month == 1:
        return str(starts.year) if months == 12 else f"{starts.year} to {ends.year}"
    if months % 12 == 0 and starts.month == 4:
        first = f"{starts.year}/{(starts.year + 1) % 100:02}"
        return first if months == 12 else f"{first} to {ends.year - 1}/{ends.year % 100:02}"
    last = f"{calendar.month_name[ends.month]} {ends.year}"
    if months == 1:
        return last
    year = f" {starts.year}" if starts.year != ends.year else ""
    return f"{calendar.month_name[starts.month]}{year} to {last}"
