"""Cohorts: only counts come out, and none that gives a few people away; multiple disadvantage counts factors."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.agreements.law.disadvantages import has_multiple_disadvantages
from joinedup.engine.clients.cohort import cohort, multiple_disadvantages, shown
from joinedup.engine.clients.score import Factor
from joinedup.engine.errors import JoinedupError


def people(**counts: int) -> pl.DataFrame:
    """A hundred people; the first so many meet each condition."""
    return pl.DataFrame({name: [number < count for number in range(100)] for name, count in counts.items()})


@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (1, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)]
)
def test_counts_below_ten_are_not_shown_and_others_to_the_nearest_five(count: int, told: int | None) -> None:
    assert shown(count) == told


def test_a_cohort_is_narrowed_condition_by_condition() -> None:
    found = cohort(people(often=63, known=32, old=4), ["often", "known", "old"])
    assert [(step.condition, step.people) for step in found] == [
        ("everybody", 100), ("often", 65), ("known", 30), ("old", None),
    ]  # fmt: skip


def test_a_condition_that_only_a_few_do_not_meet_shows_no_count() -> None:
    assert [step.people for step in cohort(people(most=95, all=100), ["most"])] == [100, None]
    assert [step.people for step in cohort(people(most=95, all=100), ["all"])] == [100, 100]


def test_a_condition_that_is_not_there_is_refused() -> None:
    with pytest.raises(JoinedupError, match="no condition"):
        cohort(people(a=5), ["b"])


FACTORS = [
    Factor("rent", "housing", "rent_arrears", 1, at_least=1, disadvantage="financial exclusion"),
    Factor("tax", "council_tax", "council_tax_arrears", 1, at_least=1, disadvantage="financial exclusion"),
    Factor("absent", "schools", "absence_rate", 1, at_least=10, disadvantage="irregular school attendance"),
    Factor("homeless", "housing", "homelessness_application", 1, one_of=("Y",), disadvantage="homelessness"),
    Factor("other", "fire", "fire_risk", 1, one_of=("High",)),
]


def test_two_arrears_are_one_factor_and_members_of_a_household_add_up() -> None:
    flagged = pl.DataFrame(
        {
            "client": ["a", "b", "c", "d"], "household": ["x", "x", "y", None],
            "rent": [True, False, True, True], "tax": [True, False, True, True], "absent": [False, True, False, True],
            "homeless": [False] * 4, "other": [True] * 4,
        }
    )  # fmt: skip
    found = multiple_disadvantages(flagged, FACTORS)
    assert found.rows() == [("x", 2, True), ("y", 1, False)]
    assert multiple_disadvantages(flagged, FACTORS, by="client")["multiple"].to_list() == [False, False, False, True]


def test_a_factor_that_the_regulations_do_not_name_is_refused() -> None:
    odd = Factor("odd", "fire", "fire_risk", 1, one_of=("High",), disadvantage="bad luck")
    with pytest.raises(JoinedupError, match="thirteen"):
        multiple_disadvantages(pl.DataFrame({"household": ["x"], "odd": [True]}), [odd])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("xyz"), *[st.booleans()] * len(FACTORS)), min_size=1, max_size=12),
)
def test_the_measure_is_the_legal_test_for_every_household(rows: list[tuple[object, ...]]) -> None:
    flagged = pl.DataFrame(rows, schema=["household", *(factor.name for factor in FACTORS)], orient="row")
    for key, _, multiple in multiple_disadvantages(flagged, FACTORS).rows():
        members = [
            {factor.disadvantage for factor in FACTORS if factor.disadvantage and row[factor.name]}
            for row in flagged.filter(pl.col("household") == key).rows(named=True)
        ]
        assert multiple == has_multiple_disadvantages(members)
