"""Pairs for people to look at; their answers stand above the model's, and move the threshold."""

from __future__ import annotations

import math

import polars as pl
import pytest
from tests.integration.test_ids_stay import made_up

from joinedup.engine.linkage.link import link
from joinedup.engine.linkage.review import ENOUGH, Decided, corrected


def tables() -> dict[str, pl.DataFrame]:
    """Two systems; some people of both are written a little differently in the second."""
    first = made_up(300)
    slips = pl.col("row_number") % 3 == 0
    second = made_up(200).with_row_index("row_number", 1).with_columns(
        pl.when(slips).then(pl.col("surname").str.slice(0, 5)).otherwise("surname").alias("surname"),
        pl.when(slips).then(pl.lit("ZY9 9ZZ")).otherwise("postcode").alias("postcode"),
        pl.when(pl.col("row_number") % 6 == 0).then(None).otherwise("date_of_birth").alias("date_of_birth"),
    )  # fmt: skip
    return {
        "a": first.with_row_index("row_number", 1).cast({"row_number": pl.Int64}),
        "b": second.cast({"row_number": pl.Int64}),
    }


def person(linked: pl.DataFrame, source: str, row: int) -> str:
    """Whose a row is."""
    return str(linked.filter(source=source, row_number=row)["person_id"][0])


def test_people_are_asked_of_pairs_near_the_threshold_with_reasons_and_no_values() -> None:
    linked = link(tables())
    assert linked.uncertain
    for one in linked.uncertain:
        assert 0.001 < one.probability < 0.9999
        assert one.reasons
        assert one.left[0] in ("a", "b")
    names = {name for table in tables().values() for name in table["surname"].to_list()}
    assert not names & {word for one in linked.uncertain for words, _ in one.reasons for word in words.split()}


def test_what_people_decided_stands_whatever_the_model_says() -> None:
    before = pl.DataFrame(link(tables()).people)
    same = Decided(("a", 5), ("b", 120), same=True)
    apart = Decided(("a", 1), ("b", 1), same=False)
    assert person(before, "a", 1) == person(before, "b", 1)
    assert person(before, "a", 5) != person(before, "b", 120)
    after = pl.DataFrame(link(tables(), decided=lambda standard: [same, apart]).people)
    assert person(after, "a", 1) != person(after, "b", 1)
    assert person(after, "a", 5) == person(after, "b", 120)


def test_a_decision_about_a_record_that_is_gone_changes_nothing() -> None:
    gone = Decided(("a", 9999), ("c", 1), same=True)
    assert link(tables(), decided=lambda standard: [gone]).people.equals(link(tables()).people)


@pytest.mark.parametrize(("truth", "moves"), [(True, -1), (False, 1)])
def test_enough_answers_move_the_threshold_their_way(truth: bool, moves: int) -> None:
    odds = [(-1) ** n * 0.5 for n in range(ENOUGH)]
    assert corrected(2.0, odds[:-1], [truth] * (ENOUGH - 1)) == 2.0, "too few say nothing"
    assert math.copysign(1, corrected(0.0, odds, [truth] * ENOUGH)) == moves


def test_answers_as_the_model_expects_leave_the_threshold_almost_where_it_was() -> None:
    odds = [n / 2 for n in range(-15, 16)]
    assert abs(corrected(0.0, odds, [one > 0 for one in odds])) < 0.3
