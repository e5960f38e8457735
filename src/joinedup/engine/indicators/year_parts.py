"""Headings that name a part of a year and no year: "Q1" … "Q4", "Apr" … "Mar", "Claimants Apr-Jun", "Q2 count".

Such columns are times of one indicator, within the year that is named beside them, above them or for the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from attrs import frozen

from joinedup.engine.indicators.headings import within
from joinedup.engine.indicators.periods import Period, read_period

_QUARTER = re.compile(r"(?:q|quarter ?)[1-4]", re.IGNORECASE)
_WITH_MONTHS = re.compile(r"(?:q|quarter ?)[1-4][ :,(-]+(.+?)\)?", re.IGNORECASE)
_QUESTION = re.compile(r"q ?(?:[5-9]|[1-9]\d+)[a-z]?\b.*", re.IGNORECASE)
_MONTHS_OF_A_YEAR = 12
_WORDS_OF_A_PART = 3  # "Apr to Jun"


@frozen
class Part:
    """A part of a year that nobody has named: its words, "Q1"."""

    words: str

    def of(self, year: Period | None) -> Period | None:
        """When it is in the year named; None where none is, or where this is no part of it."""
        return within(year.label, self.words) if year is not None else None


def read_part(text: str) -> Part | None:
    """The part of a year that is all of the text, None for anything else and for what names its own year."""
    words = " ".join(text.replace("–", "-").replace("_", " ").split()).strip("():,")
    if read_period(words) is not None:
        return None
    if both := _WITH_MONTHS.fullmatch(words):  # "Q1 (Apr-Jun)": the months say more
        return read_part(both[1])
    found = within("2019/20", words) or within("2019", words)  # any two: "Jan-Jun" is in one of them only
    return Part(words) if found is not None and 0 < found.months < _MONTHS_OF_A_YEAR else None


def part_in(heading: str, others: Collection[str]) -> tuple[str, Part] | None:
    """(the rest, the part) of a heading that ends with a part of a year: "Claimants Q1".

    One that begins with it ("Apr claimants") only where another of the headings does so and goes on alike: "May" and
    "Q1" begin other things as well.
    """
    if (told := _cut(heading, begins=False)) is not None:
        return told
    told = _cut(heading, begins=True)
    alike = told is not None and any(
        (other := _cut(text, begins=True)) is not None and other[0] == told[0] for text in others if text != heading
    )
    return told if alike else None


def are_questions(headings: Iterable[str]) -> bool:
    """Whether "Q1" is the first of a questionnaire's: there is a Q5 too."""
    return any(_QUESTION.fullmatch(one.strip()) for one in headings)


def why_not(part: Part, year: Period | None) -> str:
    """Why a part is at no time, and what to do."""
    if year is None:
        return (
            f'"{part.words}" in a heading is a part of a year, and no year is named: name it for the file, '
            "2019/20 for a financial year or 2019 for a calendar year"
        )
    return f'"{part.words}" in a heading is no part of {year.label}: name the whole year, 2019/20 or 2019'


def out_of_turn(parts: Sequence[Part], year: Period) -> str:
    """What is wrong where months do not follow one another in the year that is named; "" where nothing is.

    Apr … Mar is no calendar year, and Jan … Dec no financial one: figures would be put a year too early or late.
    """
    told = list(dict.fromkeys(parts))
    times = [at for one in told if not _QUARTER.fullmatch(one.words) and (at := one.of(year)) is not None]
    if times in (sorted(times), sorted(times, reverse=True)):
        return ""
    return (
        f'the months from "{told[0].words}" to "{told[-1].words}" do not follow one another in {year.label}: '
        "name the year that they are of, 2019/20 for April to March or 2019 for January to December"
    )


def _cut(heading: str, *, begins: bool) -> tuple[str, Part] | None:
    words = heading.split()
    for length in range(min(_WORDS_OF_A_PART, len(words) - 1), 0, -1):
        told, rest = (words[:length], words[length:]) if begins else (words[-length:], words[:-length])
        part = read_part(" ".join(told))
        if part is not None:
            return " ".join(rest).strip(" -–:,("), part
    return None
