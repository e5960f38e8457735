"""What headings say beside the name of a figure: a period within a year, a group of people, the kind of figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from joinedup.engine.indicators.indicator import Kind
from joinedup.engine.indicators.periods import Period, read_period

_GROUPS = re.compile(
    r"(fe)?males?|men|women|boys?|girls?|persons|people|both sexes"
    r"|(aged? )?\d+( ?(-|to|–) ?\d+| ?\+| and over)( years)?|under \d+s?|all ages",
    re.IGNORECASE,
)
_SHARE = re.compile(r"%|\b(percent(age)?|per cent|pct|proportion)\b", re.IGNORECASE)
_NO_SHARE = re.compile(r"\b(change|growth|increase|decrease|difference|gap|points?|ratio|of average)\b", re.IGNORECASE)
_CHANGE = re.compile(r"\b(change|growth|increase|decrease|difference|net|balance)\b", re.IGNORECASE)
_RATE = re.compile(r"\brate\b|\bper (1,?0|hundred\b|thousand\b|million\b)", re.IGNORECASE)
_COUNTED = re.compile(r"\b(number|count|total|how many)\b", re.IGNORECASE)
_MONTHS_OF_A_YEAR = 12
_PER = re.compile(r"(?:\bper|/)\s*(\d+(?:[, ]\d{3})*(?!\d)|hundred thousand|hundred|thousand|million)", re.IGNORECASE)
_IN_WORDS = {"hundred": 100, "thousand": 1_000, "hundred thousand": 100_000, "million": 1_000_000}
_KINDS = (
    # "rank of the proportion in …"
    (Kind.INDEX, r"(^|\| )ranks?\b|\branks?$|\brank of\b|\b(average|mean) (rank|score)s?\b"),
    (Kind.DIRECTLY_STANDARDISED, r"\bdirect|age.?standardised rate|\bdsr\b"),
    (Kind.INDIRECTLY_STANDARDISED, r"indirect|\bisr\b|\bsmr\b|standardised ratio"),
    (Kind.PROPORTION, r"proportion|percent|per cent|%|prevalence|coverage"),
    (Kind.RATE, r"\brates?\b|\bper [\d,]+"),
    (Kind.MEAN, r"\b(mean|average)s?\b"),
    (Kind.INDEX, r"\b(index|scores?|ranks?|deciles?|life expectancy|ratios?)\b"),
    (Kind.COUNT, r"\b(counts?|numbers?|totals?)\b"),
)
_MID_YEAR = re.compile(r"\bmid[- –]?(?:year )?(?:19|20)\d\d\b", re.IGNORECASE)


def within(year: str, part: str) -> Period | None:
    """The period of a part of a year told beside it: "Q2", "2" below "quarter", "Mar", "Apr-Jun" of "2019/20".

    A part that names its own year is read by itself; a month of a financial or academic year is the one in that year.
    """
    alone = read_period(part)
    if alone is not None:
        return alone
    whole = read_period(year)
    if whole is None or whole.months != _MONTHS_OF_A_YEAR:
        return None
    if re.fullmatch(r"(q|quarter ?)[1-4]", " ".join(part.split()).casefold()):
        return read_period(f"{part} {year}")
    first = read_period(part, whole.starts.year)
    if first is None:  # "Apr-Jun" has no year of its own; that of its last month is meant
        first = read_period(f"{part} {whole.starts.year}")
    if first is None:
        return None
    if first.starts >= whole.starts:
        return first
    later = read_period(part, whole.ends.year) or read_period(f"{part} {whole.ends.year}")
    return later if later is not None and whole.starts <= later.starts and later.ends <= whole.ends else None


def period_in(heading: str) -> tuple[str, Period] | None:
    """(the rest, the period) of a heading that begins or ends with one: "Obesity 2018/19"; None where there is none."""
    words = heading.split()
    for cut in range(1, len(words)):
        for told, rest in ((words[cut:], words[:cut]), (words[:-cut], words[-cut:])):
            found = read_period(" ".join(told).strip("():,"))
            if found is not None:
                return " ".join(rest).strip(" -–:,("), found
    return None


def period_named(words: str) -> Period | None:
    """The period that a sheet's name says: "2019", "Mid-2022 LSOA 2021" (the year of the areas is none)."""
    if found := _MID_YEAR.search(words):
        return read_period(found[0])
    return read_period(words)


def is_group(text: str) -> bool:
    """Whether a heading names a group of people: "Female", "65 and over"."""
    return _GROUPS.fullmatch(text.strip()) is not None


def is_share(text: str) -> bool:
    """Whether words say that figures are shares of a whole, which are never above all of it."""
    return _SHARE.search(text) is not None and _NO_SHARE.search(text) is None


def is_change(text: str) -> bool:
    """Whether words say how much something changed, which may be below zero."""
    return _CHANGE.search(text) is not None


def is_no_count(text: str) -> Kind | None:
    """A share or a rate where words say so: "% of adults" is never a count. None for "Number above 10 %" too."""
    if _COUNTED.search(text) or _NO_SHARE.search(text):
        return None
    return Kind.PROPORTION if _SHARE.search(text) else Kind.RATE if _RATE.search(text) else None


def kind_said(words: str) -> Kind | None:
    """The sort of figure that a title, a unit or a definition says, None where it says none."""
    plain = words.casefold().replace("_", " ").strip()
    return next((kind for kind, pattern in _KINDS if re.search(pattern, plain)), None)


def per_said(words: str) -> float:
    """For each how many: 1,000 of "Births per 1,000" and of "per thousand people"; 0 where words say none."""
    found = _PER.search(words)
    if found is None:
        return 0.0
    told = " ".join(found[1].casefold().split())
    return float(_IN_WORDS.get(told) or re.sub(r"[, ]", "", told))


def period_above(rows: Sequence[Sequence[str]]) -> tuple[Period, int] | None:
    """(the period, its row from 0) that the lines above a table name, where they name one and no other."""
    found: dict[Period, int] = {}
    mid_years = {
        period: place
        for place, row in enumerate(rows)
        for cell in row
        for words in _MID_YEAR.findall(cell)
        if (period := read_period(words)) is not None
    }
    if len(mid_years) == 1:  # not the day of the release, nor the year of the areas, that stand there as well
        return next(iter(mid_years.items()))
    for place, row in enumerate(rows):
        for cell in row:
            text = re.sub(r"^(time )?(period|year|date|data for|figures for)\s*:?\s*", "", cell.strip(), flags=re.I)
            told = read_period(text)
            period = told if told is not None else (ends[1] if (ends := period_in(text)) else None)
            if period is not None:
                found.setdefault(period, place)
    return next(iter(found.items())) if len(found) == 1 else None
