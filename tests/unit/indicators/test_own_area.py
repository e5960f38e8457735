"""An area of one's own: its figures are those of its parts together, and none where a part has none."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, LSOA_2011, csv_file, long_lines

from joinedup.engine.areas.custom import CustomArea
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.own_area import OWN, WithOwnArea
from joinedup.engine.indicators.profile import profile
from joinedup.engine.indicators.reading import read_indicator_file
from joinedup.engine.indicators.store import Store

COUNTED = Indicator("counted", "Counted", Kind.COUNT, theme="Health")
SHARE = Indicator("share", "Share", Kind.PROPORTION, per=100, unit="%", theme="Health")
SCORE = Indicator("score", "Score", Kind.INDEX, theme="Health")


def two_years(tmp_path: Path) -> pl.DataFrame:
    """Eight areas; in the first year the third is suppressed and the fourth has no figure."""
    first = long_lines(["1", "2", "*", "", "5", "6", "7", "8"], "2018/19")
    return read_indicator_file(
        csv_file(tmp_path, *first, *long_lines(range(11, 19), "2019/20")[1:]), known=KNOWN
    ).figures()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    kind = made.put_areas(LSOA_2011)
    figures = two_years(tmp_path)
    made.put(COUNTED, kind, figures)
    top = pl.col("value")
    share = figures.with_columns(numerator=top, denominator=top * pl.col("area").rank("dense"), value=pl.lit(50.0))
    made.put(SHARE, kind, share)
    made.put(SCORE, kind, figures)
    return made


def own(store: Store, *places: int) -> WithOwnArea:
    return WithOwnArea(
        store.folder, CustomArea("own", "Ours", tuple(CODES_2011[place] for place in places)), "lsoa-2011"
    )


def test_counts_are_added_up_over_time(store: Store) -> None:
    told = own(store, 0, 1, 4).series("counted", OWN, "own")
    assert [(period.label, figure.value) for period, figure in told] == [("2018/19", 8), ("2019/20", 11 + 12 + 15)]
    assert own(store, 0, 1, 4).figures("counted", OWN).values.tolist() == [38]


def test_a_share_is_worked_out_anew_from_its_counts(store: Store) -> None:
    figure = own(store, 0, 2).series("share", OWN, "own")[-1][1]
    assert (figure.numerator, figure.denominator) == (11 + 13, 11 * 1 + 13 * 3)
    assert figure.value == pytest.approx(100 * 24 / 50)


@pytest.mark.parametrize(("places", "note"), [((0, 2), "suppressed"), ((0, 3), "missing"), ((2, 3), "suppressed")])
def test_where_a_part_has_no_figure_there_is_none(store: Store, places: tuple[int, ...], note: str) -> None:
    first = own(store, *places).series("counted", OWN, "own")[0][1]
    assert (first.value, first.numerator, first.note) == (None, None, note)


def test_its_profile_says_what_is_known_and_leaves_scores_out(store: Store) -> None:
    made = profile(own(store, 0, 1), OWN, "own")
    assert made.name == "Ours"
    assert [fact.indicator.key for fact in made.facts] == ["counted", "share"]
    assert made.without == ("score",)
    assert own(store, 0).kinds("score") == ("lsoa-2011",)


def test_other_areas_are_as_they_were(store: Store) -> None:
    beside = own(store, 0, 1)
    assert beside.figures("counted", "lsoa-2011").codes == store.figures("counted", "lsoa-2011").codes
    assert beside.series("counted", "lsoa-2011", CODES_2011[0]) == store.series("counted", "lsoa-2011", CODES_2011[0])
    assert beside.areas("lsoa-2011").codes == LSOA_2011.codes
