"""Times and ages of one indicator that lie in one another: what one leaves of the other is a count of people too."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.clearing.small_numbers import clear
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind

COUNT, SHARE = (
    Indicator("count", "Rare cases", Kind.COUNT),
    Indicator("share", "Seen in time", Kind.PROPORTION, per=100),
)
ENDS = (date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31), date(2023, 3, 31))
QUARTERS = ((date(2022, 4, 1), ENDS[0]), (date(2022, 7, 1), ENDS[1]), (date(2022, 10, 1), ENDS[2]))
TO_DATE = tuple((date(2022, 4, 1), one) for one in ENDS)
YEAR = TO_DATE[-1]
Span = tuple[date, date]


def row(n: int, when: Span, part: float, whole: float | None = None, group: str = "") -> list[object]:
    value = part if whole is None else 100 * part / whole
    counts = [None, None] if whole is None else [part, whole]
    return ["", group, f"E0100000{n}", *when, value, *counts, None, None, "", 1, "a file"]


def table(rows: list[list[object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def refused(figures: pl.DataFrame, indicator: Indicator = COUNT, kept: pl.DataFrame | None = None) -> str:
    """How it was refused; "" where it was not."""
    try:
        clear(figures, indicator, {}, kept=kept)
    except JoinedupError as failure:
        if failure.code != "figures-unchecked":
            raise
        return str(failure.details["problem"])
    return ""


def to_date(*areas: tuple[int, ...]) -> list[list[object]]:
    """Of each area what was counted in each quarter, as counts from April on."""
    return [
        row(n, when, sum(counts[: at + 1]))
        for n, counts in enumerate(areas, 1)
        for at, when in enumerate(TO_DATE[: len(counts)])
    ]


def test_a_year_to_date_tells_what_each_quarter_has_and_none_may_be_small() -> None:
    assert refused(table(to_date((30, 20), (40, 10)))) == ""
    told = refused(table(to_date((30, 20), (21, 2))))
    assert "April to September 2022 less April to June 2022 tells a small count of E01000002" in told
    assert "give each quarter" in told
    assert "23" not in told


def test_a_year_without_its_last_quarter_tells_it() -> None:
    def year(last: int) -> list[list[object]]:
        return [*(row(1, when, 30) for when in QUARTERS), row(1, YEAR, 90 + last)]

    assert "less April to June 2022 to October to December 2022" in refused(table(year(3)))
    assert refused(table(year(30))) == ""


def test_those_who_were_not_seen_in_time_are_looked_at_as_well() -> None:
    shares = [row(1, TO_DATE[0], 30, 60), row(1, TO_DATE[1], 80, 112), row(2, TO_DATE[0], 30, 60)]
    assert "E01000001" in refused(table(shares), SHARE)  # 30 of the 60 were not, and then 32 of 112
    of_the_same_people = [row(1, TO_DATE[0], 30, 60), row(1, TO_DATE[1], 40, 60)]
    assert refused(table(of_the_same_people), SHARE) == ""


def test_it_is_held_against_the_times_that_are_kept() -> None:
    first = table(to_date((30,), (21,)))
    both = to_date((30, 20), (21, 2))
    second = table([one for one in both if one[4] == ENDS[1]])
    assert refused(second) == ""
    assert "E01000002" in refused(second, kept=first)


@pytest.mark.parametrize(
    ("wide", "narrow", "told"),
    [
        ("0-15", "0-4", True),
        ("Females, aged 0 to 15", "Females, aged 0 to 4", True),
        ("Females", "Females, aged 0 to 84", True),
        ("aged 0 to 15", "Females, aged 0 to 15", True),
        ("Females, aged 0 to 15", "Males, aged 0 to 4", False),
        ("0-15", "16-64", False),
    ],
)
def test_groups_of_ages_that_lie_in_one_another_tell_the_rest(wide: str, narrow: str, told: bool) -> None:
    rows = [row(n, YEAR, 30 + (n == 3) * 12, group=narrow) for n in range(1, 5)]
    rows += [row(n, YEAR, 44, group=wide) for n in range(1, 5)]
    assert ("E01000003" in refused(table(rows))) is told


QUARTERLY = st.lists(
    st.lists(st.sampled_from([0, 2, 4, 5, 9, 30]), min_size=4, max_size=4).map(tuple), min_size=2, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(QUARTERLY)
def test_no_quarter_of_a_year_to_date_that_is_let_through_is_small(areas: list[tuple[int, ...]]) -> None:
    """Whoever has what is shown takes each time from each that holds it."""
    try:
        shown = clear(table(to_date(*areas)), COUNT, {}).figures.drop_nulls("value")
    except JoinedupError as failure:
        if failure.code not in ("figures-unchecked", "not-safe"):
            raise
        return
    for (_,), own in shown.group_by("area"):
        counts = [0.0, *own.sort("ends")["value"]]
        for at, later in enumerate(counts):
            assert not any(1 <= later - earlier <= 4 for earlier in counts[:at])
