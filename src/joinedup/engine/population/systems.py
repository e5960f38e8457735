"""Nine back-office systems of six partners: whom each sees, how carefully it writes, and what it knows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from attrs import frozen

from joinedup.engine.population.mistakes import (
    NICKNAMES,
    Rates,
    swapped,
    typo,
    untidy,
    wrong_digit,
    wrong_figure,
    wrong_postcode,
)
from joinedup.engine.population.people import Person

Record = dict[str, Any]
PLACEHOLDER = date(1900, 1, 1)


@frozen
class System:
    """One back-office system. `sees`: the probability that it holds a person (given age in years)."""

    name: str
    partner: str
    rates: Rates
    sees: Callable[[Person, float], float]
    knows: Callable[[Person, float, date, Random], Record]
    prefix: str


def _yes(chance: Random, share: float) -> str:
    return "Y" if chance.random() < share else "N"


def _since(person: Person, on: date, days: int, from_age: int, chance: Random) -> date:
    """When a service began: at most so many days ago, not below the age it is for."""
    began = on - timedelta(days=chance.randrange(30, days))
    return min(max(began, person.date_of_birth + timedelta(days=int(from_age * 365.25) + 1)), on)


def _band(uprn: str, deprivation: float) -> str:
    """The band of a dwelling, whoever lives there: the dearer ones are rarer where there is more deprivation."""
    place = int(uprn[-9:]) * 7919 % 100 * (1.1 - 0.4 * deprivation)
    return next(
        band for band, below in zip("ABCDEFGH", (24, 44, 63, 78, 88, 94, 99, 999), strict=True) if place < below
    )


def _school_year(born: date, on: date) -> int:
    """The national curriculum year, 0 for reception: the age on the last 31 August before the school year, less 4."""
    began = on.year if on.month >= 9 else on.year - 1
    return began - born.year - (born.month >= 9) - 4


def _council_tax(person: Person, age: float, on: date, chance: Random) -> Record:
    owes = chance.random() < 0.03 + 0.20 * person.deprivation
    return {
        "council_tax_band": _band(person.dwelling.uprn, person.deprivation),
        "council_tax_arrears": round(chance.lognormvariate(5.9, 0.8), 2) if owes else 0,
        "council_tax_support": _yes(chance, 0.05 + 0.3 * person.deprivation),
        "start_date": person.moved_on or _since(person, on, 9000, 18, chance),
    }


def _housing(person: Person, age: float, on: date, chance: Random) -> Record:
    owes = chance.random() < 0.06 + 0.25 * person.deprivation
    return {
        "tenure": chance.choices(("Secure", "Assured", "Introductory", "Shared ownership"), (45, 35, 15, 5))[0],
        "rent_arrears": round(chance.lognormvariate(6.0, 0.9), 2) if owes else 0,
        "homelessness_application": _yes(chance, 0.01 + 0.05 * person.deprivation),
        "start_date": _since(person, on, 9000, 0, chance)
        if person.moved_on is None
        else max(person.moved_on, person.date_of_birth),
    }


def _libraries(person: Person, age: float, on: date, chance: Random) -> Record:
    return {"library_loans": int(chance.expovariate(0.08)), "start_date": _since(person, on, 5000, 1, chance)}


def _electoral(person: Person, age: float, on: date, chance: Random) -> Record:
    franchise = "G" if person.community in ("Polish", "Portuguese", "Romanian") else ""
    # polling district and number: an elector has one number
    number = int(person.person_id[1:]) * 7919 % 100_003  # says nothing of who lives with whom
    return {"elector_number": f"{int(person.dwelling.lsoa[-4:])}/{number}", "franchise": franchise}


def _social_care(person: Person, age: float, on: date, chance: Random) -> Record:
    needs = ("Physical support", "Sensory support", "Support with memory", "Learning disability", "Mental health")
    return {
        "care_need": chance.choices(needs, (50, 6, 16, 14, 14))[0],
        "care_hours": round(chance.gammavariate(2.0, 3.5 + 3 * person.deprivation), 1),
        "start_date": _since(person, on, 2500, 18, chance),
    }


def _schools(person: Person, age: float, on: date, chance: Random) -> Record:
    absent = min(60.0, chance.gammavariate(1.4, 3.0 + 4.0 * person.deprivation))
    return {
        "school_urn": str(990000 + int(person.dwelling.lsoa[-4:]) // 3),
        "year_group": str(max(0, min(13, _school_year(person.date_of_birth, on)))),
        "absence_rate": round(absent, 1),
        "exclusions": chance.choices((0, 1, 2, 3), (94, 4, 1.4, 0.6))[0] if age > 9 else 0,
        "free_school_meals": _yes(chance, 0.08 + 0.4 * person.deprivation),
    }


def _nhs(person: Person, age: float, on: date, chance: Random) -> Record:
    conditions = ("", "Diabetes", "Hypertension", "COPD", "Asthma", "Depression", "Dementia", "Heart failure")
    begins = {
        "Diabetes": (10, 8),
        "Hypertension": (30, 4),
        "COPD": (40, 10),
        "Dementia": (65, 6),
        "Heart failure": (55, 8),
    }
    shares = {name: max(0.0, age - onset) / slope for name, (onset, slope) in begins.items()}
    shares |= {"": 60 - age / 2, "Asthma": 5.0, "Depression": 6.0 if age > 14 else 0.0}
    weights = [shares[name] for name in conditions]
    return {
        "gp_practice": f"Y99{int(person.dwelling.lsoa[-4:]) // 5 % 1000:03d}",
        "long_term_condition": chance.choices(conditions, weights)[0],
        "emergency_attendances": min(20, int(chance.expovariate(1.6 - person.deprivation))),
        "ethnicity": person.ethnicity if chance.random() < 0.9 else "",
    }


def _police(person: Person, age: float, on: date, chance: Random) -> Record:
    kinds = ("Anti-social behaviour", "Burglary", "Violence", "Criminal damage", "Theft", "Vehicle crime")
    return {
        "incident_type": chance.choices(kinds, (30, 8, 24, 10, 20, 8))[0],
        "incident_role": chance.choices(("Victim", "Witness", "Suspect", "Offender"), (52, 18, 18, 12))[0],
        "event_date": on - timedelta(days=chance.randrange(1, 365)),
        "incidents": 1 + min(9, int(chance.expovariate(1.5 - person.deprivation))),
    }


def _fire(person: Person, age: float, on: date, chance: Random) -> Record:
    return {
        "event_date": on - timedelta(days=chance.randrange(1, 1100)),
        "visit_outcome": chance.choices(("Completed", "No access", "Declined"), (78, 14, 8))[0],
        "smoke_alarm": _yes(chance, 0.82),
        "fire_risk": chance.choices(
            ("Low", "Medium", "High"),
            (65 - 30 * person.deprivation, 30 + age / 10, (10 + age / 5) * (0.5 + person.deprivation)),
        )[0],
    }


CAREFUL, USUAL, HASTY = Rates().times(0.6), Rates(), Rates().times(1.8)

SYSTEMS: tuple[System, ...] = (
    System("council_tax", "council", USUAL, lambda p, a: (0.95 if p.head else 0.6) * (a >= 18), _council_tax, "CT"),
    System(
        "housing", "housing", USUAL,
        lambda p, a: (p.household * 7919 % 100 < 8 + 22 * p.deprivation) * (0.95 if a >= 16 else 0.3), _housing, "H",
    ),
    System("libraries", "council", HASTY, lambda p, a: 0.3 * (a >= 3), _libraries, "B"),
    System("electoral_roll", "council", CAREFUL, lambda p, a: 0.84 * (a >= 18), _electoral, "E"),
    System("adult_social_care", "council", CAREFUL, lambda p, a: (a >= 18) * (0.015 + max(0, a - 60) / 180), _social_care, "AS"),
    System("schools", "schools", CAREFUL, lambda p, a: 0.93 * (4.5 <= a < 17), _schools, "P"),
    System("nhs_community", "nhs", CAREFUL, lambda p, a: 0.2 + max(0, a - 45) / 90, _nhs, "N"),
    System("police", "police", HASTY, lambda p, a: (a >= 11) * (0.02 + 0.09 * p.deprivation), _police, "NOM"),
    System("fire", "fire", HASTY, lambda p, a: (a >= 25) * (0.01 + max(0, a - 60) / 250), _fire, "V"),
)  # fmt: skip


def records_of(system: System, people: list[Person], on: date, chance: Random) -> Iterator[tuple[str, Record]]:
    """(person_id, record) for everybody that a system holds, duplicates among them, in the system's own order.

    A record's values are strings, numbers and dates under the names of the data items, besides
    `house_number`, `street` and `town`; a missing value is an empty string or None.
    """
    serial = chance.randrange(10_000, 60_000)
    made: list[tuple[str, Record]] = []
    for person in people:
        age = (on - person.date_of_birth).days / 365.25
        if chance.random() >= system.sees(person, age):
            continue
        if person.date_of_death and chance.random() < 0.7:
            continue  # most systems have been told
        for _ in range(2 if chance.random() < system.rates.duplicate else 1):
            record = _seen(person, system.rates, on, chance)
            record.update(system.knows(person, age, on, chance))
            made.append((person.person_id, record))
    chance.shuffle(made)
    for _, record in made:  # numbered only now, so that neighbouring numbers are no household
        serial += chance.randrange(1, 4)
        record["record_id"] = f"{system.prefix}{serial:07d}"
    yield from made


def _seen(person: Person, rates: Rates, on: date, chance: Random) -> Record:
    """Who and where somebody is, as a system wrote it down."""
    roll = chance.random
    surname, forename, middle = person.surname, person.forename, person.middle_names
    if person.previous_surname and roll() < rates.maiden:
        surname = person.previous_surname
    if forename in NICKNAMES and roll() < rates.nickname:
        forename = chance.choice(NICKNAMES[forename])
    if roll() < rates.typo:
        surname = typo(surname, chance)
    if roll() < rates.typo:
        forename = typo(forename, chance)
    if roll() < rates.initial:
        forename = forename[0]
    elif roll() < rates.missing_forename:
        forename = ""
    if roll() < rates.swapped_names and forename:
        forename, surname = surname, forename
    if middle and roll() < 0.55:
        middle = middle[0] if roll() < 0.5 else ""
    born: date | None = person.date_of_birth
    if roll() < rates.missing_born:
        born = None
    elif roll() < rates.placeholder_born:
        born = PLACEHOLDER
    elif born and roll() < rates.swapped_date:
        born = swapped(born)
    elif born and roll() < rates.wrong_digit_date:
        born = wrong_digit(born, chance)
    old = person.previous_dwelling is not None and roll() < rates.old_address
    dwelling = person.previous_dwelling if old and person.previous_dwelling else person.dwelling
    postcode = dwelling.postcode
    if roll() < rates.missing_postcode:
        postcode = ""
    elif roll() < rates.wrong_postcode:
        postcode = wrong_postcode(postcode, chance)
    street = typo(dwelling.street, chance) if roll() < rates.typo else dwelling.street
    record: Record = {
        "title": _title(person, on, chance),
        "forename": forename,
        "middle_names": middle,
        "surname": surname,
        "previous_surname": person.previous_surname if roll() < 0.6 else "",
        "date_of_birth": born,
        "sex": "" if roll() < rates.missing_sex else person.sex,
        "house_number": dwelling.number,
        "street": street,
        "town": dwelling.town,
        "postcode": postcode,
        "lsoa": dwelling.lsoa,
        "uprn": _written(dwelling.uprn, rates.missing_uprn, rates.wrong_uprn, chance),
        "nhs_number": _written(person.nhs_number, rates.missing_number, rates.wrong_number, chance),
        "upn": person.upn if roll() > 0.02 else "",
        "telephone": _reached(person.telephone, lambda: f"01632 9{chance.randrange(100_000):05d}", rates, chance),
        "email": _reached(person.email, lambda: f"{chance.randrange(10**6):06d}@example.com", rates, chance),
    }
    if roll() < rates.untidy:
        untidy(record, chance)
    return record


def _written(number: str, missing: float, wrong: float, chance: Random) -> str:
    if not number or chance.random() < missing:
        return ""
    return wrong_figure(number, chance) if chance.random() < wrong else number


def _reached(contact: str, former: Callable[[], str], rates: Rates, chance: Random) -> str:
    if not contact or chance.random() < rates.missing_contact:
        return ""
    return former() if chance.random() < rates.old_contact else contact


def _title(person: Person, on: date, chance: Random) -> str:
    child = (on - person.date_of_birth).days < 16 * 365
    if person.sex == "M":
        return "Master" if child and chance.random() < 0.3 else "Mr"
    if child:
        return "Miss"
    return "Mrs" if person.previous_surname else chance.choice(("Ms", "Miss"))
