"""When the next supply is due."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.service.supplies.due import Rhythm, days_late, due

STARTS = date(2026, 1, 10)


def test_the_first_is_due_on_the_day_it_starts() -> None:
    assert due(Rhythm("monthly", STARTS), None) == STARTS


def test_nothing_is_due_where_it_is_never_due() -> None:
    assert due(Rhythm("", STARTS), None) is None
    assert days_late(None, date(2030, 1, 1)) == 0


@pytest.mark.parametrize(
    ("every", "days", "last", "expected"),
    [
        ("monthly", None, date(2026, 1, 31), date(2026, 2, 28)),
        ("monthly", None, date(2026, 12, 5), date(2027, 1, 5)),
        ("quarterly", None, date(2027, 11, 30), date(2028, 2, 29)),
        ("days", 14, date(2026, 2, 20), date(2026, 3, 6)),
        ("days", 1, date(2025, 6, 1), STARTS),  # what came before it starts does not make it due earlier
    ],
)
def test_the_next_is_due_that_long_after_the_last(every: str, days: int | None, last: date, expected: date) -> None:
    assert due(Rhythm(every, STARTS, days), last) == expected


def test_a_supply_is_late_from_the_day_after_it_was_due() -> None:
    assert days_late(STARTS, STARTS) == 0
    assert days_late(STARTS, date(2026, 1, 12)) == 2
