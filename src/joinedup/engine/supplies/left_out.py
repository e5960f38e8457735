"""Rows that are not records: totals, ends of reports, test records."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A totals row says so in its first filled cell, and is mostly empty or numbers.
_TOTALS = re.compile(
    r"\W*((grand |sub ?-?|overall )?totals?|sum|count|(total )?(number|no\.?|count) of (records|rows)|records?|rows?|"
    r"record count|row count|end of (file|report|extract|data|list)|end|eof|report (ends|complete)|trailer|footer)\b.*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-£$(]?[\d,. ]+[)%]?")

# Words of which a test record's name is made; at least one must be sure.
_SURE = (
    r"(X+|Z+)?[-_ ]?(TEST|TESTER|TESTING|TESTY|TESTPATIENT|TESTRECORD|TESTPERSON|DUMMY|DONOTUSE|TEST[0-9]+)"
    r"[-_ ]?(X+|Z+)?|ZZZ+|XXX+"
)
_BESIDE = (
    r"DO|NOT|USE|PATIENT|RECORD|PERSON|USER|CLIENT|CUSTOMER|CASE|PUPIL|MR|MRS|MS|MISS|DR|ONE|TWO|THREE|[A-CXZ]|[0-9]+"
)
PERHAPS_TEST = r"(?i)test|dummy|zzz|xxx|do ?not ?use"
_HOLDS_SURE = re.compile(rf"(?<!\w)({_SURE}|DO NOT USE)(?!\w)", re.IGNORECASE)
_ONLY_TEST_WORDS = re.compile(rf"(({_SURE}|{_BESIDE})(?!\w)[\s,.*_-]*)+", re.IGNORECASE)


def is_totals(cells: Sequence[str]) -> bool:
    """Whether a row near the end is a totals line or the end of a report, and not a record."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or len(filled) > max(1, 0.6 * len(cells)) or not _TOTALS.fullmatch(filled[0]):
        return False
    return all(_NUMBER.fullmatch(cell) or _TOTALS.fullmatch(cell) for cell in filled[1:])


def names_a_test(names: Sequence[str]) -> bool:
    """Whether one word of a person's names is one that test records have ("Test", "ZZZ", "Dummy")."""
    return _HOLDS_SURE.search(_together(names)) is not None


def is_test_name(names: Sequence[str]) -> bool:
    """Whether a person's names together are a test record's ("TEST", "Test Patient", "ZZZ DO NOT USE")."""
    return names_a_test(names) and _ONLY_TEST_WORDS.fullmatch(_together(names).strip(" *.")) is not None


def _together(names: Sequence[str]) -> str:
    return " ".join(name.strip() for name in names if name and name.strip())
