"""What a heading says: the vocabulary's own words and partners' many ways to write them."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz

from joinedup.engine.agreements.items import ITEMS

# Short forms inside headings, written out before anything is compared.
_LONG = {
    "dt": "date", "no": "number", "num": "number", "nbr": "number", "nr": "number", "addr": "address",
    "add": "address", "adr": "address", "ln": "line", "tel": "telephone", "phone": "telephone", "mob": "mobile",
    "mail": "email", "ref": "reference", "sch": "school", "ct": "council tax", "ctax": "council tax",
    "dob": "date of birth", "dod": "date of death", "pcode": "postcode", "desc": "description", "yr": "year",
    "grp": "group", "ind": "", "cd": "code", "nhsno": "nhs number", "fname": "forename", "sname": "surname",
    "lname": "surname", "mname": "middle name", "fam": "family", "hrs": "hours", "attend": "attendances",
    "attends": "attendances", "cnt": "count", "amt": "amount", "bal": "balance",
}  # fmt: skip
# Whose column it is: says nothing about what it holds.
_OWNERS = frozenset(
    [
        "adult", "applicant", "borrower", "casualty", "child", "claimant", "client", "contact", "current",
        "cust", "customer", "elector", "fake", "home", "lead", "legal", "liable", "main", "member",
        "nominal", "occupier", "offender", "party", "patient", "payer", "person", "primary", "pupil",
        "record", "resident", "service", "str", "student", "subject", "synthetic", "tenant", "tenants",
        "the", "txt", "user", "usual", "victim",
    ]
)  # fmt: skip
# Further headings than the vocabulary lists, written out as `words_of` writes them.
_ALSO = {
    "record_id": (
        "record identifier, record number, tenancy reference, tenancy number, account reference, "
        "account number, membership number, card number, library card number, ticket number, "
        "nominal reference, crime reference, incident reference, incident number, crime id, social care id, "
        "swift id, mosaic id, liquidlogic id, case reference, uprn reference, row id, visit reference, "
        "visit id, source id, key"
    ),
    "full_name": (
        "full name, first and surname, forename and surname, surname and forename, forename surname, "
        "surname forename, person full name, tenant name, pupil name, borrower name, resident name, "
        "nominal name, liable person, name of person, name of occupier, names, occupier name"
    ),
    "forename": (
        "first names, forenames, first forename, given, first, christian names, firstname, givenname, "
        "name first, name given, first initial"
    ),
    "middle_names": (
        "middle, middle forename, second forename, second forename s, other forenames, name middle, "
        "forename c 2"
    ),
    "surname": (
        "last, family, family names, second surname, lastname, familyname, name last, name family, "
        "name surname"
    ),
    "date_of_birth": "birth, date birth, birth dt, born on, born date, day of birth",
    "sex": "sex description, gender description, legal sex, administrative gender, stated gender, sex at birth",
    "ethnicity": "ethnic category, ethnicity code, self defined ethnicity",
    "telephone": (
        "telephone, mobile number, mobile telephone, home telephone, daytime telephone, contact telephone, "
        "telephone no"
    ),
    "email": "email contact, contact email, email address 1",
    "address": "address full, residence, property, premises, location, current address, address text",
    "address_line_1": (
        "address line one, line 1, address 1st line, street number, house number, house name, "
        "property number, saon, address number, number or name, premises number, dwelling"
    ),
    "address_line_2": "address line two, line 2, street address, thoroughfare, address street, address road",
    "address_line_3": "address line three, line 3, area, village, address locality",
    "address_line_4": "address line four, line 4, suburb, address town, town or city, town city",
    "address_line_5": "address line five, line 5, state, address county, region",
    "postcode": "address postcode, post cd, postal cd, current postcode, postcode of residence, zip code",
    "lsoa": "lsoa name, lower super output area, lsoa of residence",
    "lad": "district code, authority code, local authority code, local authority district",
    "start_date": (
        "commencement date, date started, account start, account opened, date opened, registration date, "
        "joined date, effective from, tenancy start date, liability start date, service start, "
        "service start date, referral date, date of registration, start of tenancy, member since, "
        "date added, admission date, entry date"
    ),
    "end_date": (
        "date ended, date closed, account closed, effective to, tenancy end date, service end date, "
        "discharge date, date left, end of tenancy, expiry date"
    ),
    "event_date": (
        "date of visit, date occurred, occurred, occurred on, date reported, reported date, visited, "
        "visited on, crime date, month, date of contact, event, date of event, inspection date, "
        "incident month, offence month"
    ),
    "council_tax_band": "property band, valuation band, council tax valuation band",
    "council_tax_arrears": "arrears owed, council tax arrears, total arrears, arrears amount",
    "council_tax_support": (
        "council tax support flag, cts, council tax support claimed, council tax benefit, support"
    ),
    "rent_arrears": "rent balance, arrears balance, rent arrears amount, rent account arrears",
    "homelessness_application": "homeless app, homelessness app, homeless flag, applied as homeless",
    "library_loans": (
        "loans last year, loans in last year, number of loans, items on loan, loans 12 m, loans 12 months, "
        "issues"
    ),
    "elector_number": "elector, roll number, register number, electoral roll number, elector number suffix",
    "care_need": "primary need, need, care need, main need, support need",
    "care_hours": "hours, hours of care, care package hours, weekly care hours, package hours",
    "school_urn": (
        "school, school code, estab, establishment number, school unique reference number, "
        "unique reference number"
    ),
    "year_group": "curriculum year, school year, national curriculum year group, nc year actual",
    "absence_rate": (
        "absence rate, absence percentage, overall absence, absence pct, percent absence, "
        "percentage sessions missed"
    ),
    "exclusions": "number of exclusions, fixed term, number of suspensions, suspensions number",
    "free_school_meals": "fsm flag, fsm eligibility, eligible fsm, free school meal, free school meals eligible",
    "gp_practice": (
        "gp, practice ods code, gp practice code, registered practice, registered gp, gp surgery, "
        "practice ods, ods code"
    ),
    "long_term_condition": "long term conditions, main condition, ltc description, condition code",
    "emergency_attendances": (
        "a e attendances, emergency attendance count, attendances, ae attends, a e visits, emergency visits, "
        "ed visits"
    ),
    "incident_type": (
        "offence type, type of incident, incident description, crime category, offence description, "
        "crime classification"
    ),
    "incident_role": "role in incident, person role, part, involvement type, nominal role in incident",
    "incidents": "incidents 12 months, incidents last year, total incidents, incidents in year",
    "visit_outcome": "visit outcome, outcome of visit, visit result code",
    "smoke_alarm": "smoke alarm fitted, working smoke alarm, alarm, smoke alarms, alarms fitted",
    "fire_risk": "fire risk score, fire risk rating, risk score, risk band, risk category",
    "other_identifier": "social security, social security id, national id, passport number",
}  # fmt: skip
_NUMBERS = ("record_id", "other_identifier", "nhs_number", "upn", "uprn", "elector_number")
_LONG_ENOUGH = 6  # letters; shorter headings are like too many others
_PART_WORDS = {"day": "day", "month": "month", "year": "year", "d": "day", "m": "month", "y": "year",
               "dd": "day", "mm": "month", "yyyy": "year", "yy": "year"}  # fmt: skip
_BIRTH_PARTS = {"by": "year", "bm": "month", "bd": "day", "yob": "year", "mob": "month"}


@cache
def words_of(heading: str) -> tuple[str, ...]:
    """A heading as words, small letters, short forms written out: 'DoB' and 'D.O.B.' → date of birth."""
    text = re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\b)", r"\1", heading)  # D.O.B. → DOB.
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text) if re.search(r"[a-z]{2}[A-Z][a-z]", text) else text
    text = re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", text)
    words = re.findall(r"[a-z]+|\d+|[&/%]", text.lower().replace("'", ""))
    long = " ".join(_LONG.get(word, word) for word in words if word not in "&/")
    return tuple(long.split())


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """For each item, its name, title and other headings as words."""
    return {
        name: tuple(
            dict.fromkeys(
                words_of(text) for text in (name, item.title, *item.also, *_ALSO.get(name, "").split(", ")) if text
            )
        )
        for name, item in ITEMS.items()
    }


@cache
def _exact() -> dict[str, str]:
    """Every phrase, run together, with the first item that has it: the vocabulary's own words win."""
    found: dict[str, str] = {}
    for rank in range(max(len(phrases) for phrases in _phrases().values())):
        for name, phrases in _phrases().items():
            if rank < len(phrases):
                found.setdefault("".join(phrases[rank]), name)
    return found


@cache
def items_said(heading: str) -> tuple[tuple[str, float, str], ...]:
    """What a heading may mean: (item, likelihood 0 to 1, reason), the likeliest first."""
    words = words_of(heading)
    joined = "".join(words)
    if joined in _exact():
        return ((_exact()[joined], 0.95, "the heading says so"),)
    without = [word for word in words if word not in _OWNERS]
    if without and "".join(without) in _exact():
        return ((_exact()["".join(without)], 0.88, "the heading says so, with whose it is"),)
    numbered = re.sub(r"(_c|c)?1$", "", joined)
    if numbered != joined and numbered in _exact():
        return ((_exact()[numbered], 0.85, "the heading says so, the first of its kind"),)
    found: dict[str, float] = {}
    text = " ".join(without or words)
    for name, phrases in _phrases().items():
        score = max(fuzz.ratio(text, " ".join(phrase)) for phrase in phrases) if len(text) >= _LONG_ENOUGH else 0.0
        inside = max((len("".join(p)) for p in phrases if len("".join(p)) > 4 and _contains(words, p)), default=0)
        likelihood = max((score - 62) / 50 if score >= 84 else 0.0, 0.3 + 0.6 * inside / len(joined) if inside else 0.0)
        if likelihood:
            # a number or code for something is seldom the thing itself
            found[name] = likelihood * (0.6 if "id" in words and name not in _NUMBERS else 1.0)
    ranked = sorted(found.items(), key=lambda pair: -pair[1])[:4]
    return tuple((name, likelihood, "the heading is like it") for name, likelihood in ranked)


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words) - len(phrase) + 1))


def date_part(heading: str) -> tuple[str, str] | None:
    """(stem, part) where a heading is one of day, month and year of a date: `DOB Day` → ('date of birth', 'day')."""
    joined = heading.strip().lower()
    if joined in _BIRTH_PARTS:
        return "date of birth", _BIRTH_PARTS[joined]
    words = list(words_of(heading))
    for place in (-1, 0):
        if len(words) > 1 and words[place] in _PART_WORDS:
            rest = words[:-1] if place == -1 else words[1:]
            if rest[0] == "of":
                rest = rest[1:]
            return " ".join(rest), _PART_WORDS[words[place]]
    return None
