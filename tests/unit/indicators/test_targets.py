"""Targets: baseline, path, and whether an area is on track."""

from __future__ import annotations

from datetime import date

import pytest

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.periods import Period, read_period
from joinedup.engine.indicators.targets import Progress, Target, judge


def period(words: str) -> Period:
    found = read_period(words)
    assert found is not None
    return found


def repeats(**changes: object) -> Target:
    plan: dict[str, object] = {
        "indicator": "repeat-incidents", "area": "E08000036", "baseline": 48.0, "baseline_period": period("2004-05"),
        "wanted": 28.0, "by": date(2009, 3, 31),
    }  # fmt: skip
    return Target(**{**plan, **changes})  # type: ignore[arg-type]


def test_31_percent_in_march_2008_is_on_track_for_28_percent_by_march_2009() -> None:
    judgement = judge(repeats(), [(period("2004-05"), 48.0), (period("Mar 2008"), 31.0)], "%")
    assert judgement.progress is Progress.ON_TRACK
    assert judgement.expected == pytest.approx(33, abs=0.02)
    assert judgement.share == pytest.approx(0.85)
    assert judgement.words == (
        "On track: 31% in March 2008, where the path is at 33%; from 48% in 2004/05 to 28% by 31 March 2009."
    )


@pytest.mark.parametrize(
    ("latest", "progress"),
    [(28.0, Progress.REACHED), (20.0, Progress.REACHED), (34.0, Progress.BEHIND), (49.0, Progress.AWAY)],
)
def test_reached_behind_and_moving_away(latest: float, progress: Progress) -> None:
    assert judge(repeats(), [(period("Mar 2008"), latest)]).progress is progress


def test_a_target_to_rise_is_judged_the_other_way() -> None:
    recycling = repeats(baseline=20.0, wanted=40.0)
    assert judge(recycling, [(period("Mar 2008"), 36.0)]).progress is Progress.ON_TRACK
    assert judge(recycling, [(period("Mar 2008"), 34.0)]).progress is Progress.BEHIND
    assert judge(recycling, [(period("Mar 2008"), 19.0)]).progress is Progress.AWAY


def test_the_latest_figure_counts_and_missing_ones_are_passed_over() -> None:
    figures = [(period("Mar 2008"), 31.0), (period("Mar 2006"), 47.0), (period("Mar 2009"), None)]
    judgement = judge(repeats(), figures)
    assert judgement.period == period("Mar 2008")
    assert judge(repeats(), figures[2:]).progress is Progress.TOO_EARLY


def test_milestones_bend_the_path() -> None:
    slow_start = repeats(milestones={date(2008, 3, 31): 45.0})
    assert slow_start.path(date(2008, 3, 31)) == 45
    assert slow_start.path(date(2003, 1, 1)) == 48
    assert slow_start.path(date(2012, 1, 1)) == 28


@pytest.mark.parametrize(
    "change", [{"by": date(2005, 3, 31)}, {"wanted": 48.0}, {"milestones": {date(2012, 1, 1): 30.0}}]
)
def test_a_target_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(JoinedupError, match="target-impossible"):
        repeats(**change)
