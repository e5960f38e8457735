"""Linked rows without names: what must hold before they leave."""

from __future__ import annotations

import polars as pl
import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.pseudonyms.coarsening import Promise, make_safe
from joinedup.engine.pseudonyms.ladders import age_ladder


def rows(*groups: tuple[str, str | None, int]) -> pl.DataFrame:
    told = [(age, condition) for age, condition, people in groups for _ in range(people)]
    return pl.DataFrame(told, schema={"age": pl.String, "condition": pl.String}, orient="row")


def test_nobody_stands_out_among_fewer_than_k_people() -> None:
    safe = make_safe(rows(("30", None, 99), ("70", None, 1)), ["age"], Promise(5), {})
    assert set(safe.table["age"]) == {"30"}


def test_people_alike_do_not_all_share_one_condition() -> None:
    table = rows(("30", "asthma", 5), ("31", "diabetes", 5))
    safe = make_safe(table, ["age"], Promise(5, ("condition",), diverse=2), {"age": age_ladder()})
    assert set(safe.table["age"]) == {"30-34"}


def test_people_of_whom_a_service_knows_nothing_may_be_alike() -> None:
    table = rows(("30", None, 5), ("31", None, 5))
    assert make_safe(table, ["age"], Promise(5, ("condition",), diverse=2), {"age": age_ladder()}).loss == 0


def test_where_more_than_one_in_twenty_would_be_left_out_nothing_leaves() -> None:
    with pytest.raises(JoinedupError) as refused:
        make_safe(rows(("30", None, 90), ("70", None, 4), ("71", None, 4)), ["age"], Promise(5), {})
    assert refused.value.code == "rows-stand-out"


def test_no_more_detail_is_lost_than_has_to_be() -> None:
    table = rows(("30", None, 3), ("31", None, 3), ("50", None, 6))
    assert set(make_safe(table, ["age"], Promise(5), {"age": age_ladder()}).table["age"]) == {"30-34", "50-54"}
