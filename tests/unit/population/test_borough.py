"""The made-up borough: the same each time, like a real one, and nobody's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date

import polars as pl
import pytest
import shapely
from stdnum.gb import nhs, upn

from joinedup.engine.errors import JoinedupError
from joinedup.engine.population import Borough, make_borough
from joinedup.engine.population.names import COMMUNITIES, SETTLED

ON = date(2026, 4, 1)
PEOPLE = 6000


@pytest.fixture(scope="module")
def borough() -> Borough:
    return make_borough(PEOPLE, 11, ON)


@pytest.fixture(scope="module")
def town() -> Borough:
    return make_borough(30_000, 4, ON)


def test_the_same_numbers_make_the_same_borough(borough: Borough) -> None:
    again = make_borough(PEOPLE, 11, ON)
    assert again.people.equals(borough.people)
    assert again.boundaries == borough.boundaries
    assert again.postcode_lookup.equals(borough.postcode_lookup)


def test_another_seed_makes_other_people(borough: Borough) -> None:
    assert not make_borough(PEOPLE, 12, ON).people.equals(borough.people)


@pytest.mark.parametrize("people", [1, 2, 37, 1499, 4001])
def test_there_are_exactly_as_many_people_as_asked_for(people: int) -> None:
    borough = make_borough(people, 3, ON)
    assert borough.people.height == people
    assert borough.people["person_id"].n_unique() == people


@pytest.mark.parametrize(("people", "district"), [(0, 1), (-5, 1), (100, 0), (100, 11)])
def test_a_borough_that_cannot_be_is_refused(people: int, district: int) -> None:
    with pytest.raises(JoinedupError) as refused:
        make_borough(people, 1, ON, district)
    assert refused.value.code == "usage"


def test_every_nhs_number_is_valid_of_the_test_range_and_one_persons(borough: Borough) -> None:
    numbers = borough.people["nhs_number"].to_list()
    assert all(nhs.is_valid(number) and number.startswith("999") for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_unique_pupil_number_is_valid_a_childs_and_of_no_school(borough: Borough) -> None:
    pupils = borough.people.filter(pl.col("upn") != "")
    numbers = pupils["upn"].to_list()
    assert len(numbers) > 500
    assert all(upn.is_valid(number) and number[4] == "0" for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert pupils.filter(pl.col("date_of_birth") < date(ON.year - 19, 1, 1)).is_empty()


def test_ten_districts_share_no_code_postcode_or_number() -> None:
    districts = [make_borough(700, 5, ON, district) for district in range(1, 11)]
    for column in ("nhs_number", "lsoa", "postcode", "uprn"):
        seen = [set(district.people[column].unique()) for district in districts]
        assert sum(map(len, seen)) == len(set().union(*seen)), column
    pupils = [number for district in districts for number in district.people["upn"] if number]
    assert len(set(pupils)) == len(pupils)


def test_codes_and_postcodes_have_the_form_of_real_ones(borough: Borough) -> None:
    lookup = borough.postcode_lookup
    assert lookup["postcode"].n_unique() == lookup.height
    assert all(re.fullmatch(r"ZY[1-9][0-9]? [0-9][ABD-HJLNP-UW-Z]{2}", code) for code in lookup["postcode"])
    for column, prefix in (("lsoa", "E01"), ("msoa", "E02"), ("lad", "E09")):
        assert all(re.fullmatch(prefix + r"\d{6}", code) for code in lookup[column])
    assert all(re.fullmatch(r"\d{12}", number) for number in borough.people["uprn"])
    assert set(borough.people["postcode"]) <= set(lookup["postcode"])


def test_small_areas_hold_about_1500_people_and_nest(town: Borough) -> None:
    counts = town.people["lsoa"].value_counts()["count"]
    assert counts.min() > 1300
    assert counts.max() < 1700
    assert town.postcode_lookup.select("lsoa", "msoa").unique()["lsoa"].is_unique().all()
    assert town.postcode_lookup["msoa"].n_unique() == 4
    assert town.postcode_lookup["lad"].n_unique() == 1


def test_boundaries_are_valid_neighbours_without_overlap(town: Borough) -> None:
    features = town.boundaries["features"]
    assert {f["properties"]["LSOA21CD"] for f in features} == set(town.postcode_lookup["lsoa"])
    assert len({f["properties"]["LSOA21NM"] for f in features}) == len(features)
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    assert all(shape.is_valid and shape.area > 0 for shape in shapes)
    whole = shapely.unary_union(shapes)
    assert whole.geom_type == "Polygon"
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-4)


def test_about_one_in_seven_is_of_a_community_whose_names_many_share(borough: Borough) -> None:
    share = (borough.people["community"] != SETTLED).mean()
    assert share == pytest.approx(sum(COMMUNITIES.values()), abs=0.04)
    others = borough.people.filter(pl.col("community") != SETTLED)
    settled = borough.people.filter(pl.col("community") == SETTLED).sample(others.height, seed=1)

    def sharing_a_name(people: pl.DataFrame) -> float:
        return float(people.select(pl.struct("forename", "surname").is_duplicated().mean()).item())

    assert sharing_a_name(others) > 5 * sharing_a_name(settled)


def test_households_hold_married_names_namesakes_and_twins_whom_a_forename_tells_apart(town: Borough) -> None:
    assert town.people.filter(pl.col("previous_surname") != "").height > 2000
    by_household: dict[int, list[dict[str, object]]] = defaultdict(list)
    for person in town.people.iter_rows(named=True):
        by_household[int(person["household"])].append(person)
    namesakes = twins = alike = 0
    for people in by_household.values():
        named = Counter((p["forename"], p["surname"], p["sex"]) for p in people)
        namesakes += any(count > 1 for count in named.values())
        born = Counter((p["surname"], p["date_of_birth"]) for p in people)
        twins += any(count > 1 for count in born.values())
        exact = Counter((p["forename"], p["surname"], p["date_of_birth"]) for p in people)
        alike += sum(count > 1 for count in exact.values())
    assert namesakes > 100
    assert twins > 30
    assert alike == 0


def test_nobody_is_born_or_has_died_after_the_day_and_the_dead_were_born_first(borough: Borough) -> None:
    people = borough.people
    assert people.filter(pl.col("date_of_birth") >= ON).is_empty()
    dead = people.filter(pl.col("date_of_death").is_not_null())
    assert 0 < dead.height < 0.02 * PEOPLE
    assert dead.filter(
        (pl.col("date_of_death") >= ON) | (pl.col("date_of_death") <= pl.col("date_of_birth"))
    ).is_empty()


def test_forenames_follow_the_year_of_birth(town: Borough) -> None:
    settled = town.people.filter(pl.col("community") == SETTLED)
    old = settled.filter(pl.col("date_of_birth") < date(1950, 1, 1))["forename"].to_list()
    young = settled.filter(pl.col("date_of_birth") >= date(2005, 1, 1))["forename"].to_list()
    assert old.count("Margaret") / len(old) > 10 * young.count("Margaret") / len(young)
    assert young.count("Chloe") / len(young) > 3 * old.count("Chloe") / len(old)
