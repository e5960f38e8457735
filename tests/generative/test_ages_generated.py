"""Any run of ages is put together into bands and conserves every person; rates do not depend on how it was cut."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.engine.indicators.age_headings import age_columns
from joinedup.engine.indicators.ages import held, in_bands
from joinedup.engine.indicators.bands import Band, Run, finest, in_common, longest_run, parts_of
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.grid import Grid


@st.composite
def runs(draw: st.DrawFn, fewest: int = 2) -> Run:
    """Bands that follow one another from any age, the last with or without an end."""
    starts = sorted(draw(st.sets(st.integers(0, 100), min_size=fewest, max_size=40)))
    ends = [one - 1 for one in starts[1:]]
    last = draw(st.one_of(st.none(), st.integers(starts[-1], 110)))
    return tuple(Band(first, end) for first, end in zip(starts, [*ends, last], strict=True))


def table_of(run: Run, counts: list[int], whom: str = "") -> pl.DataFrame:
    day = date(2024, 6, 30)
    rows = [
        {"series": "", "group": f"{whom}{band.words}", "area": "E01000001", "starts": day, "ends": day,
         "value": float(count), "note": "", "row": 2, "where": "x"}
        for band, count in zip(run, counts, strict=True)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)


@given(runs(), st.data())
def test_any_run_put_into_bands_conserves_the_people(run: Run, data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(0, 10**6), min_size=len(run), max_size=len(run)))
    cuts = sorted(data.draw(st.sets(st.sampled_from(range(len(run))))) | {0})
    wanted = [Band(run[cut].first, run[after - 1].last) for cut, after in zip(cuts, [*cuts[1:], len(run)], strict=True)]
    words = ", ".join(f"{one.first}+" if one.last is None else f"{one.first}-{one.last}" for one in wanted)
    made, said = in_bands(table_of(run, counts), words + ",")
    assert not said
    assert made.height == len(wanted)
    assert made["value"].sum() == sum(counts)
    for one in wanted:
        own = [count for band, count in zip(run, counts, strict=True) if band in parts_of(one, run)]
        assert made.filter(group=one.words)["value"].to_list() == [sum(own)]


@given(runs(fewest=5), st.data())
def test_a_total_is_said_to_be_wrong_just_when_it_is(run: Run, data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(0, 1000), min_size=len(run), max_size=len(run)))
    off = data.draw(st.integers(-2, 2))
    whole = table_of(run[:1], [sum(counts) + off]).with_columns(group=pl.lit(""))
    added, said = held(pl.concat([table_of(run, counts), whole]), make=True)
    assert added.is_empty()
    assert len(said) == (off != 0)
    made, said = held(table_of(run, counts), make=True)
    assert made["value"].to_list() == [sum(counts)]
    assert [one.code for one in said] == ["ages-added"]


@given(runs(), st.sets(st.integers(0, 100)))
def test_what_two_runs_have_in_common_is_made_up_of_both(run: Run, starts: set[int]) -> None:
    coarser = [one for one in run if one.first in starts or one is run[0]]
    other = tuple(
        Band(one.first, after.first - 1 if after else run[-1].last)
        for one, after in zip(coarser, [*coarser[1:], None], strict=True)
    )
    assert in_common(run, other, "x") == in_common(other, run, "x") == other
    if len(run) > 1:
        assert finest({*run, *other}) == run or len(run) == len(other)
    assert len(longest_run({*run, *other})) == len(run)


@given(st.integers(4, 100), st.sampled_from(["{}", "F{}", "m_{}", "Age {}", "Aged {} years"]), st.booleans())
def test_ages_from_nought_are_found_from_five_on_and_years_never(oldest: int, form: str, open_end: bool) -> None:
    headings = [form.format(age) for age in range(oldest + 1)]
    headings[-1] += "+" if open_end and form != "Aged {} years" else ""
    grid = Grid("x", (("Code", "Total by age", *headings),))
    found = age_columns(grid, 0, {}, {})
    assert len(found) == oldest + 1
    years = Grid("x", (("Code", "Age", *(str(2000 + age) for age in range(oldest + 1))),))
    assert not age_columns(years, 0, {}, {})


@pytest.mark.parametrize("year", [1900, 2019, 2100])
def test_a_year_is_no_age(year: int) -> None:
    assert not age_columns(Grid("x", (("Age", *(str(year + one) for one in range(-5, 6))),)), 0, {}, {})
