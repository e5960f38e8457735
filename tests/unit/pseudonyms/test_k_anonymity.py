"""k-anonymity: measured, and reached with the least loss over agreed ladders."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.errors import JoinedupError
from joinedup.engine.pseudonyms.coarsening import Promise, make_safe
from joinedup.engine.pseudonyms.k_anonymity import k_anonymity
from joinedup.engine.pseudonyms.ladders import Ladder, age_ladder, area_ladder

AREAS = pl.DataFrame({"lsoa": ["a1", "a2", "b1", "b2"], "msoa": ["a", "a", "b", "b"], "lad": ["x", "x", "x", "x"]})


def people(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["age", "area"], orient="row")


def test_the_smallest_group_is_k_and_rows_below_are_counted() -> None:
    found = k_anonymity(people(*[("30", "a1")] * 6, *[("31", "a1")] * 2, ("40", "b1")), ("age", "area"), k=5)
    assert (found.k, found.rows_below) == (1, 3)
    assert found.groups["size"].to_list() == [1, 2, 6]


def test_a_missing_value_is_a_value_of_its_own() -> None:
    table = pl.DataFrame({"age": ["30", None, None], "area": ["a1", "a1", "a1"]})
    assert k_anonymity(table, ("age", "area")).groups["size"].to_list() == [1, 2]


def test_a_table_that_is_fine_is_left_as_it_was() -> None:
    table = people(*[("30", "a1")] * 5, *[("31", "b1")] * 7)
    safe = make_safe(table, ("age", "area"), Promise(5), {"age": age_ladder(), "area": area_ladder(AREAS)})
    assert safe.table.equals(table)
    assert (safe.k, safe.left_out, safe.loss) == (5, 0, 0)
    assert dict(safe.steps) == {"age": "as it was", "area": "as it was"}


def test_ages_become_bands_before_rows_are_lost() -> None:
    table = people(*[(str(age), "a1") for age in range(30, 35)], *[(str(age), "a1") for age in range(35, 40)])
    safe = make_safe(table, ("age", "area"), Promise(5), {"age": age_ladder()})
    assert set(safe.table["age"]) == {"30-34", "35-39"}
    assert safe.left_out == 0
    assert dict(safe.steps)["age"] == "in bands of 5 years"


def test_few_who_stand_out_are_left_out_and_counted() -> None:
    table = people(*[("30", "a1")] * 100, ("99", "b2"))
    safe = make_safe(table, ("age", "area"), Promise(5), {"age": age_ladder(), "area": area_ladder(AREAS)})
    assert (safe.left_out, safe.table.height, safe.k) == (1, 100, 100)


def test_areas_climb_to_the_area_above() -> None:
    table = people(*[("30", "a1")] * 3, *[("30", "a2")] * 3, *[("30", "b1")] * 3, *[("30", "b2")] * 3)
    safe = make_safe(table, ("age", "area"), Promise(5), {"area": area_ladder(AREAS)})
    assert safe.table["area"].unique().sort().to_list() == ["a", "b"]
    assert dict(safe.steps)["area"] == "by msoa"


def test_bands_join_two_by_two_and_none_is_forgotten() -> None:
    ladder = age_ladder((0, 16, 25, 45, 65))
    assert dict(ladder.rungs[0][1]) == {
        "0-15": "0-24", "16-24": "0-24", "25-44": "25-64", "45-64": "25-64", "65+": "65+",
    }  # fmt: skip
    assert set(ladder.rungs[-1][1].values()) == {"All ages"}


@pytest.mark.parametrize(
    ("table", "columns", "k"),
    [
        (people(("30", "a1")), ("age", "sex"), 5),
        (people(("30", "a1")), (), 5),
        (people(("30", "a1")), ("age",), 1),
    ],
)
def test_what_cannot_be_done_is_refused_without_a_value_in_the_words(
    table: pl.DataFrame, columns: tuple[str, ...], k: int
) -> None:
    with pytest.raises(JoinedupError) as refused:
        make_safe(table, columns, Promise(k), {})
    assert refused.value.code == "k-anonymity-impossible"
    assert "a1" not in str(refused.value)


def test_where_nothing_coarser_helps_too_many_left_out_are_refused() -> None:
    table = people(*[("30", "a1")] * 18, ("31", "a1"), ("32", "a1"))
    with pytest.raises(JoinedupError) as refused:
        make_safe(table, ("age", "area"), Promise(5, most_left_out=0.09), {})
    assert refused.value.code == "rows-stand-out"
    assert "10.0%" in str(refused.value)
    assert make_safe(table, ("age", "area"), Promise(5, most_left_out=0.1), {}).share == 0.1


def test_no_rows_stay_no_rows() -> None:
    safe = make_safe(people().cast(pl.String), ("age", "area"), Promise(5), {})
    assert (safe.table.height, safe.left_out) == (0, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 99).map(str), st.sampled_from(["a1", "a2", "b1", "b2"])), min_size=1, max_size=80
    ),
    st.integers(2, 6),
)
def test_whatever_leaves_is_k_anonymous_and_every_row_is_accounted_for(rows: list[tuple[str, str]], k: int) -> None:
    table = people(*rows)
    ladders: dict[str, Ladder] = {"age": age_ladder(), "area": area_ladder(AREAS)}
    if len(rows) < k:
        with pytest.raises(JoinedupError):
            make_safe(table, ("age", "area"), Promise(k), ladders)
        return
    safe = make_safe(table, ("age", "area"), Promise(k), ladders)
    assert safe.k >= k
    assert k_anonymity(safe.table, ("age", "area"), k).rows_below == 0
    assert safe.table.height + safe.left_out == len(rows)
