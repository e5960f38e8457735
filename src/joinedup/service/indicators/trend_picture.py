"""Figures over time as a line, beside the larger area's or the path to a target: an SVG without a script."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl
import vl_convert as vlc
from django.utils.translation import gettext as _

from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import AreaFigure
from joinedup.engine.indicators.targets import Target

INK, OTHER = "#14323f", "#b35900"
FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"


def trend_picture(lines: Sequence[tuple[str, Sequence[tuple[Period, AreaFigure]]]], unit: str) -> str:
    """lines: each area's name with its figures in the order of time; the first is the one that the page is about."""
    rows = [
        {"area": name, "period": period.label, "order": place, "value": figure.value}
        for name, series in lines
        for place, (period, figure) in enumerate(series)
    ]
    names = [name for name, _ in lines]
    table = pl.DataFrame(rows, schema={"area": pl.String, "period": pl.String, "order": pl.Int64, "value": pl.Float64})
    chart = (
        alt.Chart(table.to_arrow())
        .mark_line(point=True, strokeWidth=2.5)
        .encode(
            x=alt.X("period:N", sort=alt.SortField("order"), title=None),
            y=alt.Y("value:Q", title=unit or None),
            color=alt.Color("area:N", title=None, scale=alt.Scale(domain=names, range=[INK, OTHER][: len(names)])),
            strokeDash=alt.StrokeDash("area:N", legend=None, sort=names),
        )
        .properties(width=560, height=260)
        .configure(font=FONT)
        .configure_legend(orient="top")
    )
    svg: str = vlc.vegalite_to_svg(chart.to_dict())
    return svg


def path_picture(target: Target, series: Sequence[tuple[Period, AreaFigure]], unit: str) -> str:
    """A target's path as a line, and the figures as points, by the day on which their time ends."""
    steps = [(target.baseline_period.ends, target.baseline), *sorted(target.milestones.items())]
    path, figures = _("the path"), _("the figures")
    rows = [
        {"what": path, "day": day.isoformat(), "value": value} for day, value in [*steps, (target.by, target.wanted)]
    ]
    rows += [
        {"what": figures, "day": period.ends.isoformat(), "value": figure.value}
        for period, figure in series
        if figure.value is not None
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(point=True, strokeWidth=2.5)
        .encode(
            x=alt.X("day:T", title=None),
            y=alt.Y("value:Q", title=unit or None),
            color=alt.Color("what:N", title=None, scale=alt.Scale(domain=[figures, path], range=[INK, OTHER])),
            strokeDash=alt.StrokeDash("what:N", legend=None, sort=[figures, path]),
        )
        .properties(width=560, height=260)
        .configure(font=FONT)
        .configure_legend(orient="top")
    )
    svg: str = vlc.vegalite_to_svg(chart.to_dict())
    return svg
