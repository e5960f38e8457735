"""Households and the people in them: couples, children of parents, twins, fathers and sons of one name, lodgers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from random import Random

from attrs import evolve, frozen

from joinedup.engine.population.names import KEEP_THEIR_NAME, SETTLED, NameBook
from joinedup.engine.population.numbers import NHS_SERIALS, nhs_number, upn
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
NAMESAKE, TWINS, MARRIED, KEPT_HER_NAME, SAME_SEX = 0.05, 0.016, 0.72, 0.18, 0.02
DIED = 0.012  # of people over 60, in the last two years, still on some system's list


@frozen
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
    ethnicity: str
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
    ethnicity: str


class Settlers:
    """Fills a place with households until there are as many people as asked for."""

    def __init__(self, place: Place, book: NameBook, on: date, district: int, chance: Random) -> None:
        self._place, self._book, self._on, self._chance = place, book, on, chance
        # districts of up to 90,000 people share no number; larger ones run on into the next district's
        self._first_serial = self._serial = (district - 1) * NHS_SERIALS // 10
        self._district = district
        self._pupils: Counter[int] = Counter()  # by the year in which their number was given
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
                community = self._book.community(chance)
                home = _Home(
                    household,
                    dwelling,
                    chance.choice(chance.choice(self._place.dwellings)) if moved else None,
                    self._on - timedelta(days=chance.randrange(20, 1460)) if moved else None,
                    area.deprivation,
                    community,
                    self._book.ethnic_group(chance, community),
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
                other = evolve(home, community=community, ethnicity=self._book.ethnic_group(chance, community))
                self._add(other, self._book.surname(chance, community), self._age(low, high), head=number == 0)

    def _age(self, low: int, high: int) -> float:
        # a triangular distribution: the middle ages of each kind are the commonest
        return self._chance.triangular(low, high, low + (high - low) * 0.45)

    def _older_than(self, parents: tuple[Person, ...], low: int, high: int) -> float:
        eldest = min(person.date_of_birth for person in parents)
        return (self._on - eldest).days / 365.25 + self._chance.uniform(low, high)

    def _couple(self, home: _Home, surname: str, age: float) -> tuple[Person, ...]:
        chance = self._chance
        same = chance.random() < SAME_SEX
        first_sex = chance.choice("FM") if same else "M"
        first = self._add(home, surname, age, sex=first_sex, head=True)
        other_age = max(18.5, age + chance.gauss(-1.5, 3.5))
        own = self._book.surname(chance, home.community)
        takes_name = not same and chance.random() < MARRIED and chance.random() > KEPT_HER_NAME
        if not takes_name or home.community in KEEP_THEIR_NAME:
            return first, self._add(home, own, other_age, sex=first_sex if same else "F")
        hers = f"{own}-{surname}" if chance.random() < 0.04 else surname
        return first, self._add(home, hers, other_age, sex="F", previous=own)

    def _children(self, home: _Home, surname: str, parents: tuple[Person, ...]) -> None:
        chance = self._chance
        youngest = (self._on - max(person.date_of_birth for person in parents)).days / 365.25
        oldest_child = min(17.9, youngest - 18)
        if oldest_child <= 0:
            return
        called: set[str] = set()
        for _ in range(chance.choices((1, 2, 3, 4, 5), (42, 38, 14, 4, 2))[0]):
            child = self._child(home, surname, parents, called, chance.uniform(0, oldest_child))
            if chance.random() < TWINS:
                self._child(home, surname, parents, called, born=child.date_of_birth)

    def _grown_up(self, home: _Home, surname: str, parents: tuple[Person, ...]) -> None:
        youngest = (self._on - max(person.date_of_birth for person in parents)).days / 365.25
        called: set[str] = set()
        for _ in range(self._chance.choices((1, 2), (70, 30))[0]):
            age = max(18.0, min(self._chance.uniform(18, 32), youngest - 18))
            self._child(home, surname, parents, called, age)

    def _child(
        self, home: _Home, surname: str, parents: tuple[Person, ...], called: set[str], age: float = 0,
        born: date | None = None,
    ) -> Person:  # fmt: skip
        """A child of the parents, called after one of them at times, and never as a brother or sister is."""
        namesakes = [parent for parent in parents if self._chance.random() < NAMESAKE and parent.forename not in called]
        sex, forename = (namesakes[0].sex, namesakes[0].forename) if namesakes else ("", "")
        child = self._add(home, surname, age, sex=sex, forename=forename, not_called=called, born=born)
        called.add(child.forename)
        return child

    def _forename(self, sex: str, year: int, community: str, not_called: Collection[str]) -> str:
        while True:
            forename = self._book.forename(self._chance, sex, year, community)
            if forename not in not_called:
                return forename

    def _add(
        self, home: _Home, surname: str, age: float, *, sex: str = "", forename: str = "", previous: str = "",
        head: bool = False, not_called: Collection[str] = (), born: date | None = None,
    ) -> Person:  # fmt: skip
        chance, book = self._chance, self._book
        sex = sex or chance.choice("FM")
        if born is None:
            born = self._on - timedelta(days=int(max(age, 0.01) * 365.25) + chance.randrange(1, 200))
        forename = forename or self._forename(sex, born.year, home.community, not_called)
        if sex == "F":
            surname = book.womans_own(chance, home.community) or surname
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
            ethnicity=home.ethnicity,
            dwelling=home.dwelling,
            previous_dwelling=home.previous,
            moved_on=home.moved_on,
            deprivation=home.deprivation,
            nhs_number=self._nhs_number(),
            upn=self._upn(born.year + 4) if 4 <= years < 18 else "",
            telephone=self._telephone(home.household),
            email=self._email(forename, surname) if chance.random() < 0.5 else "",
            head=head,
        )
        self.people.append(person)
        return person

    def _email(self, forename: str, surname: str) -> str:
        plain = unicodedata.normalize("NFKD", f"{forename}.{surname}".replace("ł", "l").replace("Ł", "L"))
        letters = "".join(letter for letter in plain if letter.isascii() and (letter.isalpha() or letter in ".-"))
        return f"{letters}{len(self.people) % 97}@example.org".lower()

    def _upn(self, year: int) -> str:
        """Pupils get numbers in turn, a hundred schools' worth a district in each year."""
        given = self._pupils[year]
        self._pupils[year] += 1
        return upn((self._district - 1) * 100 + given // 1000 % 100, year, given % 1000)

    def _telephone(self, household: int) -> str:
        # 01632 is no area's code. Half of those with a number give the household's, which they share
        if self._chance.random() < 0.35:
            return ""
        number = household if self._chance.random() < 0.5 else 500_000 + len(self.people)
        return f"01632 {number % 1_000_000:06d}"

    def _nhs_number(self) -> str:
        """The next number; none once the test range is used up, after some 909,000 people."""
        while self._serial < self._first_serial + NHS_SERIALS:
            number = nhs_number(self._serial % NHS_SERIALS)
            self._serial += 1
            if number:
                return number
        return ""
