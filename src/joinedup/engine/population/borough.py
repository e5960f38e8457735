"""The made-up borough: people and places as they truly are, kept for measuring only."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import polars as pl
from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.population.names import NameBook
from joinedup.engine.population.people import Person, Settlers
from joinedup.engine.population.places import Place, make_place

DISTRICTS = 10  # whose codes, postcodes and numbers are kept apart
MOST_PEOPLE = 1_100_000  # of a district: for more there are not enough postcodes in it


@frozen(eq=False)
class Borough:
    """A district and its people on a day. The same people, seed, day and district make the same borough.

    people: one row a person (person_id, household, names, date_of_birth, date_of_death, sex, community, ethnicity,
    nhs_number, upn, deprivation of the LSOA from 0 to 1, uprn, postcode, lsoa).
    postcode_lookup: postcode, lsoa, msoa, lad. boundaries: GeoJSON of the LSOAs.
    """

    on: date
    seed: int
    district: int
    place: Place = field(repr=False)
    settled: tuple[Person, ...] = field(repr=False)
    people: pl.DataFrame = field(repr=False)
    postcode_lookup: pl.DataFrame = field(repr=False)

    @property
    def boundaries(self) -> dict[str, Any]:
        """The small areas as a GeoJSON FeatureCollection."""
        return self.place.boundaries


def make_borough(people: int, seed: int, on: date, district: int = 1) -> Borough:
    """Make a district (1 to 10) with exactly so many people. Raises `usage` for a number that makes none."""
    if not 1 <= people <= MOST_PEOPLE or not 1 <= district <= DISTRICTS:
        what = f"A made-up borough has 1 to {MOST_PEOPLE:,} people, and is a district from 1 to {DISTRICTS}."
        raise error("usage", what=what)
    chance = Random(f"{people} {seed} {district}")
    book = NameBook()
    place = make_place(people, district, book.streets, chance)
    settled = tuple(Settlers(place, book, on, district, chance).settle(people))
    return Borough(on, seed, district, place, settled, _people(settled), _lookup(place))


def _people(settled: tuple[Person, ...]) -> pl.DataFrame:
    plain = ("person_id", "household", "sex", "forename", "middle_names", "surname", "previous_surname",
             "date_of_birth", "date_of_death", "community", "ethnicity", "nhs_number", "upn",
             "deprivation")  # fmt: skip
    columns: dict[str, list[Any]] = {name: [getattr(person, name) for person in settled] for name in plain}
    for name in ("uprn", "postcode", "lsoa"):
        columns[name] = [getattr(person.dwelling, name) for person in settled]
    return pl.DataFrame(columns, schema_overrides={"date_of_death": pl.Date})


def _lookup(place: Place) -> pl.DataFrame:
    rows = [
        (postcode, area.lsoa, area.msoa, area.lad)
        for area, dwellings in zip(place.areas, place.dwellings, strict=True)
        for postcode in dict.fromkeys(dwelling.postcode for dwelling in dwellings)
    ]
    return pl.DataFrame(rows, schema=["postcode", "lsoa", "msoa", "lad"], orient="row")
