"""Figures over time as a line, with a stroke through each from the least to the most that it probably is."""

from __future__ import annotations

import re

from joinedup.engine.indicators.intervals import CONFIDENCE, Interval
from joinedup.engine.indicators.periods import Period, read_period
from joinedup.engine.indicators.store import AreaFigure
from joinedup.service.indicators.trend_picture import trend_picture


def years(*values: float | None) -> list[tuple[Period, AreaFigure]]:
    made = []
    for at, value in enumerate(values):
        period = read_period(str(2020 + at))
        assert period is not None
        made.append((period, AreaFigure(value)))
    return made


def strokes(picture: str) -> int:
    drawn = re.search(r'<g class="mark-rule[^>]*role="graphics-object"[^>]*>(.*?)</g>', picture, re.DOTALL)
    return drawn[1].count("<line") if drawn else 0


def test_a_stroke_a_figure_whose_limits_are_known() -> None:
    lines = [("Ward 1", years(10, None, 12)), ("England", years(11, 11, 11))]
    known = [Interval(8, 12, CONFIDENCE, "x"), None, Interval(10, None, CONFIDENCE, "x")]
    assert strokes(trend_picture(lines, "%", known)) == 1
    assert strokes(trend_picture(lines, "%", [None, None, None])) == 0
    assert strokes(trend_picture(lines, "%")) == 0
