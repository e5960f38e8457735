"""People hurt on the roads, as the police's accident records and an emergency department see them; made up.

Who was hurt, how and as what road user follows from the person alone, so that both systems speak of the same
casualties. The police hear of few cyclists and of most people in cars; the hospital sees nearly all.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from joinedup.engine.population.layouts import Layout, british, dated, iso, item, one_line, surname_first
from joinedup.engine.population.mistakes import Rates
from joinedup.engine.population.people import Person
from joinedup.engine.population.systems import Record, System

SHARE_HURT = 0.2  # of the people in a year: far more than in life, so that a small borough shows something
KINDS = ("Car occupant", "Pedestrian", "Pedal cyclist", "Motorcyclist")
_TOLD_TO_THE_POLICE = {"Car occupant": 0.8, "Pedestrian": 0.65, "Pedal cyclist": 0.35, "Motorcyclist": 0.75}


def casualty(person: Person) -> tuple[str, str, int] | None:
    """Road user, severity and how many days ago; None for who was not hurt. Always the same for a person."""
    dice = Random(f"casualty {person.person_id}")
    if dice.random() >= SHARE_HURT:
        return None
    kind = dice.choices(KINDS, (40, 20, 25, 15))[0]
    return kind, dice.choices(("Slight", "Serious"), (80, 20))[0], dice.randrange(1, 365)


def _known_to_police(person: Person, age: float) -> float:
    hurt = casualty(person)
    return _TOLD_TO_THE_POLICE[hurt[0]] if hurt else 0.0


def _known_to_hospital(person: Person, age: float) -> float:
    return 0.92 if casualty(person) else 0.0


def _hurt(person: Person, age: float, on: date, chance: Random) -> Record:
    hurt = casualty(person)
    if hurt is None:
        raise ValueError("only casualties are in these systems")
    kind, severity, days = hurt
    return {"road_user": kind, "injury_severity": severity, "event_date": on - timedelta(days=days)}


CASUALTY_SYSTEMS = (
    System("road_collisions", "police", Rates().times(1.2), _known_to_police, _hurt, "RC"),
    System("emergency_department", "nhs", Rates(), _known_to_hospital, _hurt, "ED"),
)

CASUALTY_LAYOUTS = {
    "road_collisions": Layout("Road casualties", "road_casualties.csv", "csv with semicolons", (
        ("Casualty Ref", item("record_id")), ("Casualty Name", surname_first), ("DOB", dated("date_of_birth", british)),
        ("Sex", item("sex")), ("Address", one_line), ("Postcode", item("postcode")),
        ("Casualty Type", item("road_user")), ("Casualty Severity", item("injury_severity")),
        ("Incident Date", dated("event_date", british)),
    )),
    "emergency_department": Layout("Emergency department", "emergency_department.jsonl", "JSON Lines", (
        ("attendance_id", item("record_id")), ("nhs_number", item("nhs_number")), ("family_name", item("surname")),
        ("given_name", item("forename")), ("birth_date", dated("date_of_birth", iso)), ("gender", item("sex")),
        ("address", one_line), ("postcode", item("postcode")), ("road_user", item("road_user")),
        ("injury_severity", item("injury_severity")), ("attendance_date", dated("event_date", iso)),
    )),
}  # fmt: skip
