"""In every service that the deprivation of a small area should show in, it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from joinedup.engine.population import Borough, make_borough
from joinedup.engine.population.systems import SYSTEMS, Record, records_of

ON = date(2026, 4, 1)

# by system: what is measured on a record
MEASURED: dict[str, Callable[[Record], float]] = {
    "council_tax": lambda record: record["council_tax_arrears"] > 0,
    "housing": lambda record: record["rent_arrears"] > 0,
    "adult_social_care": lambda record: record["care_hours"],
    "schools": lambda record: record["absence_rate"],
    "nhs_community": lambda record: record["emergency_attendances"],
    "police": lambda record: record["incidents"],
    "fire": lambda record: record["fire_risk"] == "High",
}


@pytest.fixture(scope="module")
def borough() -> Borough:
    return make_borough(60_000, 7, ON)


@pytest.mark.parametrize("name", MEASURED)
def test_more_deprived_areas_have_more_of_it(name: str, borough: Borough) -> None:
    system = next(system for system in SYSTEMS if system.name == name)
    deprivation = {person.person_id: person.deprivation for person in borough.settled}
    least: list[float] = []
    most: list[float] = []
    for person, record in records_of(system, list(borough.settled), ON, Random(1)):
        if deprivation[person] < 0.35:
            least.append(MEASURED[name](record))
        elif deprivation[person] > 0.65:
            most.append(MEASURED[name](record))
    assert min(len(least), len(most)) > 100
    assert sum(most) / len(most) > 1.2 * sum(least) / len(least)
