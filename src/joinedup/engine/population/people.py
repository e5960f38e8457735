"""Households and the people in them: couples, children of parents, twins, fathers and sons of one name, lodgers."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from attrs import define, frozen

from joinedup.engine.population.names import SETTLED, NameBook
from joinedup.engine.population.numbers import nhs_number, upn
from joinedup.engine.population.places import Dwelling, Place

# Kinds of household and their share of households (rounded from the 2021 Census for England)
KINDS = {
    "alone": 0.30,
    "couple": 0.24,
    "family": 0.21,
    "lone parent": 0.10,
    "grown-up children": 0.07,
    "three generations": 0.03,
    "sharing": 0.048,
    "institution": 0.002,  # a care home or a hostel
}
MOVED = 0.16  # households that moved within the district in the last four years
NAMESAKE_SON, TWINS, MARRIED, KEPT_HER_NAME = 0.05, 0.016, 0.72, 0.18
DIED = 0.012  # of people over 60, in the last two years, still on some system's list


@define
class Person:
    """One made-up person, as they truly are."""

    person_id: str
    household: int
    sex: str
    forename: str
    middle_names: str
    surname: str
    previous_surname: str
    date_of_birth: date
    date_of_death: date | None
    community: str
    dwelling: Dwelling
    previous_dwelling: Dwelling | None
    moved_on: date | None
    deprivation: float
    nhs_number: str
    upn: str
    telephone: str
    email: str
    head: bool


@frozen
class _Home:
    household: int
    dwelling: Dwelling
    previous: Dwelling | None
    moved_on: date | None
    deprivation: float
    community: str


class Settlers:
    """Fills a place with households until there are as many people as asked for."""

    def __init__(self, place: Place, book: NameBook, on: date, chance: Random) -> None:
        self._place, self._book, self._on, self._chance = place, book, on, chance
        self._serial = chance.randrange(100_000)
        self.people: list[Person] = []

    def settle(self, count: int) -> list[Person]:
        """People in households, at most a few more or fewer than `count`; cut to exactly `count`."""
        chance, each = self._chance, -(-count // len(self._place.areas))
        household = 0
        for area, dwellings in zip(self._place.areas, self._place.dwellings, strict=True):
            free = list(dwellings)
            chance.shuffle(free)
            wanted = min(count, len(self.people) + each)
            while len(self.people) < wanted:
                household += 1
                dwelling = free.pop() if free else chance.choice(dwellings)
                moved = chance.random() < MOVED
                home = _Home(
                    household,
                    dwelling,
                    chance.choice(chance.choice(self._place.dwellings)) if moved else None,
                    self._on - timedelta(days=chance.randrange(20, 1460)) if moved else None,
                    area.deprivation,
                    self._book.community(chance),
                )
                self._household(home)
        return self.people[:count]

    def _household(self, home: _Home) -> None:
        chance = self._chance
        kind = chance.choices(tuple(KINDS), tuple(KINDS.values()))[0]
        surname = self._book.surname(chance, home.community)
        if kind == "alone":
            self._add(home, surname, self._age(20, 92), head=True)
        elif kind == "couple":
            self._couple(home, surname, self._age(24, 85))
        elif kind == "family":
            self._children(home, surname, self._couple(home, surname, self._age(25, 52)))
        elif kind == "lone parent":
            parent = self._add(home, surname, self._age(20, 50), sex="F" if chance.random() < 0.86 else "M", head=True)
            self._children(home, surname, (parent,))
        elif kind == "grown-up children":
            parents = self._couple(home, surname, self._age(48, 68))
            self._grown_up(home, surname, parents)
        elif kind == "three generations":
            parents = self._couple(home, surname, self._age(32, 50))
            self._children(home, surname, parents)
            self._add(home, surname, self._older_than(parents, 22, 36))
        else:
            size = chance.randrange(18, 45) if kind == "institution" else chance.randrange(3, 6)
            low, high = (70, 98) if kind == "institution" and chance.random() < 0.6 else (18, 50)
            for number in range(size):
                community = self._book.community(chance)
                other = _Home(
                    home.household, home.dwelling, home.previous, home.moved_on, home.deprivation, community
                )  # fmt: skip
                self._add(other, self._book.surname(chance, community), self._age(low, high), head=number == 0)

    def _age(self, low: int, high: int) -> float:
        # a triangular distribution: the middle ages of each kind are the commonest
        return self._chance.triangular(low, high, low + (high - low) * 0.45)

    def _older_than(self, parents: tuple[Person, ...], low: int, high: int) -> float:
        eldest = min(person.date_of_birth for person in parents)
        return (self._on - eldest).days / 365.25 + self._chance.uniform(low, high)

    def _couple(self, home: _Home, surname: str, age: float) -> tuple[Person, ...]:
        chance = self._chance
        first = self._add(home, surname, age, sex="M", head=True)
        married = chance.random() < MARRIED and chance.random() > KEPT_HER_NAME
        own = self._book.surname(chance, home.community)
        hers = surname if married else own
        if married and chance.random() < 0.04:
            hers = f"{own}-{surname}"
        second = self._add(home, hers, age + chance.gauss(-1.5, 3.5), sex="F", previous=own if married else "")
        return first, second

    def _children(self, home: _Home, surname: str, parents: tuple[Person, ...]) -> None:
        chance = self._chance
        youngest = (self._on - max(person.date_of_birth for person in parents)).days / 365.25
        oldest_child = min(17.9, youngest - 18)
        if oldest_child <= 0:
            return
        for _ in range(chance.choices((1, 2, 3, 4, 5), (42, 38, 14, 4, 2))[0]):
            child = self._child(home, surname, parents, chance.uniform(0, oldest_child))
            if chance.random() < TWINS:
                twin = self._child(home, surname, parents, 0)
                twin.date_of_birth = child.date_of_birth

    def _grown_up(self, home: _Home, surname: str, parents: tuple[Person, ...]) -> None:
        youngest = (self._on - max(person.date_of_birth for person in parents)).days / 365.25
        for _ in range(self._chance.choices((1, 2), (70, 30))[0]):
            self._child(home, surname, parents, min(self._chance.uniform(18, 32), youngest - 18))

    def _child(self, home: _Home, surname: str, parents: tuple[Person, ...], age: float) -> Person:
        chance = self._chance
        same_name = [p for p in parents if chance.random() < NAMESAKE_SON]
        if same_name:
            parent = same_name[0]
            return self._add(home, surname, age, sex=parent.sex, forename=parent.forename)
        return self._add(home, surname, age)

    def _add(
        self, home: _Home, surname: str, age: float, *, sex: str = "", forename: str = "", previous: str = "",
        head: bool = False,
    ) -> Person:  # fmt: skip
        chance, book = self._chance, self._book
        sex = sex or chance.choice("FM")
        born = self._on - timedelta(days=int(max(age, 0.01) * 365.25) + chance.randrange(1, 200))
        forename = forename or book.forename(chance, sex, born.year, home.community)
        middles = chance.choices((0, 1, 2), (28, 62, 10))[0] if home.community == SETTLED else chance.randrange(2)
        middle = " ".join(book.forename(chance, sex, born.year, home.community) for _ in range(middles))
        years = (self._on - born).days / 365.25
        died = None
        if years > 60 and chance.random() < DIED * (1 + (years - 60) / 15):
            died = self._on - timedelta(days=chance.randrange(1, 730))
        person = Person(
            person_id=f"p{len(self.people) + 1:07d}",
            household=home.household,
            sex=sex,
            forename=forename,
            middle_names=middle,
            surname=surname,
            previous_surname=previous,
            date_of_birth=born,
            date_of_death=died,
            community=home.community,
            dwelling=home.dwelling,
            previous_dwelling=home.previous,
            moved_on=home.moved_on,
            deprivation=home.deprivation,
            nhs_number=self._nhs_number(),
            upn=upn(899, 4000 + len(self.people) % 23, born.year + 4, len(self.people)) if 4 <= years < 18 else "",
            telephone=self._telephone(home.household),
            email=f"{forename}.{surname}{len(self.people) % 97}@example.org".lower() if chance.random() < 0.5 else "",
            head=head,
        )
        self.people.append(person)
        return person

    def _telephone(self, household: int) -> str:
        # 01632 is no area's code. Half of those with a number give the household's, which they share
        if self._chance.random() < 0.35:
            return ""
        number = household if self._chance.random() < 0.5 else 500_000 + len(self.people)
        return f"01632 {number % 1_000_000:06d}"

    def _nhs_number(self) -> str:
        while True:
            self._serial += 1
            number = nhs_number(self._serial)
            if number:
                return number
