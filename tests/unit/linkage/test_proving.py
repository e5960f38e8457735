"""Test records planted in a linkage: they are found where linkage is good, and it is seen where it is not."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pyarrow as pa
import pytest

from joinedup.engine.linkage.coverage import coverage
from joinedup.engine.linkage.incremental import PeopleIndex
from joinedup.engine.linkage.name_origins import OTHER, name_origin
from joinedup.engine.linkage.planting import COPIES, STRANGERS, plant
from joinedup.engine.linkage.proving import Proof, Share, prove
from joinedup.engine.linkage.standardise import standardise
from joinedup.engine.population.borough import make_borough
from joinedup.engine.population.extracts import linkage_records

TODAY = date(2026, 11, 23)


@cache
def people() -> pl.DataFrame:
    made = linkage_records(make_borough(700, 5, date(2026, 11, 1)), 5)
    return pl.DataFrame(made).drop("person_id", "household", "nhs_number")


def two_systems(rows: int) -> dict[str, pa.Table]:
    """By source, so many rows of the borough's."""
    return {
        str(name): part.drop("source").to_arrow()
        for (name,), part in people().head(rows).partition_by("source", as_dict=True).items()
    }


@pytest.fixture(scope="module")
def proof() -> Proof:
    with PeopleIndex(two_systems(600)) as index:
        found = prove(index, on=TODAY, number=500)
    assert found is not None
    return found


def test_most_copies_are_found_and_hardly_a_stranger_is_taken_for_somebody(proof: Proof) -> None:
    assert proof.copies.of + proof.strangers.of > 400
    assert proof.copies.share > 0.9
    assert proof.strangers.share < 0.1
    assert sum(share.of for _, share in proof.copies_by_kind) == proof.copies.of


def test_each_group_is_counted_and_every_row_is_in_one(proof: Proof) -> None:
    by_sex = [group for group in proof.groups if group.by == "sex"]
    assert {group.name for group in by_sex} <= {"women and girls", "men and boys", "sex not given"}
    assert all(group.copies.of >= 30 for group in proof.groups)
    assert not any(group.missed_more for group in by_sex)


def test_a_group_that_tells_less_of_itself_is_seen_to_be_missed_more_often() -> None:
    male = pl.col("sex") == "M"
    thin = people().with_columns(
        pl.when(male).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("date_of_birth", "address", "telephone", "email", "uprn")
    )
    with PeopleIndex({"all": thin.drop("source").to_arrow()}) as index:
        found = prove(index, on=TODAY)
    assert found is not None
    missed = {group.name for group in found.groups if group.missed_more}
    assert "men and boys" in missed
    assert "women and girls" not in missed


def test_the_same_records_and_seed_give_the_same_test_records() -> None:
    there = pl.DataFrame(standardise(people().head(80).drop("source").to_arrow())).to_dicts()
    strangers = [place % 3 == 0 for place in range(len(there))]
    one, other = (plant(there, strangers=strangers, seed=3) for _ in range(2))
    assert one.table.equals(other.table)
    assert set(one.kinds) <= {*COPIES, *STRANGERS}
    for kind, stranger, original, row in zip(one.kinds, one.stranger, one.original, one.table.to_pylist(), strict=True):
        assert stranger == (kind in STRANGERS)
        was = there[original]
        assert any(row[item] != was[name] for item, name in (
            ("forename", "forename"), ("surname", "surname"), ("date_of_birth", "date_of_birth"),
            ("postcode", "postcode"), ("middle_names", "middle"),
        ))  # fmt: skip


def test_planting_changes_nobody_s_person_in_what_was_found() -> None:
    with PeopleIndex(two_systems(200)) as index:
        before = index.linked.people
        prove(index, on=TODAY, number=100)
        assert index.linked.people.equals(before)


def test_where_no_record_says_enough_nothing_is_proved() -> None:
    table = pa.table({"surname": ["SMITH", "JONES", "BROWN"], "date_of_birth": [None, None, date(1990, 4, 2)]})
    with PeopleIndex({"one": table}) as index:
        assert prove(index, on=TODAY) is None


def test_an_interval_of_wilson_s_is_the_published_one() -> None:
    low, high = Share(15, 20).interval()  # Newcombe, Statistics in Medicine 17 (1998), method 3
    assert (low, high) == (pytest.approx(0.5313, abs=2e-4), pytest.approx(0.8881, abs=2e-4))
    assert Share(0, 0).interval() == (0.0, 1.0)


@pytest.mark.parametrize(
    ("forename", "surname", "group"),
    [
        ("FATIMA", "BEGUM", "South Asian, Arabic and Somali names"),
        ("PIOTR", "KOWALSKI", "Eastern European names"),
        ("GRACE", "OKAFOR", "West African names"),
        ("JOHN", "SMITH", OTHER),
        (None, None, OTHER),
    ],
)
def test_names_are_grouped_by_where_they_are_mostly_found(
    forename: str | None, surname: str | None, group: str
) -> None:
    assert name_origin(forename, surname) == group


def test_what_is_filled_in_and_what_can_be_used_are_counted_apart() -> None:
    table = pa.table(
        {
            "surname": ["Smith", "", "Unknown", "Jones"],
            "date_of_birth": ["1990-04-02", "1900-01-01", None, "31/02/1990"],
            "nhs_number": ["9434765919", "1234567890", " ", None],
        }
    )
    told = {one.item: (one.rows, one.written, one.usable) for one in coverage({"a": table}, {"a": standardise(table)})}
    assert told["surname"] == (4, 3, 2)
    assert told["nhs_number"] == (4, 2, 1)
    assert told["date_of_birth"][:2] == (4, 3)
    assert "postcode" not in told
