"""What is known about an area: figures with their limits, beside a larger area, in words; pockets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.compare import Colour, Goal, Standing, compare
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind, MethodBreak, Polarity
from joinedup.engine.indicators.intervals import Interval
from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.profile import Beside, fact, pockets, profile, side_by_side
from joinedup.engine.indicators.store import Store
from joinedup.engine.indicators.targets import Progress, Target
from joinedup.engine.indicators.trend import Direction, mann_kendall

WARDS = AreaSet("ward", 2022, {f"E050000{n:02}": f"Ward {n}" for n in range(1, 21)})
COUNTRY = AreaSet("country", 2022, {"E92000001": "England"})
ENGLAND = Beside("country-2022", "E92000001", "England")
SMOKING = Indicator(
    "smoking", "Smoking in adults", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100, "%", theme="Health",
    definition="Adults who smoke now", source="Made up", owner="Public health", licence="OGL",
    denominator="Adults asked",
)  # fmt: skip
YEARS = ("2015/16", "2016/17", "2017/18", "2018/19", "2019/20")


def figures(
    areas: Sequence[str], years: Sequence[str], counts: Sequence[Sequence[float | None]], of: float
) -> pl.DataFrame:
    """Proportions: for each area a row of counts by year."""
    rows = []
    for area, own in zip(areas, counts, strict=True):
        for year, count in zip(years, own, strict=True):
            period = read_period(year)
            assert period is not None
            value = None if count is None else count / of * 100
            note = "suppressed" if count is None else ""
            row = ["", "", area, period.starts, period.ends, value, count, of, None, None, note, 2, "made up"]
            rows.append(row)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    wards, country = made.put_areas(WARDS), made.put_areas(COUNTRY)
    rising = [[200 + 20 * year + 2 * place for year in range(5)] for place in range(20)]
    made.put(SMOKING, wards, figures(sorted(WARDS.names), YEARS, rising, 1000))
    made.put(
        SMOKING, country, figures(["E92000001"], YEARS, [[200_000, 201_000, 200_500, 200_000, 200_000]], 1_000_000)
    )
    return made


def test_a_figure_in_words_with_limits_comparison_and_trend(store: Store) -> None:
    found = fact(store, "smoking", "ward-2022", "E05000020", ENGLAND)
    assert found.headline == "higher than England, and rising"
    assert found.words == (
        "31.8% in 2019/20, probably between 29.0 and 34.8%: higher than England (20.0%), and rising. "
        "That is worse than England and it is getting worse. In the worst fifth of 20 areas."
    )
    assert found.comparison.standing is Standing.WORSE
    best = fact(store, "smoking", "ward-2022", "E05000001", ENGLAND).fifth
    assert best is not None
    assert (best.place, best.short) == (5, "best")


def test_a_profile_by_theme_with_a_target(store: Store) -> None:
    baseline = read_period("2015/16")
    assert baseline is not None
    target = Target("smoking", "E05000001", 20.0, baseline, 15.0, date(2021, 3, 31))
    store.put(Indicator("only-england", "Elsewhere"), "country-2022", figures(["E92000001"], YEARS, [[1] * 5], 10))
    made = profile(store, "ward-2022", "E05000001", beside=ENGLAND, targets=[target])
    assert (made.name, made.without) == ("Ward 1", ("only-england",))
    (own,) = made.themes["Health"]
    assert own.target is not None
    assert own.target.progress is Progress.AWAY
    assert [p.label for p, _ in own.series] == list(YEARS)


def test_an_indicator_of_men_and_women_only_is_shown_for_each(store: Store) -> None:
    one = figures(sorted(WARDS.names), YEARS, [[100] * 5 for _ in range(20)], 1000)
    both = pl.concat([one.with_columns(group=pl.lit("Male")), one.with_columns(group=pl.lit("Female"))])
    store.put(Indicator("life", "Life", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100), "ward-2022", both)
    made = profile(store, "ward-2022", "E05000001", ["life"], ENGLAND)
    assert sorted(found.group for found in made.facts) == ["Female", "Male"]
    assert pockets(store, "ward-2022", ["life"]).no_figure == {"life": 20}


def test_areas_side_by_side(store: Store) -> None:
    (row,) = side_by_side(store, "ward-2022", ["E05000001", "E05000020"], ["smoking"], ENGLAND)
    assert [round(one.estimate.value, 1) for one in row.facts if one.estimate] == [28.0, 31.8]


def test_figures_across_a_break_of_method_are_not_one_trend(store: Store) -> None:
    broken = Indicator(
        "smoking-2", "Smoking, two surveys", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100, "%",
        breaks=(MethodBreak(date(2018, 4, 1), "a new survey"),),
    )  # fmt: skip
    counts = [[200 + 20 * year for year in range(5)] for _ in range(20)]
    store.put(broken, "ward-2022", figures(sorted(WARDS.names), YEARS, counts, 1000))
    found = fact(store, "smoking-2", "ward-2022", "E05000001")
    assert found.trend.direction is Direction.NOT_KNOWN
    assert [one.what for one in found.breaks] == ["a new survey"]


def test_a_figure_that_is_left_out_is_said_and_counts_are_not_compared(store: Store) -> None:
    hidden = [[None] * 5 if place == 3 else [50.0] * 5 for place in range(20)]
    store.put(Indicator("few", "Few", Kind.PROPORTION, unit="%"), "ward-2022", figures(sorted(WARDS.names), YEARS, hidden, 100))  # fmt: skip  # noqa: E501
    found = fact(store, "few", "ward-2022", "E05000004", ENGLAND)
    assert found.words == "No figure for 2019/20: it is left out so that nobody can be recognised."
    crimes = Indicator("crimes", "Crimes", Kind.COUNT)
    for kind, areas in (("ward-2022", sorted(WARDS.names)), ("country-2022", ["E92000001"])):
        store.put(crimes, kind, figures(areas, YEARS, [[100] * 5 for _ in areas], 100))
    assert fact(store, "crimes", "ward-2022", "E05000004", ENGLAND).comparison.standing is Standing.NOT_COMPARED


def test_pockets_are_in_the_worst_tenth_on_several_themes(store: Store) -> None:
    def put(key: str, theme: str, polarity: Polarity, high: tuple[int, ...]) -> None:
        counts = [[500.0 if place in high else 100.0 + place] for place in range(20)]
        meta = Indicator(key, key, Kind.PROPORTION, polarity, 100, "%", theme=theme)
        store.put(meta, "ward-2022", figures(sorted(WARDS.names), YEARS[-1:], counts, 1000))

    put("poverty", "Income", Polarity.LOW_IS_GOOD, (4, 5))
    put("crime", "Safety", Polarity.LOW_IS_GOOD, (4, 6))
    put("theft", "Safety", Polarity.LOW_IS_GOOD, (4, 7))
    put("gcse", "Education", Polarity.HIGH_IS_GOOD, ())
    put("age", "People", Polarity.NO_JUDGEMENT, (4,))
    crimes = figures(sorted(WARDS.names), YEARS[-1:], [[500.0 if place == 4 else 1.0] for place in range(20)], 1000)
    store.put(Indicator("all-crimes", "All", Kind.COUNT, Polarity.LOW_IS_GOOD, theme="Counts"), "ward-2022", crimes)
    found = pockets(store, "ward-2022", ["poverty", "crime", "theft", "gcse", "age", "all-crimes"])
    assert [(one.code, one.name) for one in found.found] == [("E05000005", "Ward 5")]
    assert found.found[0].themes == {"Income": ("poverty",), "Safety": ("crime", "theft")}
    assert found.not_judged == ("age", "all-crimes")
    assert found.no_figure["poverty"] == 0


def test_goals_colour_by_the_good_direction() -> None:
    goal = Goal(met=90, missed=80)
    assert [goal.colour(v, Polarity.HIGH_IS_GOOD) for v in (90, 85, 79)] == [Colour.GREEN, Colour.AMBER, Colour.RED]
    low = Goal(met=10, missed=20)
    assert [low.colour(v, Polarity.LOW_IS_GOOD) for v in (10, 15, 21)] == [Colour.GREEN, Colour.AMBER, Colour.RED]


def test_without_limits_nothing_is_compared() -> None:
    assert compare(None, 5, Polarity.LOW_IS_GOOD).standing is Standing.NOT_COMPARED
    assert compare(Interval(None, 4), 5, Polarity.LOW_IS_GOOD).standing is Standing.BETTER
    assert compare(Interval(4, 6), 5, Polarity.LOW_IS_GOOD).standing is Standing.SIMILAR
    assert compare(Interval(6, 7), 5, Polarity.NO_JUDGEMENT).standing is Standing.HIGHER


def test_the_order_of_figures_alone_tells_a_trend_only_when_clear() -> None:
    assert mann_kendall([1, 2, 3, 4, 5], Polarity.LOW_IS_GOOD).direction is Direction.RISING
    assert mann_kendall([1, 2, 3, 5, 4], Polarity.LOW_IS_GOOD).direction is Direction.NO_CHANGE
    assert mann_kendall([9, 8, 7, 6, 5, 4, 3, 2, 1, 0], Polarity.LOW_IS_GOOD).standing is Standing.BETTER
    assert mann_kendall([1, 1, 1, 1, 1], Polarity.LOW_IS_GOOD).direction is Direction.NO_CHANGE
    assert mann_kendall([1, 2], Polarity.LOW_IS_GOOD).direction is Direction.NOT_KNOWN
