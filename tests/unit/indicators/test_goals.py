"""A goal: green, amber or red by the limits that an owner set, whichever direction is good."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.compare import Goal
from joinedup.engine.indicators.goals import SetGoal
from joinedup.engine.indicators.indicator import Indicator, Polarity

LOW = Indicator("smoking", "Smokers", unit="%", polarity=Polarity.LOW_IS_GOOD)
HIGH = evolve(LOW, polarity=Polarity.HIGH_IS_GOOD)


def goal(met: float, missed: float) -> SetGoal:
    return SetGoal(Goal(met, missed), "agreed", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("one", "limits", "colours"),
    [
        (LOW, (10, 20), ["green", "green", "amber", "amber", "red"]),
        (HIGH, (20, 10), ["red", "amber", "amber", "green", "green"]),
    ],
)
def test_a_figure_is_green_from_one_limit_and_red_beyond_the_other(
    one: Indicator, limits: tuple[float, float], colours: list[str]
) -> None:
    lights = [goal(*limits).checked(one).light(value, one) for value in (9.9, 10, 19.9, 20, 20.1)]
    assert [light.colour for light in lights if light] == colours


def test_limits_the_wrong_way_round_or_without_a_good_direction_are_refused() -> None:
    for one, limits, code in (
        (LOW, (20, 10), "goal-impossible"),
        (HIGH, (10, 20), "goal-impossible"),
        (LOW, (float("nan"), 10), "goal-impossible"),
        (evolve(LOW, polarity=Polarity.NO_JUDGEMENT), (10, 20), "goal-without-direction"),
    ):
        with pytest.raises(JoinedupError) as failure:
            goal(*limits).checked(one)
        assert failure.value.code == code
