"""Campaign targets are places, and nobody jumps the queue."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from joinedup.engine.clients.request_queue import Request, queue
from joinedup.engine.clients.segments import campaign_targets

POSTCODES = {"ZY1 0AA": "E1", "ZY1 0AB": "E1", "ZY2 0AA": "E1", "ZY2 0AB": "E2", "ZY3 0AA": "E3", "ZY4 0AA": "E4"}
SEGMENTS = pl.DataFrame(
    {
        "postcode_sector": ["ZY1 0", "ZY1 0", "ZY2 0", "ZY3 0", "ZY4 0"],
        "segment": ["Smokers", "Joggers", "Smokers", "Smokers", "Joggers"],
        "households": [300, 200, 400, 90, 500],
    }
)


def test_need_goes_to_sectors_by_postcodes_and_small_sectors_are_no_target() -> None:
    """Of E1's 60 events two thirds are in sector ZY1 0 and one third in ZY2 0, which has E2's 16 besides."""
    need = pl.DataFrame({"lsoa": ["E1"] * 60 + ["E2"] * 16 + ["E3"] * 50})
    made = campaign_targets(SEGMENTS, need, POSTCODES, risky=["Smokers"], top=5)
    assert made.rows() == [(1, "ZY2 0", "Smokers", 400, 400, 35), (2, "ZY1 0", "Smokers", 500, 300, 40)]


def test_a_small_need_is_not_shown() -> None:
    made = campaign_targets(SEGMENTS, pl.DataFrame({"lsoa": ["E2"] * 9}), POSTCODES, risky=["Smokers"], top=1)
    assert made["need"].to_list() == [None]


def request(key: str, partner: str, day: int, priority: int) -> Request:
    return Request(key, partner, date(2026, 11, day), priority)


def test_the_queue_goes_by_priority_then_by_day_and_who_asks_too_much_is_held_back() -> None:
    asked = [
        request("a", "council", 1, 3), request("b", "nhs", 5, 1), request("c", "council", 2, 1),
        request("d", "council", 3, 1), request("e", "nhs", 4, 2),
    ]  # fmt: skip
    made = queue(asked, most_each=2)
    assert [(one.request.key, one.place) for one in made] == [("c", 1), ("d", 2), ("b", 3), ("e", 4), ("a", None)]
    assert made[-1].why == "held back: council has 2 waiting already"


def test_a_priority_that_there_is_not_and_a_queue_for_nobody_are_refused() -> None:
    with pytest.raises(ValueError, match="priority"):
        request("a", "council", 1, 0)
    with pytest.raises(ValueError, match="every partner"):
        queue([], most_each=0)
