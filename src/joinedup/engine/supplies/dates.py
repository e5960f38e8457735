"""How partners write dates: a table of styles, recognised from values and read by SQL.

A style is named as a person would write it: DD/MM/YYYY. The separators - / and . are alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from attrs import field, frozen

_MONTH = r"(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
_MONTH_FULL = r"(JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
PIVOT = 30  # two-digit years: 00 to 30 are 2000 to 2030, 31 to 99 are 1931 to 1999


@frozen
class DateStyle:
    """One way to write a date.

    pattern: a regular expression on upper case, which takes the day and the month where both are numbers.
    formats: what strptime reads, the commonest first.
    """

    name: str
    formats: tuple[str, ...]
    matches: Callable[[str], re.Match[str] | None] = field(eq=False, repr=False)
    short_year: bool = False

    def sql(self, value: str) -> str:
        """SQL text of a DATE made from the SQL text of a trimmed VARCHAR; NULL where it is no such date."""
        formats = ", ".join(f"'{form}'" for form in self.formats)
        date = f"CAST(try_strptime({value}, [{formats}]) AS DATE)"
        if self.short_year:
            return f"CASE WHEN year({date}) > {2000 + PIVOT} THEN {date} - INTERVAL 100 YEAR ELSE {date} END::DATE"
        return f"CASE WHEN length({value}) >= {7 if '%d' not in self.formats[0] else 8} THEN {date} END"


def _style(name: str, pattern: str, *formats: str) -> DateStyle:
    return DateStyle(name, formats, re.compile(pattern, re.ASCII).fullmatch, "%y" in formats[0])


def _separated(form: str) -> tuple[str, ...]:
    dates = [form.replace("/", separator) for separator in "/-."]
    return (*dates, *(f"{date} %H:%M{seconds}" for date in dates for seconds in (":%S", "")))


_TIME = r"( \d{1,2}:\d\d(:\d\d)?)?"
_ISO_TIMES = ("", " %H:%M:%S", "T%H:%M:%S", "T%H:%M:%SZ", " %H:%M", " %H:%M:%S.%g", "T%H:%M:%S.%gZ")
STYLES = (
    _style(
        "YYYY-MM-DD",
        r"\d{4}-(?P<m>\d\d)-(?P<d>\d\d)([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?)?",
        *(f"%Y-%m-%d{time}" for time in _ISO_TIMES),
    ),
    _style("DD/MM/YYYY", rf"(?P<d>\d\d?)[-/.](?P<m>\d\d?)[-/.]\d{{4}}{_TIME}", *_separated("%d/%m/%Y")),
    _style("MM/DD/YYYY", rf"(?P<m>\d\d?)[-/.](?P<d>\d\d?)[-/.]\d{{4}}{_TIME}", *_separated("%m/%d/%Y")),
    _style("YYYY/MM/DD", rf"\d{{4}}[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?){_TIME}", *_separated("%Y/%m/%d")),
    _style("DD Mon YYYY", rf"\d\d?[-/ ]{_MONTH}[-/ ]\d{{4}}", "%d-%b-%Y", "%d %b %Y", "%d/%b/%Y"),
    _style("DD Month YYYY", rf"\d\d?[-/ ]({_MONTH_FULL}|MAY)[-/ ]\d{{4}}", "%d %B %Y", "%d-%B-%Y"),
    _style("DD Mon YY", rf"\d\d?[-/ ]{_MONTH}[-/ ]\d\d", "%d-%b-%y", "%d %b %y", "%d/%b/%y"),
    _style("Mon DD, YYYY", rf"{_MONTH} \d\d?,? \d{{4}}", "%b %d, %Y", "%b %d %Y"),
    _style("Month DD, YYYY", rf"({_MONTH_FULL}|MAY) \d\d?,? \d{{4}}", "%B %d, %Y", "%B %d %Y"),
    _style("YYYYMMDD", r"(1[6-9]|20)\d\d(?P<m>\d\d)(?P<d>\d\d)", "%Y%m%d"),
    _style("DDMMYYYY", r"(?P<d>\d\d)(?P<m>\d\d)(1[6-9]|20)\d\d", "%d%m%Y"),
    _style("DD/MM/YY", r"(?P<d>\d\d?)[-/.](?P<m>\d\d?)[-/.]\d\d", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y"),
    _style("MM/DD/YY", r"(?P<m>\d\d?)[-/.](?P<d>\d\d?)[-/.]\d\d", "%m/%d/%y", "%m-%d-%y", "%m.%d.%y"),
    _style("YYYY-MM", r"(1[6-9]|20)\d\d-(?P<m>\d\d)", "%Y-%m"),
)  # fmt: skip
BY_NAME = {style.name: style for style in STYLES}
_AMERICAN = {"DD/MM/YYYY": "MM/DD/YYYY", "DD/MM/YY": "MM/DD/YY"}


@frozen
class StyleFound:
    """A style and the share (0 to 1) of values that are of it. sure: no other reading fits as well."""

    style: DateStyle
    share: float
    sure: bool
    reason: str


def find_style(values: Sequence[str]) -> StyleFound | None:
    """The style that most of these values (trimmed, not null) have, or None where most are no dates at all.

    Day first or month first is decided by the values that allow one reading only; where none does, day first.
    """
    upper = [value.upper() for value in values]
    counts = [(sum(_reads(style, value) for value in upper), -place) for place, style in enumerate(STYLES)]
    best, place = max(counts, default=(0, 0))
    if not values or best < len(values) * 0.6:
        return None
    style, share = STYLES[-place], best / len(values)
    day_first = next((day for day, month in _AMERICAN.items() if style.name in (day, month)), "")
    if not day_first:
        return StyleFound(style, share, True, f"values are dates written {style.name}")
    days = counts[STYLES.index(BY_NAME[day_first])][0]
    months = counts[STYLES.index(BY_NAME[_AMERICAN[day_first]])][0]
    if days == months:
        reason = f"values are dates written {style.name}; none shows whether the day comes first, so British order"
        return StyleFound(BY_NAME[day_first], share, False, reason)
    first = "day" if days > months else "month"
    reason = (
        f"values are dates written {style.name}: {abs(days - months)} in the sample can only have the {first} first"
    )
    return StyleFound(style, share, True, reason)


def _reads(style: DateStyle, value: str) -> bool:
    found = style.matches(value)
    if found is None:
        return False
    parts = found.groupdict()
    return 1 <= int(parts.get("d") or 1) <= 31 and 1 <= int(parts.get("m") or 1) <= 12
