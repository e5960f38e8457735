"""How each system writes its extract: file, headings, and its own way with names, dates and addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from attrs import frozen

from joinedup.engine.population.systems import Record

Cell = Any  # text, number, date or None: what the writer of the format can hold
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def iso(day: date | None) -> str:
    """1957-03-08."""
    return day.isoformat() if day else ""


def british(day: date | None) -> str:
    """08/03/1957."""
    return f"{day:%d/%m/%Y}" if day else ""


def spoken(day: date | None) -> str:
    """8 Mar 1957."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def packed(day: date | None) -> str:
    """19570308."""
    return f"{day:%Y%m%d}" if day else ""


def surname_first(record: Record) -> str:
    """SMITH, Jane Ann."""
    given = " ".join(part for part in (record["forename"], record["middle_names"]) if part)
    return f"{record['surname'].upper()}, {given}" if given else record["surname"].upper()


def with_title(record: Record) -> str:
    """Mrs Jane A Smith."""
    middle = " ".join(name[0] for name in record["middle_names"].split())
    return " ".join(part for part in (record["title"], record["forename"], middle, record["surname"]) if part)


def one_line(record: Record) -> str:
    """12 High Street, Madeup, ZY1 2AB."""
    parts = (f"{record['house_number']} {record['street']}", record["town"], record["postcode"])
    return ", ".join(part for part in parts if part)


def item(name: str) -> Callable[[Record], Cell]:
    """The record's own value."""
    return lambda record: record[name]


def dated(name: str, style: Callable[[date | None], str]) -> Callable[[Record], Cell]:
    """A date in a system's style."""
    return lambda record: style(record[name])


def always(text: str) -> Callable[[Record], Cell]:
    """A column that says the same on every row, as systems have them."""
    return lambda record: text


@frozen
class Layout:
    """One system's file. `columns`: heading and how it is filled. `tests`: test records that were left at its end."""

    title: str
    file: str
    format: str
    columns: tuple[tuple[str, Callable[[Record], Cell]], ...]
    preamble: tuple[str, ...] = ()
    totals: bool = False
    tests: tuple[Record, ...] = ()


_DO_NOT_USE: Record = {
    "record_id": "ZZ0000001", "title": "Mr", "forename": "TEST", "middle_names": "", "surname": "ZZZ DO NOT USE",
    "previous_surname": "", "date_of_birth": date(1900, 1, 1), "sex": "", "house_number": "1",
    "street": "Test Street", "town": "Madeup", "postcode": "ZZ99 3WZ", "uprn": "", "nhs_number": "", "upn": "",
    "telephone": "", "email": "", "council_tax_band": "A", "council_tax_arrears": 0, "council_tax_support": "N",
    "start_date": None, "library_loans": 0, "event_date": None, "visit_outcome": "", "smoke_alarm": "",
    "fire_risk": "",
}  # fmt: skip
_TEST: Record = {**_DO_NOT_USE, "record_id": "ZZ0000002", "forename": "Test", "surname": "Test"}

LAYOUTS: dict[str, Layout] = {
    # UTF-8 with BOM; ISO dates; names in three columns, address in one; a test record at the end
    "council_tax": Layout("Council tax: people liable", "council_tax_liable_parties.csv", "csv, UTF-8 with BOM", (
        ("Account Number", item("record_id")), ("Title", item("title")), ("First Name", item("forename")),
        ("Middle Names", item("middle_names")), ("Last Name", item("surname")),
        ("Date of Birth", dated("date_of_birth", iso)), ("Property Address", one_line),
        ("Postcode", item("postcode")), ("UPRN", item("uprn")), ("Band", item("council_tax_band")),
        ("Arrears", item("council_tax_arrears")), ("CT Support", item("council_tax_support")),
        ("Liability Start", dated("start_date", iso)), ("Telephone", item("telephone")),
    ), tests=(_TEST, _DO_NOT_USE)),
    # Windows-1252; British dates; one name column with title; address in six; a pound sign in a heading
    "housing": Layout("Tenants", "Housing Tenants.csv", "csv, Windows-1252", (
        ("Tenancy Ref", item("record_id")), ("Tenant Name", with_title), ("DOB", dated("date_of_birth", british)),
        ("Gender", item("sex")), ("House", item("house_number")), ("Street", item("street")),
        ("Locality", always("")), ("Town", item("town")), ("County", always("Madeupshire")),
        ("Post Code", item("postcode")), ("UPRN", item("uprn")), ("Tenure Type", item("tenure")),
        ("Current Arrears £", item("rent_arrears")), ("Homeless Application", item("homelessness_application")),
        ("Tenancy Start", dated("start_date", british)), ("Contact Number", item("telephone")),
    )),
    # tab-separated; spoken dates; names in two columns; address in one
    "libraries": Layout("Library members", "library_members.tsv", "tab-separated, UTF-8", (
        ("Borrower Number", item("record_id")), ("Forename", item("forename")), ("Surname", item("surname")),
        ("Birth Date", dated("date_of_birth", spoken)), ("Home Address", one_line), ("Post Code", item("postcode")),
        ("Email", item("email")), ("Mobile", item("telephone")), ("Loans", item("library_loans")),
        ("Joined", dated("start_date", spoken)),
    ), tests=(_DO_NOT_USE,)),
    # a report: lines of preamble, fixed headings, a totals row; one name column, surname first; packed dates
    "electoral_roll": Layout("Register of electors", "register_of_electors.csv", "csv with preamble and totals", (
        ("Elector No", item("elector_number")), ("Elector Name", surname_first),
        ("Date Of Birth", dated("date_of_birth", packed)), ("Address 1", lambda r: f"{r['house_number']} {r['street']}"),
        ("Address 2", always("")), ("Address 3", item("town")), ("Address 4", always("Madeup")),
        ("Address 5", always("Madeupshire")), ("Postcode", item("postcode")),
        ("Property Reference", item("uprn")), ("Franchise", item("franchise")),
        ("Unique Ref", item("record_id")),
    ), preamble=("Register of Electors", "Printed for the Electoral Registration Officer", "Report ER101"), totals=True),
    # a workbook with merged title rows; British dates; three name columns, address in six
    "adult_social_care": Layout("Adult social care: open cases", "ASC open cases.xlsx", "xlsx with merged title rows", (
        ("Client ID", item("record_id")), ("First Name", item("forename")), ("Family Name", item("surname")),
        ("D.O.B.", dated("date_of_birth", british)), ("Sex", item("sex")), ("NHS No", item("nhs_number")),
        ("Address Line 1", item("house_number")), ("Address Line 2", item("street")),
        ("Address Line 3", always("")), ("Address Line 4", item("town")), ("Address Line 5", always("Madeupshire")),
        ("Postcode", item("postcode")), ("Phone", item("telephone")), ("Primary Support Reason", item("care_need")),
        ("Weekly Hours", item("care_hours")), ("Start Date", dated("start_date", british)),
    )),
    # an OpenDocument sheet; ISO dates; legal names in three columns, address in one
    "schools": Layout("School census", "school_census.ods", "ods", (
        ("Pupil ID", item("record_id")), ("UPN", item("upn")), ("Legal Surname", item("surname")),
        ("Legal Forename", item("forename")), ("Middle Name", item("middle_names")),
        ("DOB", dated("date_of_birth", iso)), ("Gender", item("sex")), ("Full Address", one_line),
        ("Post Code", item("postcode")), ("URN", item("school_urn")), ("NC Year", item("year_group")),
        ("Absence %", item("absence_rate")), ("Suspensions", item("exclusions")), ("FSM", item("free_school_meals")),
    )),
    # JSON Lines; ISO dates; names in three columns and a former one; address in one
    "nhs_community": Layout("Community contacts", "community_contacts.jsonl", "JSON Lines", (
        ("patient_id", item("record_id")), ("nhs_number", item("nhs_number")), ("family_name", item("surname")),
        ("given_name", item("forename")), ("middle_name", item("middle_names")),
        ("former_name", item("previous_surname")), ("birth_date", dated("date_of_birth", iso)),
        ("gender", item("sex")), ("ethnic_group", item("ethnicity")), ("address", one_line),
        ("postcode", item("postcode")), ("lsoa21cd", item("lsoa")), ("gp_code", item("gp_practice")),
        ("ltc", item("long_term_condition")), ("ae_attendances", item("emergency_attendances")),
    )),
    # Parquet; packed dates; one name column, surname first; address in one
    "police": Layout("Police nominals", "nominals.parquet", "Parquet", (
        ("nominal_ref", item("record_id")), ("nominal_name", surname_first), ("dob", dated("date_of_birth", packed)),
        ("sex_code", item("sex")), ("home_address", one_line), ("post_code", item("postcode")),
        ("offence", item("incident_type")), ("role", item("incident_role")),
        ("date_of_incident", dated("event_date", packed)), ("number_of_incidents", item("incidents")),
    )),
    # CSV with semicolons; British dates; one name column with title; address in one
    "fire": Layout("Safe and well visits", "safe_and_well_visits.csv", "csv with semicolons", (
        ("Visit Ref", item("record_id")), ("Occupier", with_title), ("Birth Date", dated("date_of_birth", british)),
        ("Address", one_line), ("PCode", item("postcode")), ("Visit Date", dated("event_date", british)),
        ("Outcome", item("visit_outcome")), ("Working Alarm", item("smoke_alarm")), ("Risk Rating", item("fire_risk")),
    ), tests=(_DO_NOT_USE,)),
}  # fmt: skip
