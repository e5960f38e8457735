"""Rules of figures about areas, in plain English."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.unit.indicators.made_up import CODES_2011, KNOWN, LSOA_2011, csv_file, long_lines

from joinedup.engine.areas.change import Overlaps, move_counts, move_scores
from joinedup.engine.indicators.compare import Standing, compare
from joinedup.engine.indicators.estimates import proportion, rate
from joinedup.engine.indicators.indicator import Indicator, Kind, MethodBreak, Polarity
from joinedup.engine.indicators.intervals import Interval
from joinedup.engine.indicators.periods import read_period
from joinedup.engine.indicators.reading import read_indicator_file
from joinedup.engine.indicators.sign_off import Signed, SignOff
from joinedup.engine.indicators.standardised import directly_standardised
from joinedup.engine.indicators.targets import Progress, Target, judge
from joinedup.engine.indicators.totals import total
from joinedup.engine.indicators.trend import Direction, Point, recent_trend

COUNT = Indicator("count", "A count")
SHARE = Indicator("share", "A share", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100)


def test_a_file_with_one_wrong_figure_is_not_loaded_at_all(tmp_path: Path) -> None:
    """A file is loaded whole or not at all."""
    reading = read_indicator_file(csv_file(tmp_path, *long_lines([1, 2, 3, 4, 5, 6, 7, "eight"])), known=KNOWN)
    assert not reading.may_be_loaded
    assert reading.table.is_empty()


def test_a_sum_over_a_gap_is_not_made(tmp_path: Path) -> None:
    """Where an area has no figure, the sum of all areas has none, and it is said which is missing."""
    figures = read_indicator_file(csv_file(tmp_path, *long_lines(range(7), codes=CODES_2011[:7]))).figures()
    whole = total(figures, LSOA_2011.codes, COUNT)
    assert whole.value is None
    assert whole.missing == ("E01000008",)
    assert whole.partial == 21


def test_a_rate_of_several_areas_is_worked_out_from_their_counts(tmp_path: Path) -> None:
    """Rates are never averaged: those of large areas count for more."""
    lines = ["code,period,numerator,denominator,value", "E01000001,2019,5,10,50", "E01000002,2019,9,90,10"]
    figures = read_indicator_file(csv_file(tmp_path, *lines)).figures()
    assert total(figures, CODES_2011[:2], SHARE).value == 14


def test_a_score_of_several_areas_is_not_made(tmp_path: Path) -> None:
    """Scores, ranks and standardised rates of areas cannot be put together."""
    figures = read_indicator_file(csv_file(tmp_path, *long_lines(range(8)))).figures()
    whole = total(figures, CODES_2011, Indicator("score", "A score", Kind.INDEX))
    assert whole.value is None
    assert "cannot be put together" in whole.why


def test_counts_on_changed_boundaries_add_up_and_scores_are_not_split() -> None:
    """When boundaries change, counts are shared out and conserved; a score stands only where nothing changed."""
    overlaps = Overlaps({"old": {"east": 2, "west": 1}, "same": {"same": 5}})
    assert sum(move_counts({"old": 10, "same": 3}, overlaps).values.values()) == 13
    assert move_scores({"old": 10, "same": 3}, overlaps) == ({"same": 3}, ("old",))


def test_no_standardised_rate_below_ten_events() -> None:
    """Fewer than ten events give no directly standardised rate."""
    assert directly_standardised([5, 4], [100, 100], [1, 1]) is None
    assert directly_standardised([5, 5], [100, 100], [1, 1]) is not None


def test_a_missing_count_is_no_zero() -> None:
    """Where numerator or denominator is missing there is no figure."""
    assert rate(None, 100) is None
    assert proportion(5, None) is None


def test_a_difference_that_may_be_chance_is_not_called_one() -> None:
    """An area is better or worse only where its interval leaves the other figure out."""
    assert compare(Interval(4, 6), 5, Polarity.LOW_IS_GOOD).standing is Standing.SIMILAR
    assert compare(Interval(4, 4.9), 5, Polarity.LOW_IS_GOOD).standing is Standing.BETTER
    assert compare(None, 5, Polarity.LOW_IS_GOOD).standing is Standing.NOT_COMPARED


def test_an_indicator_without_a_good_direction_is_higher_or_lower_never_worse() -> None:
    """What has no good direction is not judged."""
    assert compare(Interval(6, 7), 5, Polarity.NO_JUDGEMENT).standing is Standing.HIGHER


def test_a_trend_needs_five_years_with_limits_or_counts() -> None:
    """Four years are no trend; five without limits or counts are none either."""
    clear = [Point(value, value - 1, value + 1) for value in (10, 20, 30, 40, 50)]
    assert recent_trend(clear, Kind.PROPORTION, Polarity.LOW_IS_GOOD).direction is Direction.RISING
    assert recent_trend(clear[:4], Kind.PROPORTION, Polarity.LOW_IS_GOOD).direction is Direction.NOT_KNOWN
    bare = [Point(point.value) for point in clear]
    assert recent_trend(bare, Kind.PROPORTION, Polarity.LOW_IS_GOOD).direction is Direction.NOT_KNOWN


def test_one_odd_year_is_no_trend() -> None:
    """A rise that one year makes alone is not called one."""
    odd = [Point(value, value - 0.1, value + 0.1) for value in (10, 10, 10, 10, 30)]
    assert recent_trend(odd, Kind.PROPORTION, Polarity.LOW_IS_GOOD).direction is Direction.NO_CHANGE


def test_figures_on_both_sides_of_a_break_are_told_apart() -> None:
    """A break of method lies between the last day before it and its first day."""
    broken = Indicator("x", "X", breaks=(MethodBreak(date(2019, 4, 1), "a new survey"),))
    assert broken.breaks_between(date(2018, 4, 1), date(2020, 3, 31))
    assert not broken.breaks_between(date(2019, 4, 1), date(2020, 3, 31))


def test_on_track_means_at_or_beyond_the_path() -> None:
    """Exactly on the path is on track."""
    baseline, latest = read_period("2004/05"), read_period("Mar 2007")
    assert baseline is not None
    assert latest is not None
    target = Target("x", "A", 48, baseline, 28, date(2009, 3, 31))
    assert judge(target, [(latest, target.path(latest.ends))]).progress is Progress.ON_TRACK
    assert judge(target, [(latest, target.path(latest.ends) + 0.01)]).progress is Progress.BEHIND


@pytest.mark.parametrize(("day", "standing"), [(date(2026, 3, 31), Signed.WAITING), (date(2026, 4, 1), Signed.OVERDUE)])
def test_a_sign_off_is_overdue_from_the_day_after_it_was_due(day: date, standing: Signed) -> None:
    """The due day itself still counts."""
    period = read_period("2025")
    assert period is not None
    assert SignOff("x", period, "Police", date(2026, 3, 31)).standing(day) is standing
