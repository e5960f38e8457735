"""Test records planted among real ones: copies of somebody with one mistake, and strangers who resemble somebody.

A copy ought to be found to be its original's; a stranger ought to stay alone. So what linkage misses and what it gets
wrong can be counted without knowing who anybody is. Copies carry no number for the person, so that names, births
and places have to tell; most real records are easier. What is planted lives in memory, for one linkage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa
from attrs import frozen

from joinedup.engine.population.mistakes import NICKNAMES, swapped, typo, wrong_digit, wrong_postcode

Person = dict[str, Any]  # columns of `standardise`
_ITEMS = {
    "forename": "forename", "middle": "middle_names", "surname": "surname", "previous_surname": "previous_surname",
    "date_of_birth": "date_of_birth", "sex": "sex", "birth_place": "birth_place", "postcode": "postcode",
    "telephone": "telephone",
}  # fmt: skip
_SHORT = {name.upper(): short for name, short in NICKNAMES.items()}

_YEARS_APART = 3  # at least, between namesakes


@frozen
class Planted:
    """Test records. table: columns of the vocabulary, a row each; kinds: what each is; stranger: whether it is of
    nobody there; original: the place, among the records it was made from, of whom it copies or resembles."""

    table: pa.Table
    kinds: tuple[str, ...]
    stranger: tuple[bool, ...]
    original: tuple[int, ...]


def _in_forename(one: Person, chance: Random, _: Person) -> Person | None:
    return _changed(one, forename=typo(one["forename"] or "", chance).upper())


def _in_surname(one: Person, chance: Random, _: Person) -> Person | None:
    return _changed(one, surname=typo(one["surname"] or "", chance).upper())


def _short_form(one: Person, chance: Random, _: Person) -> Person | None:
    shorts = _SHORT.get(one["forename"] or "")
    return _changed(one, forename=chance.choice(shorts).upper()) if shorts else None


def _initial(one: Person, _: Random, __: Person) -> Person | None:
    return _changed(one, forename=(one["forename"] or "")[:1])


def _other_surname(one: Person, _: Random, other: Person) -> Person | None:
    return _changed(one, surname=other["surname"], previous_surname=None)


def _moved(one: Person, _: Random, other: Person) -> Person | None:
    if not other["postcode"] or not one["postcode"]:
        return None
    return _changed(one, house=other["house"], street=other["street"], postcode=other["postcode"], telephone=None)


def _birth_swapped(one: Person, _: Random, __: Person) -> Person | None:
    return _changed(one, date_of_birth=swapped(one["date_of_birth"])) if one["date_of_birth"] else None


def _birth_digit(one: Person, chance: Random, _: Person) -> Person | None:
    return _changed(one, date_of_birth=wrong_digit(one["date_of_birth"], chance)) if one["date_of_birth"] else None


def _no_birth(one: Person, _: Random, __: Person) -> Person | None:
    return _changed(one, date_of_birth=None) if one["postcode"] else None


def _names_swapped(one: Person, _: Random, __: Person) -> Person | None:
    return _changed(one, forename=one["surname"], surname=one["forename"], middle=None)


def _in_postcode(one: Person, chance: Random, _: Person) -> Person | None:
    return _changed(one, postcode=wrong_postcode(one["postcode"], chance)) if one["postcode"] else None


def _sibling(one: Person, chance: Random, other: Person) -> Person | None:
    if not one["date_of_birth"] or not one["postcode"] or _alike(one["forename"], other["forename"]):
        return None
    born = one["date_of_birth"] + timedelta(days=chance.randrange(400, 2500))
    return _changed(one, forename=other["forename"], middle=None, sex=other["sex"], date_of_birth=born)


def _twin(one: Person, _: Random, other: Person) -> Person | None:
    if not one["date_of_birth"] or not one["postcode"] or _alike(one["forename"], other["forename"]):
        return None
    return _changed(one, forename=other["forename"], middle=None, sex=other["sex"])


def _parent(one: Person, chance: Random, _: Person) -> Person | None:
    if not one["date_of_birth"] or not one["postcode"] or one["date_of_birth"].year < 1940:
        return None
    born = one["date_of_birth"] - timedelta(days=chance.randrange(8000, 14000))
    return _changed(one, date_of_birth=born, middle=None)


def _namesake(one: Person, chance: Random, other: Person) -> Person | None:
    if not one["date_of_birth"] or not other["date_of_birth"]:
        return None
    if abs((one["date_of_birth"] - other["date_of_birth"]).days) < _YEARS_APART * 365:
        return None
    if one["postcode"] and other["postcode"] in (None, one["postcode"]):
        return None
    place = {name: other[name] for name in ("house", "street", "postcode", "date_of_birth")}
    return _changed(one, telephone=None, middle=None, birth_place=None, **place)


_Change = Callable[[Person, Random, Person], Person | None]
COPIES: dict[str, _Change] = {
    "a slip in the forename": _in_forename,
    "a slip in the surname": _in_surname,
    "a short form of the forename": _short_form,
    "the initial in place of the forename": _initial,
    "another surname, as after a marriage": _other_surname,
    "another address, as after a move": _moved,
    "day and month of birth swapped": _birth_swapped,
    "a wrong part of the date of birth": _birth_digit,
    "no date of birth": _no_birth,
    "forename and surname the other way round": _names_swapped,
    "a slip in the postcode": _in_postcode,
}
STRANGERS: dict[str, _Change] = {
    "a brother or sister": _sibling,
    "a twin": _twin,
    "a parent of the same name": _parent,
    "a namesake elsewhere": _namesake,
}


def plant(records: Sequence[Person], *, strangers: Sequence[bool], seed: int = 0) -> Planted:
    """Make a test record of each of these, a stranger where it is said. Records too thin for one are passed over.

    records: rows as `standardise` writes them, each with a name and a date of birth or a postcode. The same records
    and seed give the same test records.
    """
    chance = Random(seed)  # noqa: S311 (test records, no secret)
    made: list[Person] = []
    kinds: list[str] = []
    strange: list[bool] = []
    original: list[int] = []
    for place, (one, stranger) in enumerate(zip(records, strangers, strict=True)):
        other = records[chance.randrange(len(records))]
        kind, person = _first_that_fits(STRANGERS if stranger else COPIES, one, chance, other)
        if person is None:
            continue
        made.append(person)
        kinds.append(kind)
        strange.append(stranger)
        original.append(place)
    return Planted(_table(made), tuple(kinds), tuple(strange), tuple(original))


def _first_that_fits(ways: dict[str, _Change], one: Person, chance: Random, other: Person) -> tuple[str, Person | None]:
    """One of the ways by chance; where it changes nothing in this record, the next."""
    for kind in chance.sample(list(ways), len(ways)):
        person = ways[kind](one, chance, other)
        if person is not None and person["surname"] and person["forename"]:
            return kind, person
    return "", None


def _changed(one: Person, **other: Any) -> Person | None:
    return None if all(one[name] == value for name, value in other.items()) else {**one, **other}


def _alike(one: str | None, other: str | None) -> bool:
    return not one or not other or one[:2] == other[:2]


def _table(people: Sequence[Person]) -> pa.Table:
    columns: dict[str, list[str | date | None]] = {
        item: [person[name] for person in people] for name, item in _ITEMS.items()
    }
    columns["address_line_1"] = [
        " ".join(part for part in (person["house"], person["street"]) if part) or None for person in people
    ]
    types = {item: pa.date32() if item == "date_of_birth" else pa.string() for item in columns}
    return pa.table({item: pa.array(values, types[item]) for item, values in columns.items()})
