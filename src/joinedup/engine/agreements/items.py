"""The vocabulary of data items: what a partner's column can mean, one word each.

An agreement lists items by these names, a layout maps a partner's columns to them, the vault stores
columns under them, and linkage reads them. Formats follow the UK's own standards (see `standard`).
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class ItemType(StrEnum):
    """How a value is stored: text, a DATE, a whole number or a decimal number."""

    TEXT = "string"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"


class Sensitivity(StrEnum):
    """How the law sees an item; it decides what an agreement must answer before it may list the item."""

    IDENTIFIER = "identifier"  # says who a person is, alone or with others
    PERSONAL = "personal"  # about a person
    SPECIAL = "special category"  # UK GDPR Article 9
    CRIMINAL = "criminal offence"  # UK GDPR Article 10
    AREA = "area"  # a place of many people


@frozen
class Item:
    """One data item. `also` are headings that partners use for it, as they write them."""

    name: str
    title: str
    type: ItemType
    sensitivity: Sensitivity
    also: tuple[str, ...] = ()
    standard: str = ""


def _item(name: str, title: str, kind: str, sensitivity: Sensitivity, also: str = "", standard: str = "") -> Item:
    return Item(
        name, title, ItemType(kind), sensitivity, tuple(a.strip() for a in also.split(",") if a.strip()), standard
    )


_I, _P, _S, _C, _A = (
    Sensitivity.IDENTIFIER, Sensitivity.PERSONAL, Sensitivity.SPECIAL, Sensitivity.CRIMINAL, Sensitivity.AREA,
)  # fmt: skip

# fmt: off
ITEMS: dict[str, Item] = {
    item.name: item
    for item in (
        # who
        _item("record_id", "The supplier's own record number", "string", _I, "id, rec id, reference, ref, account number, acc no, borrower number, client id, person id, pupil id, case number, uid, unique id, system id"),
        _item("title", "Title", "string", _I, "salutation, name title"),
        _item("full_name", "Name in one column", "string", _I, "name, customer name, client name, elector name, patient name, occupier, person name, liable party"),
        _item("forename", "First name", "string", _I, "first name, given name, fname, christian name, forename 1, legal forename, given names, preferred name"),
        _item("middle_names", "Middle names", "string", _I, "middle name, other names, second name, mname, middle initials, forename 2"),
        _item("surname", "Last name", "string", _I, "last name, family name, sname, lname, legal surname"),
        _item("previous_surname", "Previous or maiden name", "string", _I, "maiden name, former surname, former name, birth surname, also known as surname"),
        _item("date_of_birth", "Date of birth", "date", _I, "dob, birth date, d.o.b., born, birthdate, date birth", "BS ISO 8601"),
        _item("date_of_death", "Date of death", "date", _P, "dod, deceased date, died", "BS ISO 8601"),
        _item("sex", "Sex", "string", _P, "gender, m/f, sex code, gender code", "NHS Data Dictionary: M, F, X"),
        _item("ethnicity", "Ethnic group", "string", _S, "ethnic origin, ethnic group, ethnic code", "ONS harmonised"),
        _item("telephone", "Telephone number", "string", _I, "phone, tel, mobile, tel no, contact number, telephone number"),
        _item("email", "E-mail address", "string", _I, "e-mail, email address, mail"),
        _item("nhs_number", "NHS number", "string", _I, "nhs no, nhsnumber, nhs num, new nhs number", "DCB0079, check digit modulus 11"),
        _item("upn", "Unique pupil number", "string", _I, "unique pupil number, pupil number", "DfE UPN, check letter modulus 23"),
        _item("national_insurance_number", "National Insurance number", "string", _I, "nino, ni number, ni no"),
        _item("other_identifier", "Another number for the person", "string", _I, "soc sec id, social security number, customer number, unique customer id"),
        _item("birth_place", "Place of birth", "string", _I, "place of birth, birthplace, town of birth"),
        # where
        _item("address", "Address in one column", "string", _I, "full address, property address, home address, residential address, location address"),
        _item("address_line_1", "Address, line 1", "string", _I, "addr1, address 1, address line 1, house, house name or number, flat, paon, building"),
        _item("address_line_2", "Address, line 2", "string", _I, "addr2, address 2, address line 2, street, road, street name"),
        _item("address_line_3", "Address, line 3", "string", _I, "addr3, address 3, address line 3, locality, district name"),
        _item("address_line_4", "Address, line 4 (town)", "string", _I, "addr4, address 4, address line 4, town, post town, city"),
        _item("address_line_5", "Address, line 5 (county)", "string", _I, "addr5, address 5, address line 5, county"),
        _item("postcode", "Postcode", "string", _I, "post code, pcode, pc, postal code, zip", "BS 7666"),
        _item("uprn", "Unique property reference number", "string", _I, "property reference, unique property reference number", "BS 7666, up to 12 digits"),
        _item("lsoa", "Lower layer super output area", "string", _A, "lsoa code, lsoa21cd, lsoa11cd, lsoa21", "ONS code E01"),
        _item("msoa", "Middle layer super output area", "string", _A, "msoa code, msoa21cd, msoa11cd", "ONS code E02"),
        _item("lad", "Local authority district", "string", _A, "la code, lad code, local authority, district", "ONS code E06 to E09"),
        _item("ward", "Electoral ward", "string", _A, "ward code, ward name", "ONS code E05"),
        _item("postcode_sector", "Postcode sector", "string", _A, "post code sector", "Royal Mail: a postcode without its last two letters"),
        _item("segment", "Lifestyle segment of a place", "string", _A, "lifestyle segment, lifestyle group"),
        _item("households", "Households in the place", "integer", _A, "number of households, household count"),
        # when
        _item("start_date", "Start of the service or account", "date", _P, "date from, from date, joined, registered, start, opened, liability start, tenancy start, date registered", "BS ISO 8601"),
        _item("end_date", "End of the service or account", "date", _P, "date to, to date, left, closed, end, ceased, tenancy end, leaving date", "BS ISO 8601"),
        _item("event_date", "Date of the event", "date", _P, "incident date, date of incident, visit date, contact date, attendance date, offence date", "BS ISO 8601"),
        # what each service knows
        _item("council_tax_band", "Council tax band", "string", _P, "band, ct band"),
        _item("council_tax_arrears", "Council tax owed, pounds", "number", _P, "arrears, ct arrears, balance owed, amount outstanding"),
        _item("council_tax_support", "Receives council tax support", "string", _P, "ct support, ctr, council tax reduction"),
        _item("tenure", "Tenure", "string", _P, "tenancy type, tenure type"),
        _item("rent_arrears", "Rent owed, pounds", "number", _P, "rent owed, current arrears, rent account balance"),
        _item("homelessness_application", "Applied as homeless", "string", _P, "homeless, homeless application, homelessness"),
        _item("library_loans", "Loans in the last year", "integer", _P, "loans, items borrowed, issues last year"),
        _item("elector_number", "Elector number", "string", _I, "elector no, poll number, electoral number"),
        _item("franchise", "Franchise", "string", _P, "elector type, franchise code, marker"),
        _item("care_need", "Primary support reason", "string", _S, "primary support reason, psr, support reason, client group", "SALT return"),
        _item("care_hours", "Hours of care a week", "number", _S, "weekly hours, hours per week, care hours"),
        _item("school_urn", "School, unique reference number", "string", _P, "urn, school number, establishment urn", "DfE GIAS"),
        _item("year_group", "National curriculum year", "string", _P, "nc year, ncy, year group, year"),
        _item("absence_rate", "Sessions missed, per cent", "number", _P, "absence, absence %, pct absent, sessions missed"),
        _item("exclusions", "Fixed-term suspensions", "integer", _P, "suspensions, fixed term exclusions, fte count"),
        _item("free_school_meals", "Eligible for free school meals", "string", _P, "fsm, fsm eligible, free meals"),
        _item("gp_practice", "GP practice code", "string", _P, "practice code, gp code, practice", "ODS code"),
        _item("long_term_condition", "Long-term condition", "string", _S, "ltc, condition, diagnosis, primary condition"),
        _item("emergency_attendances", "Emergency attendances in the last year", "integer", _S, "a&e attendances, ae attendances, ed attendances"),
        _item("incident_type", "Kind of incident", "string", _C, "offence, crime type, incident category, category"),
        _item("incident_role", "Part in the incident", "string", _C, "role, involvement, nominal type, nominal role"),
        _item("incidents", "Incidents in the last year", "integer", _C, "incident count, number of incidents"),
        _item("road_user", "Road user who was hurt", "string", _P, "casualty type, road user type", "STATS19"),
        _item("injury_severity", "Severity of the injury", "string", _S, "casualty severity, severity of injury", "STATS19"),
        _item("visit_outcome", "Outcome of the visit", "string", _P, "outcome, visit result, result"),
        _item("smoke_alarm", "Working smoke alarm", "string", _P, "alarm fitted, working alarm, smoke detector"),
        _item("fire_risk", "Fire risk level", "string", _P, "risk, risk level, risk rating"),
    )
}
# fmt: on
