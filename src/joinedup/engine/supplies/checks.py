"""Checks of values in SQL: what makes a value impossible, implausible or a placeholder, item by item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from joinedup.engine.agreements.items import ITEMS, ItemType
from joinedup.engine.supplies.select import literal, quoted
from joinedup.engine.supplies.shapes import AREA_CODES, EMAIL, GP_PRACTICE, NINO, POSTCODE, TELEPHONE
from joinedup.engine.supplies.value_maps import FLAG_ITEMS, SEXES

OLDEST = 120  # years; the oldest person known in the United Kingdom reached 116
PLACEHOLDERS = ("1900-01-01", "1901-01-01", "1800-01-01", "1899-12-30", "1899-12-31", "9999-12-31", "2999-12-31")
_NAMES = ("forename", "middle_names", "surname", "previous_surname", "full_name")
_SHARES = ("absence_rate",)
_MOST_HOURS = 168  # in a week


@frozen
class Check:
    """A condition in SQL that a bad value meets. invalid: it counts against validity; else it is only odd."""

    item: str
    code: str
    words: str
    condition: str
    invalid: bool = True


def checks_for(item: str, on: date) -> Iterator[Check]:
    """Every check of one item on a day; conditions are about a column named as the item, and false for NULL."""
    column = quoted(item)
    kind = ITEMS[item].type
    if item in _PATTERNS:
        words, value, pattern = _PATTERNS[item]
        condition = f"NOT regexp_full_match({value.format(column)}, {literal(pattern)})"
        yield Check(item, f"not-a-{item.replace('_', '-')}", words, condition)
    if item == "nhs_number":
        digits = _nhs_digits(column)
        yield Check(
            item, "nhs-number-check-digit", "without an NHS number's check digit", f"NOT ({_nhs_valid(digits)})"
        )
        test = f"{digits} LIKE '999%'"
        yield Check(item, "nhs-number-for-tests", "numbers of the range kept for tests (999…)", test, invalid=False)
    if item == "upn":
        yield Check(item, "upn-check-letter", "without a UPN's check letter", f"NOT ({_upn_valid(column)})")
    if item == "sex":
        yield Check(item, "not-a-sex-code", "not M, F or X", f"{column} NOT IN {SEXES}")
    if item in FLAG_ITEMS:
        yield Check(item, "not-yes-or-no", "neither yes nor no", f"{column} NOT IN ('yes', 'no')")
    if item in _NAMES:
        digits_in = f"regexp_matches({column}, '[0-9@]')"
        yield Check(item, "name-with-digits", "names with digits in them", digits_in, invalid=False)
    if kind is ItemType.DATE:
        yield from _date_checks(item, column, on)
    if kind in (ItemType.INTEGER, ItemType.NUMBER):
        yield from _number_checks(item, column)


_DIGITS = "replace(replace({0}, ' ', ''), '-', '')"
_PATTERNS: dict[str, tuple[str, str, str]] = {
    "postcode": ("without the shape of a UK postcode", "upper(replace({0}, ' ', ''))", POSTCODE.replace(" ?", "")),
    "national_insurance_number": ("not National Insurance numbers", "upper({0})", NINO),
    "email": ("without the shape of an e-mail address", "{0}", EMAIL),
    "telephone": ("without the shape of a UK telephone number", "{0}", TELEPHONE),
    "uprn": ("not UPRNs (up to 12 digits)", "{0}", "[0-9]{1,12}"),
    "gp_practice": ("not codes of practices", "upper({0})", GP_PRACTICE),
    "council_tax_band": ("not bands A to I", "upper({0})", "(BAND )?[A-I]"),
    "school_urn": ("not schools' numbers", "{0}", "[0-9]{5,7}"),
    **{item: ("not ONS codes", "upper({0})", AREA_CODES[item]) for item in ("lsoa", "msoa")},
}


def _date_checks(item: str, column: str, on: date) -> Iterator[Check]:
    placeholders = ", ".join(f"DATE '{day}'" for day in PLACEHOLDERS)
    is_placeholder = f"{column} IN ({placeholders})"
    today = f"DATE '{on.isoformat()}'"
    yield Check(item, "placeholder-date", "placeholders such as 1 January 1900", is_placeholder)
    past = f"{column} < {today} - INTERVAL {OLDEST} YEAR AND NOT {is_placeholder}"
    yield Check(item, "date-too-old", f"more than {OLDEST} years ago", past)
    if item != "end_date":  # a tenancy or a care package may well end later
        future = f"{column} > {today} AND NOT {is_placeholder}"
        yield Check(item, "date-in-future", "in the future", future)


def _number_checks(item: str, column: str) -> Iterator[Check]:
    if not item.endswith("_arrears"):  # an account in credit is below zero
        yield Check(item, "number-below-zero", "below zero", f"{column} < 0")
    if item in _SHARES:
        yield Check(item, "share-above-100", "more than 100 per cent", f"{column} > 100")
    if item == "care_hours":
        yield Check(item, "more-than-a-week", "more hours than a week has", f"{column} > {_MOST_HOURS}")


def _nhs_digits(column: str) -> str:
    return _DIGITS.format(column)


def _nhs_valid(digits: str) -> str:
    """DCB0079: nine digits weighted 10 to 2; 11 less the remainder by 11 is the final (11 counts as 0, 10 is never)."""
    total = " + ".join(f"(ascii({digits}[{place}]) - 48) * {11 - place}" for place in range(1, 10))
    return f"regexp_full_match({digits}, '[0-9]{{10}}') AND (11 - ({total}) % 11) % 11 = ascii({digits}[10]) - 48"


def _upn_valid(column: str) -> str:
    """DfE, A guide to UPNs: twelve characters weighted 2 to 13, remainder by 23; the last may be a letter."""
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    upper = f"upper({column})"
    total = " + ".join(f"(ascii({upper}[{place}]) - 48) * {place}" for place in range(2, 13))
    final = f"{upper}[13]"
    digit, letter = f"ascii({final}) - 48", f"strpos('{letters}', {final}) - 1"
    last = f"CASE WHEN {final} BETWEEN '0' AND '9' THEN {digit} ELSE {letter} END"
    check = f"'{letters}'[1 + CAST(({total} + ({last}) * 13) % 23 AS INTEGER)] = {upper}[1]"
    return f"regexp_full_match({upper}, '[A-HJ-NP-RT-Z][0-9]{{11}}[0-9A-HJ-NP-RT-Z]') AND {check}"
