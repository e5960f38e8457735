"""l-diversity, t-closeness and uniqueness, against worked examples of the papers."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.pseudonyms.closeness import earth_movers_distance, t_closeness
from joinedup.engine.pseudonyms.coarsening import Promise, make_safe
from joinedup.engine.pseudonyms.diversity import Diversity, l_diversity
from joinedup.engine.pseudonyms.ladders import age_ladder
from joinedup.engine.pseudonyms.uniqueness import uniqueness

SALARIES = [3, 4, 5, 6, 7, 8, 9, 10, 11]  # thousands: Li, Li and Venkatasubramanian (2007), table 3


def shares(*values: int) -> np.ndarray:
    return np.array([values.count(one) / len(values) for one in SALARIES])


def grouped(*groups: tuple[str, list[object]]) -> pl.DataFrame:
    rows = [(age, value) for age, values in groups for value in values]
    return pl.DataFrame(rows, schema=["age", "told"], orient="row")


@pytest.mark.parametrize(("group", "distance"), [((3, 4, 5), 0.375), ((6, 8, 11), 0.167)])
def test_the_salaries_of_the_paper_are_as_far_apart_as_it_says(group: tuple[int, ...], distance: float) -> None:
    whole = np.full(9, 1 / 9)
    assert earth_movers_distance(shares(*group), whole, ordered=True) == pytest.approx(distance, abs=5e-4)


def test_the_table_of_the_paper_is_as_close_as_its_farthest_group() -> None:
    table = grouped(("2*", [3, 4, 5]), ("4*", [6, 11, 8]), ("3*", [7, 9, 10]))
    assert t_closeness(table, ["age"], "told") == pytest.approx(0.375)


def test_between_categories_half_the_differences_have_to_be_moved() -> None:
    table = grouped(("a", ["flu", "flu"]), ("b", ["flu", "asthma"]))
    assert t_closeness(table, ["age"], "told") == pytest.approx(0.25)


def test_groups_like_the_whole_are_at_no_distance() -> None:
    table = grouped(("a", ["x", "y", None]), ("b", ["x", "y", None]))
    assert t_closeness(table, ["age"], "told") == 0


def test_one_value_in_a_group_is_no_diversity_however_many_people() -> None:
    found = l_diversity(grouped(("a", ["flu"] * 9), ("b", ["flu", "asthma", "flu"])), ["age"], "told")
    assert (found.distinct, found.entropy) == (1, pytest.approx(1))


def test_evenly_spread_values_count_in_full_and_uneven_ones_for_less() -> None:
    even = l_diversity(grouped(("a", ["x", "y", "z"])), ["age"], "told")
    uneven = l_diversity(grouped(("a", ["x"] * 8 + ["y", "z"])), ["age"], "told")
    assert (even.distinct, even.entropy) == (3, pytest.approx(3))
    assert uneven.distinct == 3
    assert uneven.entropy == pytest.approx(math.exp(-(0.8 * math.log(0.8) + 0.2 * math.log(0.1))))


def test_a_group_of_whom_a_service_knows_nobody_tells_nothing() -> None:
    assert l_diversity(grouped(("a", [None] * 5)), ["age"], "told").distinct == math.inf
    assert l_diversity(grouped(("a", [None] * 5 + ["flu"])), ["age"], "told").distinct == 2


def test_ages_are_joined_until_no_group_shares_one_value() -> None:
    table = grouped(("30", ["flu"] * 6), ("31", ["asthma"] * 6), ("50", ["flu", "asthma"] * 4))
    ladders = {"age": age_ladder()}
    assert make_safe(table, ["age"], Promise(5), ladders).loss == 0
    safe = make_safe(table, ["age"], Promise(5, ("told",), diverse=2), ladders)
    assert set(safe.table["age"]) == {"30-34", "50-54"}
    assert safe.loss == pytest.approx(12 * (2 / 3) / 20, abs=1e-6)  # twelve people may be either of two of three ages


def test_entropy_asks_for_more_than_different_values() -> None:
    table = grouped(("30", ["flu"] * 9 + ["asthma"]), ("31", ["flu", "asthma"] * 5))
    distinct = make_safe(table, ["age"], Promise(5, ("told",), diverse=2), {})
    entropy = Promise(5, ("told",), diverse=1.9, counting=Diversity.ENTROPY, most_left_out=0.5)
    assert distinct.left_out == 0
    assert make_safe(table, ["age"], entropy, {}).left_out == 10


def test_a_group_far_from_the_whole_is_joined_to_others() -> None:
    table = grouped(("30", [1] * 9 + [2]), ("31", [2] * 9 + [1]))
    ladders = {"age": age_ladder()}
    safe = make_safe(table, ["age"], Promise(5, ("told",), close=0.2), ladders)
    assert set(safe.table["age"]) == {"30-34"}
    assert t_closeness(safe.table, ["age"], "told") <= 0.2


def test_unique_in_the_sample_is_not_unique_among_everybody() -> None:
    everybody = pl.DataFrame({"age": ["30", "31", "31", "32", "32"]})
    found = uniqueness(everybody[[0, 1, 3, 4]], ["age"], population=everybody)
    assert (found.sample, found.pairs, found.population) == (2, 1, 1)
    assert found.match == pytest.approx((1 + 1 / 2) / 2)


def test_the_chance_of_a_right_match_is_estimated_from_uniques_and_pairs() -> None:
    table = pl.DataFrame({"age": ["30", "31", "31", "32", "32", "33"]})
    assert uniqueness(table, ["age"], fraction=0.1).match == pytest.approx(0.1 * 2 / (0.1 * 2 + 2 * 0.9 * 2))
    assert uniqueness(table, ["age"]).match == 1
    with pytest.raises(JoinedupError):
        uniqueness(table, ["age"], fraction=0)
