"""Who keeps which id when records are put together anew."""

from __future__ import annotations

from itertools import count

import pytest

from joinedup.engine.linkage.stable import Event, keep_ids


def fresh():  # type: ignore[no-untyped-def]
    numbers = count(1)
    return lambda: f"new-{next(numbers)}"


def test_people_who_did_not_change_keep_their_ids_and_a_new_record_joins_one() -> None:
    kept = keep_ids(["b", "b", "a", None, None], ["x", "x", "y", "y", "z"], fresh())
    assert kept.ids == ("b", "b", "a", "a", "new-1")
    assert kept.events == ()


def test_one_who_comes_apart_leaves_the_id_with_most_of_the_records() -> None:
    kept = keep_ids(["a", "a", "a"], ["x", "y", "y"], fresh())
    assert kept.ids == ("new-1", "a", "a")
    assert kept.events == (Event("split", ("a",), ("a", "new-1")),)


def test_two_who_turn_out_to_be_one_have_the_id_of_most_records() -> None:
    kept = keep_ids(["a", "b", "b"], ["x", "x", "x"], fresh())
    assert kept.ids == ("b", "b", "b")
    assert kept.events == (Event("merge", ("a", "b"), ("b",)),)


def test_records_and_groups_go_together() -> None:
    with pytest.raises(ValueError, match="a record has"):
        keep_ids(["a"], [], fresh())
