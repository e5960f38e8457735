"""Two agreements' extracts of the same people cannot be joined; and no twin shows what few people have."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.clients.extract import linked_extract
from joinedup.engine.pseudonyms.date_shift import disguise_of
from joinedup.engine.pseudonyms.twin import LEAST_PEOPLE, synthetic_twin

REFERENCES = st.text(min_size=1, max_size=8).filter(lambda text: bool(text.strip()))


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.text(min_size=1, max_size=12), min_size=1, max_size=40),
    st.tuples(REFERENCES, REFERENCES).filter(lambda two: two[0] != two[1]),
    st.binary(min_size=32, max_size=64),
)
def test_no_pseudonym_of_one_agreement_is_found_in_another(
    people: set[str], references: tuple[str, str], secret: bytes
) -> None:
    first, second = (disguise_of(secret, reference) for reference in references)
    ours, theirs = {first.pseudonym(one) for one in people}, {second.pseudonym(one) for one in people}
    assert len(ours) == len(theirs) == len(people)
    assert not ours & theirs


@settings(max_examples=30, deadline=None)
@given(st.integers(60, 120), st.binary(min_size=32, max_size=32))
def test_neither_order_nor_dates_join_two_extracts(people: int, secret: bytes) -> None:
    clients = [f"c{number:04}" for number in range(people)]
    index = pl.DataFrame(
        {"source_dataset": "fire", "source_row": range(people), "client": clients, "birth_year": 1980, "sex": "F",
         "lsoa": "E1", "household": clients}
    )  # fmt: skip
    days = [date(2026, 1, 1) + timedelta(number * 3) for number in range(people)]
    table = pl.DataFrame({"row_number": range(people), "event_date": days})
    first, second = (
        linked_extract(
            index, {"fire": table}, disguise=disguise_of(secret, reference), year=2026, edges=(0,), area_of={}
        )
        for reference in ("A", "B")
    )
    assert (first["fire: event_date"] == second["fire: event_date"]).sum() < people / 3
    made = [disguise_of(secret, reference).pseudonym for reference in ("A", "B")]
    orders = [sorted(clients, key=one) for one in made]
    assert first["pseudonym"].to_list() == [made[0](client) for client in orders[0]]
    assert sum(one == other for one, other in zip(*orders, strict=True)) < people / 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("abcdefghij"), max_size=150), st.integers(0, 1000))
def test_no_twin_shows_a_category_that_fewer_than_ten_people_have(values: list[str], seed: int) -> None:
    twin = synthetic_twin(pl.DataFrame({"told": values}, schema={"told": pl.String}), seed=seed)
    assert all(values.count(shown) >= LEAST_PEOPLE for shown in twin["told"].drop_nulls().unique())
