"""Mistakes are made about as often as the documented rates say, in every system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from joinedup.engine.population import Borough, linkage_records, make_borough
from joinedup.engine.population.mistakes import (
    NICKNAMES,
    Rates,
    swapped,
    typo,
    wrong_digit,
    wrong_figure,
    wrong_postcode,
)
from joinedup.engine.population.people import Person
from joinedup.engine.population.systems import SYSTEMS, Record, System, records_of

ON = date(2026, 4, 1)
Pair = tuple[Person, Record]


@pytest.fixture(scope="module")
def borough() -> Borough:
    return make_borough(12_000, 8, ON)


@pytest.fixture(scope="module")
def pairs(borough: Borough) -> dict[str, list[Pair]]:
    people = {person.person_id: person for person in borough.settled}
    return {
        system.name: [
            (people[person], record) for person, record in records_of(system, list(borough.settled), ON, Random(5))
        ]
        for system in SYSTEMS
    }


def share(pairs: list[Pair], of_whom: Callable[[Person], bool], what: Callable[[Person, Record], bool]) -> float:
    counted = [what(person, record) for person, record in pairs if of_whom(person)]
    return sum(counted) / len(counted)


def anybody(person: Person) -> bool:
    return True


# the rate, of whom it is a share, how it shows, and by how much other mistakes may add to it
SHOWN: dict[str, tuple[Callable[[Person], bool], Callable[[Person, Record], bool], float]] = {
    "missing_born": (anybody, lambda p, r: r["date_of_birth"] is None, 0),
    "placeholder_born": (anybody, lambda p, r: r["date_of_birth"] == date(1900, 1, 1), 0),
    "missing_postcode": (anybody, lambda p, r: not r["postcode"], 0),
    "missing_sex": (anybody, lambda p, r: not r["sex"], 0),
    "missing_forename": (anybody, lambda p, r: not r["forename"], 0),
    "missing_number": (anybody, lambda p, r: not r["nhs_number"], 0),
    "missing_uprn": (anybody, lambda p, r: not r["uprn"], 0),
    "missing_contact": (lambda p: bool(p.telephone), lambda p, r: not r["telephone"], 0),
    "initial": (anybody, lambda p, r: len(r["forename"]) == 1, 0.004),
    "old_contact": (lambda p: bool(p.telephone), lambda p, r: r["telephone"] not in ("", p.telephone), 0),
    "old_address": (
        lambda p: p.previous_dwelling is not None,
        lambda p, r: r["house_number"] != p.dwelling.number,
        0.01,
    ),
    "nickname": (
        lambda p: p.forename in NICKNAMES,
        lambda p, r: r["forename"].strip().title() in NICKNAMES[p.forename],
        0.02,
    ),
    "typo": (
        lambda p: not p.previous_surname,
        lambda p, r: r["surname"].strip().lower() not in (p.surname.lower(), p.forename.lower()),
        0.02,
    ),
    "maiden": (
        lambda p: bool(p.previous_surname) and p.previous_surname != p.surname,
        lambda p, r: r["surname"].strip().lower() == p.previous_surname.lower(),
        0.02,
    ),
}


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("system", [s for s in SYSTEMS if s.name in ("council_tax", "libraries", "electoral_roll")])
def test_a_mistake_is_about_as_frequent_as_documented(system: System, name: str, pairs: dict[str, list[Pair]]) -> None:
    of_whom, what, others = SHOWN[name]
    rate = getattr(system.rates, name)
    found = share(pairs[system.name], of_whom, what)
    several = sum(of_whom(person) for person, _ in pairs[system.name])
    slack = 4 * (rate * (1 - rate) / several) ** 0.5 + 0.1 * rate  # other mistakes may come first
    assert rate - slack <= found <= rate + slack + others


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_most_records_are_right_in_every_system(system: System, pairs: dict[str, list[Pair]]) -> None:
    def right(person: Person, record: Record) -> bool:
        return record["surname"].strip().lower() == person.surname.lower()

    assert 0.85 < share(pairs[system.name], anybody, right) < 0.99


def test_dates_are_swapped_and_mistaken_but_only_a_little(pairs: dict[str, list[Pair]]) -> None:
    rates = Rates()
    known = [(p.date_of_birth, r["date_of_birth"]) for p, r in pairs["council_tax"] if r["date_of_birth"]]
    known = [(true, written) for true, written in known if written != date(1900, 1, 1)]
    turned = sum(written == swapped(true) != true for true, written in known) / sum(t.day <= 12 for t, _ in known)
    assert turned == pytest.approx(rates.swapped_date, abs=0.006)
    other = sum(written not in (true, swapped(true)) for true, written in known) / len(known)
    assert other == pytest.approx(rates.wrong_digit_date, abs=0.006)


def test_duplicates_are_as_documented(pairs: dict[str, list[Pair]]) -> None:
    for system in SYSTEMS[:4]:
        people = [person.person_id for person, _ in pairs[system.name]]
        assert len(people) / len(set(people)) - 1 == pytest.approx(system.rates.duplicate, abs=0.005)
        numbers = [record["record_id"] for _, record in pairs[system.name]]
        assert len(set(numbers)) == len(numbers)


def test_hasty_systems_make_more_mistakes_than_careful_ones() -> None:
    rates = {system.name: system.rates for system in SYSTEMS}
    assert rates["police"].typo > rates["council_tax"].typo > rates["nhs_community"].typo
    assert rates["police"].old_address == rates["nhs_community"].old_address


def test_each_mistake_changes_what_it_is_made_in() -> None:
    chance = Random(3)
    for _ in range(500):
        assert typo("Featherstone", chance) != "Featherstone"
        assert wrong_postcode("ZY1 2AB", chance) != "ZY1 2AB"
        assert wrong_figure("9990000018", chance) != "9990000018"
        assert wrong_digit(date(2004, 2, 29), chance) != date(2004, 2, 29)
    assert swapped(date(1957, 3, 8)) == date(1957, 8, 3)
    assert swapped(date(1957, 3, 25)) == date(1957, 3, 25)


def test_records_for_linkage_hold_every_system_and_differ_by_seed() -> None:
    borough = make_borough(2_500, 8, ON)
    table = linkage_records(borough, 1)
    assert table.column_names[:2] == ["source", "person_id"]
    assert set(table["source"].to_pylist()) == {system.name for system in SYSTEMS}
    assert table.num_rows > 1.8 * borough.people.height
    assert not table.equals(linkage_records(borough, 2))


@pytest.mark.full
def test_sixty_thousand_people_take_seconds(tmp_path_factory: pytest.TempPathFactory) -> None:
    import time

    from joinedup.engine.population import export_extracts

    folder = tmp_path_factory.mktemp("large")
    began = time.process_time()
    borough = make_borough(60_000, 1, ON)
    export_extracts(borough, folder / "files", folder / "truth")
    assert time.process_time() - began < 15
