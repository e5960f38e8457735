"""Figures beside those that are kept: of other areas and other indicators, as they are now, not as they once were."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.clearing.beside_kept import problem_beside
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.parts import Part, rows_of
from joinedup.engine.indicators.store import Store

WARDS = AreaSet("ward", 2021, {f"E0500000{n}": f"Ward {n}" for n in range(1, 10)})
DISTRICTS = AreaSet("district", 2021, {"E07000001": "North", "E07000002": "South"})
CARE, ALL = Indicator("care", "In care", Kind.COUNT), Indicator("all", "All children in care", Kind.COUNT)
OTHERS = Indicator("others", "Not in care", Kind.COUNT)
COUNTS = (11, 12, 13, 14, 15, 16, 17, 18, 19)


def figures(areas: AreaSet, counts: tuple[int | None, ...], year: int = 2023) -> pl.DataFrame:
    """None: a count that is left out as small."""
    rows = [
        ["", "", code, date(year, 1, 1), date(year, 12, 31), told, None, None, None, None, note, 0, ""]
        for code, count in zip(sorted(areas.names), counts, strict=True)
        for told, note in [(None, SUPPRESSED) if count is None else (float(count), "")]
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def shares(counts: tuple[int, ...], hidden: int) -> pl.DataFrame:
    left_out = tuple(None if at == hidden else count for at, count in enumerate(counts))
    told = figures(WARDS, left_out)
    whole = pl.Series([float(100 + at) for at in range(told.height)])
    return told.with_columns(numerator="value", denominator=whole, value=100 * pl.col("value") / whole)


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept")


def put(kept: Store, one: Indicator, areas: AreaSet, *tables: pl.DataFrame) -> None:
    kept.put(one, kept.put_areas(areas), pl.concat(tables))


def test_figures_that_are_kept_just_as_they_are_tell_nothing_new(kept: Store) -> None:
    put(kept, CARE, WARDS, figures(WARDS, (None, None, *COUNTS[2:])))
    put(kept, CARE, DISTRICTS, figures(DISTRICTS, (60, 75)))
    before = rows_of(kept, "care", "district-2021")
    after_them = pl.concat([before, figures(DISTRICTS, (61, 74), 2024)])  # as a figure that is entered comes
    assert problem_beside([Part(CARE, DISTRICTS, after_them)], kept) is None


@pytest.mark.parametrize("year", [2023, 2022])
def test_one_that_is_not_kept_so_is_held_against_those_of_other_areas_of_its_time(kept: Store, year: int) -> None:
    put(kept, CARE, WARDS, figures(WARDS, (None, None, *COUNTS[2:]), year))
    put(kept, CARE, DISTRICTS, figures(DISTRICTS, (60, 75)))
    before = rows_of(kept, "care", "district-2021")
    # at 2023 another figure than before, at 2022 one where none was
    coming = pl.concat([before.filter(pl.col("starts").dt.year() != year), figures(DISTRICTS, (61, 74), year)])
    found = problem_beside([Part(CARE, DISTRICTS, coming)], kept)
    assert found is not None
    assert found[0] == "In care"
    assert "by ward 2021" in found[1]


def test_what_was_replaced_since_it_was_looked_at_is_read_anew(kept: Store) -> None:
    coming = [Part(ALL, WARDS, figures(WARDS, (None, None, *COUNTS[2:])))]
    put(kept, CARE, WARDS, figures(WARDS, (None, None, *COUNTS[2:])))
    assert problem_beside(coming, kept) is None
    assert problem_beside(coming, kept) is None
    put(kept, CARE, WARDS, figures(WARDS, COUNTS))
    found = problem_beside(coming, kept)
    assert found is not None
    assert "tell what one hides of E05000001" in found[1]
    put(kept, CARE, WARDS, figures(WARDS, (None, None, *COUNTS[2:])))
    assert problem_beside(coming, kept) is None


def test_of_more_areas_than_are_read_to_find_out_what_belongs_together_every_one_is_looked_at(kept: Store) -> None:
    small = AreaSet("LSOA", 2021, {f"E01{n:06}": f"Small {n}" for n in range(200)})
    counts = tuple(range(20, 220))
    for hidden in (1, 199):  # of every third area it is found out, from the first on
        left_out = tuple(None if at == hidden else count for at, count in enumerate(counts))
        put(kept, CARE, small, figures(small, counts))
        found = problem_beside([Part(ALL, small, figures(small, left_out))], kept)
        assert found is not None
        assert f"E01{hidden:06}" in found[1]


@pytest.mark.parametrize("comes", ["whole", "part"])
def test_two_counts_and_what_they_add_up_to_tell_of_each_other(kept: Store, comes: str) -> None:
    others = (31, 45, 27, 82, 96, 13, 54, 77, 19)
    together = tuple(one + other for one, other in zip(COUNTS, others, strict=True))
    hidden = figures(WARDS, (COUNTS[0], None, *COUNTS[2:]))
    of_others, of_all = figures(WARDS, others), figures(WARDS, together)
    put(kept, CARE, WARDS, hidden if comes == "whole" else of_all)
    put(kept, OTHERS, WARDS, of_others)
    coming = of_all if comes == "whole" else hidden
    found = problem_beside([Part(ALL, WARDS, coming)], kept)
    assert found is not None
    assert "tell what one hides of E05000002" in found[1]


def test_shares_of_the_same_people_are_hidden_together_and_tell_nothing(kept: Store) -> None:
    """Nor are they read for it: a thousand shares of all adults may be kept, with small counts left out of each."""
    one, other = (Indicator(key, key, Kind.PROPORTION, per=100) for key in ("first", "second"))
    first = (31, 45, 27, 82, 96, 13, 54, 77, 19)
    put(kept, one, WARDS, shares(first, hidden=1))
    coming = [Part(other, WARDS, shares((21, 31, 45, 27, 82, 9, 13, 54, 77), hidden=3))]
    assert problem_beside(coming, kept) is None
    put(kept, one, WARDS, shares(first, hidden=1).with_columns(numerator=pl.Series(first).cast(pl.Float64)))
    found = problem_beside(coming, kept)
    assert found is not None  # its share is left out, and the count behind it stands there
    assert "tell what one hides of E05000002" in found[1]


def test_figures_of_other_people_tell_nothing(kept: Store) -> None:
    put(kept, CARE, WARDS, figures(WARDS, (31, 45, 27, 82, 96, 13, 54, 77, 19)))
    assert problem_beside([Part(ALL, WARDS, figures(WARDS, (None, None, *COUNTS[2:])))], kept) is None
    assert problem_beside([], kept) is None
