"""What a value looks like: postcode, NHS number, date … Recognisers for single values, with their sources.

A recogniser says only that a text has the shape (and the check digit) of something, never that it is true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from stdnum.gb import nhs, upn

# Null in partners' systems, compared in upper case after trimming. NULL_WORDS is also used in SQL.
NULL_WORDS = ("", "N/A", "NA", "NULL", "NONE", "-", "--", "#N/A", "NIL", "NAN", "(NULL)", "(BLANK)", "<NA>")

# GOV.UK, "Bulk data transfer: additional validation", the pattern of a full postcode, and GIR 0AA
POSTCODE = r"([A-Z][0-9]{1,2}|[A-Z][A-HJ-Y][0-9]{1,2}|[A-Z][0-9][A-Z]|[A-Z][A-HJ-Y][0-9][A-Z]) ?[0-9][A-Z]{2}|GIR ?0AA"
# HMRC manual NIM39110: prefixes never used, then six digits, then A to D
NINO = r"[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]?"
EMAIL = r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}"
# Ofcom, National Telephone Numbering Plan: 01, 02, 03, 07, 08 or 09, ten or eleven digits with the zero
TELEPHONE = r"(\+ ?44 ?(\(0\))?|0) ?[1235789]([ -]?[0-9]){8,9}"
AREA_CODES = {
    "lsoa": r"[EW]01[0-9]{6}|S01[0-9]{6}",
    "msoa": r"[EW]02[0-9]{6}|S02[0-9]{6}",
    "ward": r"[EW]05[0-9]{6}|S13[0-9]{6}|N08[0-9]{6}",
    "lad": r"E0[6-9][0-9]{6}|W06[0-9]{6}|S12[0-9]{6}|N09[0-9]{6}",
}
GP_PRACTICE = r"[A-HJ-NPVWY][0-9]{5}"  # NHS ODS, practice codes: a letter and five digits

_SEX_WORDS = frozenset(
    ["M", "F", "X", "U", "I", "MALE", "FEMALE", "MAN", "WOMAN", "BOY", "GIRL", "UNKNOWN", "INDETERMINATE", "OTHER"]
)
_TITLES = frozenset(
    [
        "MR",
        "MRS",
        "MS",
        "MISS",
        "MX",
        "DR",
        "REV",
        "REVD",
        "SIR",
        "LADY",
        "LORD",
        "DAME",
        "PROF",
        "CLLR",
        "FR",
        "MASTER",
    ]
)
_FLAGS = frozenset(["Y", "N", "YES", "NO", "TRUE", "FALSE", "T", "F", "1", "0"])
_COMPANY_ENDS = re.compile(r"\b(LTD|LIMITED|PLC|LLP|COUNCIL|TRUST)\b")


def _whole(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: compiled.fullmatch(value) is not None


def _nhs(value: str) -> bool:
    return len(re.sub(r"[ -]", "", value)) == 10 and nhs.is_valid(value)


def _upn(value: str) -> bool:
    return upn.is_valid(value)


_words_only = _whole(r"[^\W\d_][^\d_@/\\]*")
_house = _whole(
    r"(FLAT|APT|UNIT|ROOM)? ?[0-9]{1,4}[A-Z]?|.*[0-9].* (ROAD|RD|STREET|ST|LANE|CLOSE|AVENUE|AVE|DRIVE|WAY).*"
)
_uprn = _whole(r"[0-9]{9,12}")
_whole_number = _whole(r"[+-]?[0-9]{1,15}")
_number = _whole(r"-?£? ?-?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?%?|-?£? ?-?[0-9]*\.?[0-9]+([eE]-?[0-9]+)?%?|\(£?[0-9,.]+\)")
_month = _whole(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")

# Each takes a value in upper case, trimmed.
SHAPES: Mapping[str, Callable[[str], bool]] = {
    "postcode": _whole(POSTCODE),
    "nhs number": _nhs,
    "upn": _upn,
    "national insurance number": _whole(NINO),
    "e-mail": _whole(EMAIL),
    "telephone": _whole(TELEPHONE),
    "lsoa": _whole(AREA_CODES["lsoa"]),
    "msoa": _whole(AREA_CODES["msoa"]),
    "ward": _whole(AREA_CODES["ward"]),
    "lad": _whole(AREA_CODES["lad"]),
    "gp practice": _whole(GP_PRACTICE),
    "uprn": _uprn,
    "sex": lambda value: value in _SEX_WORDS,
    "title": lambda value: value.rstrip(".") in _TITLES,
    "yes or no": lambda value: value in _FLAGS,
    "school year": _whole(r"(YEAR |Y|YR )?([0-9]|1[0-4]|R|N|N1|N2|RECEPTION|NURSERY)"),
    "school number": _whole(r"[1-9][0-9]{5}"),
    "council tax band": _whole(r"(BAND )?[A-I]"),
    "whole number": _whole_number,
    "number": _number,
    "month": _month,
    "words": lambda value: _words_only(value) and not _COMPANY_ENDS.search(value),
    "house": _house,
}

# Shapes that a heading never has: a first row holding them is data.
_DATA_ONLY = ("postcode", "nhs number", "e-mail", "telephone", "lsoa", "msoa", "ward", "lad", "uprn", "month")
_DATE_LIKE = re.compile(
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}([ T].*)?|\d{8}|\d{1,2}[- /][A-Z]{3,9}[- /,]+\d{2,4}", re.ASCII
)
_YEAR_HEADING = re.compile(r"(19|20)\d\d", re.ASCII)


def is_null(value: str) -> bool:
    """Whether a raw text stands for nothing."""
    return value.strip().upper() in NULL_WORDS


def is_data(value: str) -> bool:
    """Whether a text is surely data and not a heading: a number, a date, a postcode, a number of a person …"""
    text = value.strip().upper()
    if not text or _YEAR_HEADING.fullmatch(text):
        return False
    if SHAPES["number"](text) or _DATE_LIKE.fullmatch(text) or SHAPES["upn"](text):
        return True
    return any(SHAPES[shape](text) for shape in _DATA_ONLY)
