"""Need against provision."""

from __future__ import annotations

from joinedup.engine.indicators.gaps import gaps


def test_a_gap_is_more_need_and_fewer_services_for_it_than_in_the_whole() -> None:
    found = {one.area: one for one in gaps({"a": (40, 100), "b": (20, 100), "c": (30, 100)}, {"a": 1, "b": 3, "c": 3})}
    assert [area for area, one in found.items() if one.gap] == ["a"]
    assert list(found) == ["a", "c", "b"]
    assert (found["a"].need, found["a"].per_thousand) == (0.4, 25)
    assert found["a"].words == "40.0% in need, 1 services, 25.0 for every thousand in need: a gap"


def test_much_need_that_is_well_served_is_no_gap() -> None:
    assert not any(one.gap for one in gaps({"a": (40, 100), "b": (20, 100)}, {"a": 8, "b": 1}))


def test_a_count_that_is_kept_back_is_neither_shown_nor_part_of_the_whole() -> None:
    shown, hidden = gaps({"a": (None, 100), "b": (20, 100)}, {"a": 1, "b": 1})
    assert (hidden.area, hidden.need, hidden.gap) == ("a", None, False)
    assert hidden.words == "need not shown, 1 services"
    assert not shown.gap
