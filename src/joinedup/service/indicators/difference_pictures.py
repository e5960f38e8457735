"""The funnel and the slope as pictures: SVGs without a script, beside tables that say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import vl_convert as vlc
from django.utils.translation import gettext as _

from joinedup.engine.indicators.funnel import Place
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.spread import Funnel, Slope, limits_at
from joinedup.service.indicators.trend_picture import FONT, INK, OTHER

_STEPS = 80  # points of a limit's line
WITHIN = "#5f6b70"


def funnel_picture(one: Indicator, made: Funnel, names: Mapping[str, str]) -> str:
    """Each area by its size and figure, the common figure, and the limits for every size."""
    sizes = [spot.size for spot in made.spots]
    least, most = min(sizes) * 0.9, max(sizes) * 1.05
    lines: list[dict[str, Any]] = []
    likely, surer, common = _("limits of 95%"), _("limits of 99.8%"), _("all together")
    for size in np.linspace(least, most, _STEPS):
        told = limits_at(one, made.common, float(size))
        for what, side, value in (
            (likely, "low", told.lower), (likely, "high", told.upper),
            (surer, "low", told.surer_lower), (surer, "high", told.surer_upper), (common, "", made.common),
        ):  # fmt: skip
            lines.append({"size": float(size), "what": what, "line": what + side, "value": value})
    within, high, low = _("within the limits"), _("higher"), _("lower")
    where = {Place.AS_EXPECTED: within, Place.HIGH: high, Place.VERY_HIGH: high}
    spots = [
        {
            "size": spot.size, "value": spot.figure, "where": where.get(spot.place, low),
            "area": names.get(spot.code, spot.code),
        }
        for spot in made.spots
    ]  # fmt: skip
    across = alt.X(
        "size:Q", title=one.denominator or _("Out of how many"), scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6)
    )
    up = alt.Y("value:Q", title=one.unit or _("Figure"), scale=alt.Scale(zero=False))
    drawn = (
        alt.Chart(alt.InlineData(values=lines))
        .mark_line(strokeWidth=1.8)
        .encode(
            x=across,
            y=up,
            detail="line:N",
            color=alt.value(INK),
            strokeDash=alt.StrokeDash(
                "what:N", title=None, sort=[common, likely, surer],
                scale=alt.Scale(domain=[common, likely, surer], range=[[1, 0], [6, 3], [2, 2]]),
            ),
        )
    )  # fmt: skip
    kinds = [within, high, low]
    points = (
        alt.Chart(alt.InlineData(values=spots))
        .mark_point(filled=True, size=45, opacity=0.8)
        .encode(
            x=across,
            y=up,
            color=alt.Color("where:N", title=None, scale=alt.Scale(domain=kinds, range=[WITHIN, OTHER, "#1f3d9e"])),
            shape=alt.Shape(
                "where:N", title=None, scale=alt.Scale(domain=kinds, range=["circle", "triangle-up", "triangle-down"])
            ),
        )
    )
    return _svg(points + drawn)


def slope_picture(one: Indicator, made: Slope) -> str:
    """Each part of the people with its figure and limits, and the line through them."""
    parts = [
        {
            "at": part.middle * 100, "value": part.figure, "low": part.interval.lower, "high": part.interval.upper,
            "what": _("figures, with their limits"),
        }
        for part in made.parts
    ]  # fmt: skip
    line = [{"at": at, "value": value} for at, value in ((0, made.first), (100, made.last))]
    across = alt.X("at:Q", title=_("People, from the most to the least deprived (%)"), scale=alt.Scale(domain=[0, 100]))
    up = alt.Y("value:Q", title=one.unit or _("Figure"), scale=alt.Scale(zero=False))
    base = alt.Chart(alt.InlineData(values=parts))
    limits = base.mark_rule(color=INK, strokeWidth=1.5).encode(x=across, y=alt.Y("low:Q"), y2="high:Q")
    points = base.mark_point(filled=True, size=70, color=INK, opacity=1).encode(x=across, y=up)
    fitted = alt.Chart(alt.InlineData(values=line)).mark_line(color=OTHER, strokeWidth=2.5).encode(x=across, y=up)
    return _svg(limits + fitted + points)


def _svg(chart: Any) -> str:
    whole = chart.properties(width=680, height=380).configure(font=FONT)
    legend = whole.configure_legend(orient="top", labelLimit=220, symbolSize=90, columnPadding=28)
    svg: str = vlc.vegalite_to_svg(legend.to_dict())
    return svg
