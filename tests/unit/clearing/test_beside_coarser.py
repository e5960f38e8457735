"""Counts of the same people by larger areas or longer times, under another name: what is hidden does not follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.clearing.beside_coarser import problem_beside_coarser
from joinedup.engine.clearing.beside_kept import check_beside
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.clearing.small_numbers import clear
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.parts import Part
from joinedup.engine.indicators.store import Store

SMALL = tuple(f"E01{n:06}" for n in range(1, 25))
IN_WARDS = {code: f"E05{at // 4:06}" for at, code in enumerate(SMALL)}
LSOAS = AreaSet("LSOA", 2021, {code: code for code in SMALL})
WARDS = AreaSet("ward", 2022, {code: code for code in sorted(set(IN_WARDS.values()))})
LOOKUP = pl.DataFrame({"lsoa": SMALL, "ward": list(IN_WARDS.values())})
RARE, CASES = Indicator("rare", "Rare cases", Kind.COUNT), Indicator("cases", "Cases by ward", Kind.COUNT)
SHARE = Indicator("share", "Smokers", Kind.PROPORTION, per=100)
YEAR = (date(2022, 1, 1), date(2022, 12, 31))
MONTHS = (
    (date(2022, 1, 1), date(2022, 1, 31)),
    (date(2022, 2, 1), date(2022, 2, 28)),
    (date(2022, 3, 1), date(2022, 3, 31)),
)
QUARTER = (MONTHS[0][0], MONTHS[-1][1])
Span = tuple[date, date]
COUNTS = (40, 31, 52, 33, 44, 35, 46, 57, 48, 39, 50, 61, 32, 43, 54, 45, 36, 47, 58, 59, 60, 41, 62, 63)


def figures(codes: Sequence[str], counts: Sequence[float | None], when: Span = YEAR, group: str = "") -> pl.DataFrame:
    """None: a count that is left out."""
    rows = [
        ["", group, code, *when, count, None, None, None, None, SUPPRESSED if count is None else "", 0, ""]
        for code, count in zip(codes, counts, strict=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def hiding(*places: int) -> list[float | None]:
    return [None if at in places else float(count) for at, count in enumerate(COUNTS)]


def by_ward(counts: Sequence[int] = COUNTS) -> list[float | None]:
    sums = dict.fromkeys(WARDS.names, 0)
    for code, count in zip(SMALL, counts, strict=True):
        sums[IN_WARDS[code]] += count
    return [float(one) for one in sums.values()]


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept")


def put(kept: Store, one: Indicator, areas: AreaSet, *tables: pl.DataFrame) -> None:
    kept.put(one, kept.put_areas(areas), pl.concat(tables))


def told(kept: Store, one: Indicator, areas: AreaSet, *tables: pl.DataFrame) -> str:
    found = problem_beside_coarser([Part(one, areas, pl.concat(tables))], kept, [LOOKUP])
    return "" if found is None else found[1]


@pytest.mark.parametrize("first", ["the small areas", "the wards"])
def test_wards_under_another_name_tell_the_one_that_is_hidden(kept: Store, first: str) -> None:
    parts, wards = (RARE, LSOAS, figures(SMALL, hiding(0, 9))), (CASES, WARDS, figures(list(WARDS.names), by_ward()))
    before, after = (parts, wards) if first == "the small areas" else (wards, parts)
    put(kept, *before)
    found = told(kept, *after)
    assert "Rare cases and Cases by ward are of the same people" in found
    assert "E05000000" in found
    assert not {"40", "164"} & set(found.replace(";", " ").split())


def test_a_record_that_is_placed_otherwise_in_one_ward_makes_no_other_people_of_them(kept: Store) -> None:
    many = tuple(f"E01{n:06}" for n in range(1, 41))
    wards = {code: f"E05{at // 4:06}" for at, code in enumerate(many)}
    counts = [float(30 + at) for at in range(40)]
    sums = [sum(counts[at : at + 4]) for at in range(0, 40, 4)]
    put(kept, RARE, AreaSet("LSOA", 2021, dict(wards)), figures(many, [None, *counts[1:]]))
    lookup = pl.DataFrame({"lsoa": many, "ward": list(wards.values())})
    for differ, refused in ((1, True), (4, False)):
        given = [one + (0 < at <= differ) for at, one in enumerate(sums)]
        areas = AreaSet("ward", 2022, {code: code for code in sorted(set(wards.values()))})
        part = Part(CASES, areas, figures(list(areas.names), given))
        assert (problem_beside_coarser([part], kept, [lookup]) is not None) is refused


def test_files_of_one_load_are_held_against_each_other(kept: Store) -> None:
    parts = [
        Part(CASES, WARDS, figures(list(WARDS.names), by_ward())),
        Part(RARE, LSOAS, figures(SMALL, hiding(0, 9))),
    ]
    assert problem_beside_coarser(parts, kept, [LOOKUP]) is not None
    assert problem_beside_coarser(parts, kept, []) is None  # nobody knows what lies in what


def test_two_that_are_hidden_in_a_ward_are_told_only_where_both_are_few(kept: Store) -> None:
    put(kept, RARE, LSOAS, figures(SMALL, hiding(0, 1)))
    assert told(kept, CASES, WARDS, figures(list(WARDS.names), by_ward())) == ""
    few = by_ward((3, 5, *COUNTS[2:]))
    assert "E05000000" in told(kept, CASES, WARDS, figures(list(WARDS.names), few))


def test_a_ward_that_is_hidden_follows_from_its_parts(kept: Store) -> None:
    put(kept, RARE, LSOAS, figures(SMALL, hiding()))
    assert "E05000002" in told(kept, CASES, WARDS, figures(list(WARDS.names), [*by_ward()[:2], None, *by_ward()[3:]]))


def test_a_part_that_the_file_leaves_away_is_told_where_it_is_small(kept: Store) -> None:
    put(kept, RARE, LSOAS, figures(SMALL[:-1], hiding()[:-1]))
    assert told(kept, CASES, WARDS, figures(list(WARDS.names), by_ward())) == ""
    assert "E05000005" in told(kept, CASES, WARDS, figures(list(WARDS.names), by_ward((*COUNTS[:-1], 3))))


def test_others_of_the_same_areas_are_others(kept: Store) -> None:
    put(kept, RARE, LSOAS, figures(SMALL, hiding(0, 9)))
    one_more = by_ward((*COUNTS[:-1], COUNTS[-1] + 1))
    assert told(kept, CASES, WARDS, figures(list(WARDS.names), one_more)) == ""


def test_two_districts_are_enough(kept: Store) -> None:
    districts = AreaSet("district", 0, {"E07000001": "North", "E07000002": "South", "E07000003": "West"})
    above = {code: sorted(districts.names)[at // 8] for at, code in enumerate(SMALL)}
    put(kept, RARE, AreaSet("LSOA", 2021, LSOAS.names, above), figures(SMALL, hiding(0)))
    sums = [float(sum(COUNTS[at : at + 8])) for at in (0, 8, 16)]
    coming = figures(sorted(districts.names), sums)
    found = problem_beside_coarser([Part(CASES, districts, coming)], kept, [])  # what is kept says what lies in what
    assert found is not None
    assert "E07000001" in found[1]


@pytest.mark.parametrize("first", ["the months", "the quarter"])
def test_a_quarter_under_another_name_tells_the_month_that_is_hidden(kept: Store, first: str) -> None:
    months = (
        RARE, LSOAS,
        pl.concat([figures(SMALL, hiding(3) if at == 1 else hiding(), when) for at, when in enumerate(MONTHS)]),
    )  # fmt: skip
    quarter = (CASES, LSOAS, figures(SMALL, [3.0 * one for one in COUNTS], QUARTER))
    before, after = (months, quarter) if first == "the months" else (quarter, months)
    put(kept, *before)
    found = told(kept, *after)
    assert "longer times" in found
    assert SMALL[3] in found


def test_months_of_small_areas_and_quarters_of_wards_are_of_the_same_people(kept: Store) -> None:
    months = [figures(SMALL, hiding(3) if at == 1 else hiding(), when) for at, when in enumerate(MONTHS)]
    put(kept, RARE, LSOAS, *months)
    sums = [3 * one for one in by_ward() if one is not None]
    assert IN_WARDS[SMALL[3]] in told(kept, CASES, WARDS, figures(list(WARDS.names), sums, QUARTER))
    # of one name as well, which other times are not protected with
    assert IN_WARDS[SMALL[3]] in told(kept, RARE, WARDS, figures(list(WARDS.names), sums, QUARTER))


@pytest.mark.parametrize("told_by", ["those who do", "those who do not", "all"])
def test_a_share_counts_as_those_who_do_as_those_who_do_not_and_as_all(kept: Store, told_by: str) -> None:
    counts = figures(SMALL, hiding(0, 9))
    whole = pl.Series([float(200 + at) for at in range(len(SMALL))])
    shares = counts.with_columns(numerator="value", denominator=pl.when(pl.col("value").is_not_null()).then(whole))
    put(kept, SHARE, LSOAS, shares)
    every = {"those who do": COUNTS, "those who do not": [int(a) - b for a, b in zip(whole, COUNTS, strict=True)]}
    wards = figures(list(WARDS.names), by_ward(every.get(told_by, [int(one) for one in whole])))
    assert bool(told(kept, CASES, WARDS, wards)) is (told_by != "all")  # how many there are is not hidden


PARTS = st.lists(st.sampled_from([0, 1, 3, 4, 5, 12, 40]), min_size=8, max_size=8)


@settings(max_examples=50, deadline=None)
@given(PARTS, st.booleans(), st.booleans())
def test_what_is_let_through_tells_no_hidden_count_by_sums(few: list[int], wards_first: bool, quarters: bool) -> None:
    """Whoever has both sets up an equation for each ward and solves them: none has one answer, nor are all few."""
    counts = [*few, *COUNTS[8:]]
    when = QUARTER if quarters else YEAR
    tables = [figures(SMALL, counts, one) for one in (MONTHS if quarters else [YEAR])]
    with TemporaryDirectory() as folder:
        kept = Store(Path(folder))
        try:
            small = clear(pl.concat(tables), RARE, {}).figures
            sums = [(3 if quarters else 1) * one for one in by_ward(counts) if one is not None]
            larger = clear(figures(list(WARDS.names), sums, when), CASES, {}).figures
            load = [(CASES, WARDS, larger), (RARE, LSOAS, small)]
            for one in load if wards_first else load[::-1]:
                check_beside([Part(*one)], kept, [LOOKUP])
                put(kept, *one)
        except JoinedupError as failure:
            if failure.code not in ("figures-unchecked", "not-safe"):
                raise
            return
    hidden = small.filter(pl.col("value").is_null()).select("area", "starts").rows()
    for ward, whole in larger.drop_nulls("value").select("area", "value").iter_rows():
        inside = small.filter(pl.col("area").is_in([code for code in SMALL if IN_WARDS[code] == ward]))
        unknown = [place for place, (area, _) in enumerate(hidden) if IN_WARDS[area] == ward]
        rest = whole - inside["value"].sum()
        assert len(unknown) != 1
        assert not unknown or rest > 4 * len(unknown)
    for ward in larger.filter(pl.col("value").is_null())["area"]:
        assert any(IN_WARDS[area] == ward for area, _ in hidden)


def test_a_sum_that_the_indicator_shows_itself_is_nothing_new(kept: Store) -> None:
    """A count and a share of one file, both by small areas and wards: each was made safe with its own wards."""
    few = (3, 4, *COUNTS[2:])
    wards = figures(list(WARDS.names), by_ward(few))
    small = figures(SMALL, [None, None, *few[2:]])
    put(kept, RARE, LSOAS, small)
    assert told(kept, CASES, WARDS, wards) != ""
    put(kept, RARE, WARDS, wards)
    assert told(kept, CASES, WARDS, wards) == ""


def test_two_that_add_up_to_a_third_by_wards_tell_as_one_does(kept: Store) -> None:
    others = [200.0 + 3 * at * at for at in range(len(SMALL))]
    adults = [count + int(other) for count, other in zip(COUNTS, others, strict=True)]
    put(kept, RARE, LSOAS, figures(SMALL, hiding(0)))
    put(kept, Indicator("others", "All others", Kind.COUNT), LSOAS, figures(SMALL, others))
    found = told(kept, CASES, WARDS, figures(list(WARDS.names), by_ward(adults)))
    assert "All others and Rare cases and Cases by ward" in found
    assert "E05000000" in found
    one_more = by_ward((adults[0], adults[1], *adults[2:-1], adults[-1] + 1))
    assert told(kept, CASES, WARDS, figures(list(WARDS.names), one_more)) == ""
