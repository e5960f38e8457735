"""Where figures are kept: a map's figures by period, one area's by time, replaced whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, LSOA_2011, csv_file, long_lines

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.indicator import Indicator, Kind, MethodBreak, Polarity
from joinedup.engine.indicators.intervals import of_count, wilson
from joinedup.engine.indicators.long_files import read_long
from joinedup.engine.indicators.many import limits_of, of_count_many, wilson_many
from joinedup.engine.indicators.reading import read_indicator_file
from joinedup.engine.indicators.store import Store

SMOKING = Indicator(
    "smoking", "Smoking", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100, unit="%",
    breaks=(MethodBreak(date(2019, 4, 1), "a new survey"),),
)  # fmt: skip
KIND = "lsoa-2011"
COLUMNS = {"area": "area_code", "period": "period", "value": "value"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    assert made.put_areas(LSOA_2011) == KIND
    return made


def table(tmp_path: Path, *lines: str) -> pl.DataFrame:
    return read_indicator_file(csv_file(tmp_path, *lines), known=KNOWN).figures()


def two_years(tmp_path: Path) -> pl.DataFrame:
    first = long_lines(["1", "*", "3", "4", "5", "6", "7"], "2018/19", CODES_2011[:7])
    return table(tmp_path, *first, *long_lines(range(11, 19), "2019/20")[1:])


def test_what_is_put_is_found_again_by_period_and_by_area(store: Store, tmp_path: Path) -> None:
    assert store.put(SMOKING, KIND, two_years(tmp_path)) == 14
    assert store.indicator("smoking") == SMOKING
    assert store.indicators() == (SMOKING,)
    assert store.kinds("smoking") == (KIND,)
    early, late = store.slices("smoking", KIND)
    assert (early.period.label, late.period.label) == ("2018/19", "2019/20")
    latest = store.figures("smoking", KIND)
    assert latest.period == late.period
    assert latest.codes == CODES_2011
    assert latest.values.tolist() == list(range(11, 19))
    first = store.figures("smoking", KIND, early.period)
    assert np.isnan(first.values).tolist() == [False, True, False, False, False, False, False, True]
    series = store.series("smoking", KIND, "E01000002")
    assert [(p.label, f.value, f.note) for p, f in series] == [("2018/19", None, "suppressed"), ("2019/20", 12, "")]
    assert store.series("smoking", KIND, "E01000008")[0][1].note == "missing"
    assert first.of("E01000003") == (3, None, None)
    assert first.of("E01000002") == (None, None, None)


def test_groups_are_kept_apart(store: Store, tmp_path: Path) -> None:
    lines = ["area_code,period,sex,value"]
    lines += [f"{code},2019,{sex},{value}" for code in CODES_2011 for sex, value in (("Male", 1), ("Persons", 2))]
    store.put(SMOKING, KIND, table(tmp_path, *lines))
    assert store.figures("smoking", KIND).values.tolist() == [2] * 8
    assert store.figures("smoking", KIND, group="Male").values.tolist() == [1] * 8
    with pytest.raises(JoinedupError, match="store-period-unknown"):
        store.figures("smoking", KIND, group="Female")


def test_a_file_is_replaced_whole_and_what_was_read_before_is_forgotten(store: Store, tmp_path: Path) -> None:
    store.put(SMOKING, KIND, table(tmp_path, *long_lines(range(8), "2018")))
    assert len(store.slices("smoking", KIND)) == 1
    store.put(SMOKING, KIND, two_years(tmp_path))
    assert len(store.slices("smoking", KIND)) == 2


def test_areas_that_come_later_leave_the_figures_of_the_others_where_they_are(store: Store, tmp_path: Path) -> None:
    store.put(SMOKING, KIND, two_years(tmp_path))
    assert store.put_areas(AreaSet("LSOA", 2011, {"E01000000": "Brook 000A", "E01000003": "New name"})) == KIND
    assert store.codes(KIND) == (*CODES_2011, "E01000000")
    assert store.areas(KIND).names["E01000003"] == "New name"
    latest = store.figures("smoking", KIND)
    assert latest.of("E01000003") == (13, None, None)
    assert latest.of("E01000000") == (None, None, None)
    assert [figure.note for _, figure in store.series("smoking", KIND, "E01000000")] == ["missing", "missing"]


@pytest.mark.parametrize("wrong", ["foreign", "twice"])
def test_nothing_is_half_loaded(store: Store, tmp_path: Path, wrong: str) -> None:
    store.put(SMOKING, KIND, table(tmp_path, *long_lines(range(8))))
    figures = two_years(tmp_path)
    spoilt = figures.with_columns(area=pl.lit("E01999999")) if wrong == "foreign" else pl.concat([figures, figures])
    with pytest.raises(JoinedupError, match=f"store-area-{wrong}"):
        store.put(SMOKING, KIND, spoilt)
    assert store.figures("smoking", KIND).values.tolist() == list(range(8))
    assert not list(store.folder.rglob("*.making"))


def test_what_is_not_there_is_said(store: Store) -> None:
    for call in (lambda: store.figures("smoking", KIND), lambda: store.indicator("smoking")):
        with pytest.raises(JoinedupError, match="store-indicator-unknown"):
            call()
    with pytest.raises(JoinedupError, match="store-areas-unknown"):
        store.codes("ward-2022")
    for key in ("../secrets", "a/b", "", "A"):
        with pytest.raises(JoinedupError, match="store-key-wrong"):
            store.indicator(key)


@pytest.mark.parametrize("parquet", [True, False])
def test_a_large_file_is_read_as_the_small_one_would_be(tmp_path: Path, parquet: bool) -> None:
    path = csv_file(tmp_path, *long_lines(["1", "*", "NA", '"1,250"', "5.5", "60%", "7", "8"]))
    small = read_indicator_file(path, known=KNOWN).figures()
    if parquet:
        pl.read_csv(path, infer_schema=False).write_parquet(path)
    large = read_long(path, COLUMNS, LSOA_2011)
    columns = ["area", "starts", "ends", "value", "note"]
    assert large.select(columns).equals(small.select(columns))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("E01000001,2019,1", "twice"),
        ("E01999999,2018,1", "none of LSOA 2011"),
        ("E01000001,soon,1", "no period"),
        ('E01000001,2018,"12,5"', "no figure"),
        ("E01000001,2018,#DIV/0!", "no figure"),
    ],
)
def test_a_large_file_that_is_wrong_is_refused_by_row_and_area(tmp_path: Path, line: str, words: str) -> None:
    path = csv_file(tmp_path, *long_lines(range(8)), line)
    with pytest.raises(JoinedupError, match=words) as refused:
        read_long(path, COLUMNS, LSOA_2011)
    assert refused.value.where == f"figures.csv, row 10, {line[:9]}"


def test_intervals_of_many_are_those_of_one() -> None:
    counts = np.array([0.0, 1, 5, 9, 10, 65, 1045])
    of = np.array([10.0, 100, 50, 9, 20, 100, 5000])
    lower, upper = wilson_many(counts, of)
    alone = [wilson(c, n) for c, n in zip(counts, of, strict=True)]
    assert lower == pytest.approx([one.lower for one in alone], abs=1e-12)
    assert upper == pytest.approx([one.upper for one in alone], abs=1e-12)
    lower, upper = of_count_many(counts)
    alone = [of_count(c) for c in counts]
    assert lower == pytest.approx([one.lower for one in alone], abs=1e-12)
    assert upper == pytest.approx([one.upper for one in alone], abs=1e-12)
    low, _ = limits_of(Kind.RATE, 1000, counts, of)
    assert low[5] == pytest.approx((of_count(65).lower or 0) / 100 * 1000)
    assert limits_of(Kind.DIRECTLY_STANDARDISED, 1, counts, of) is None
    assert np.isnan(limits_of(Kind.RATE, 1, counts, of * 0)[0]).all()


def test_figures_of_a_few_areas_are_those_of_all_and_read_anew_when_they_are_replaced(
    store: Store, tmp_path: Path
) -> None:
    store.put(SMOKING, KIND, two_years(tmp_path))
    early, late = store.slices("smoking", KIND)
    places = (7, 1, 4)
    for one in (early, late):
        some, whole = store.some_figures("smoking", KIND, one, places, ("value",)), store.figures(
            "smoking", KIND, one.period
        )  # fmt: skip
        assert some.codes == tuple(CODES_2011[place] for place in places)
        assert np.array_equal(some.values, whole.values[list(places)], equal_nan=True)
        assert some.notes.tolist() == whole.notes[list(places)].tolist()
        assert some.numerators is None
    store.put_areas(AreaSet("LSOA", 2011, {"E01000099": "New"}))
    added = store.some_figures("smoking", KIND, late, (0, 8), ("value",))
    assert (added.codes[1], added.notes.tolist()) == ("E01000099", [0, 1])
    store.put(SMOKING, KIND, table(tmp_path, *long_lines(range(21, 29), "2019/20")))
    assert store.some_figures("smoking", KIND, late, places, ("value",)).values.tolist() == [28, 22, 25]
    with pytest.raises(JoinedupError, match="store-period-unknown"):
        store.some_figures("smoking", KIND, early, places, ("value",))
