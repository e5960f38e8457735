"""Figures over time as a line, beside the larger area's or the path to a target: an SVG without a script."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl
import vl_convert as vlc
from django.utils.translation import gettext as _

from joinedup.engine.indicators.intervals import Interval
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import AreaFigure
from joinedup.engine.indicators.targets import Target

INK, OTHER = "#14323f", "#b35900"
FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"


def trend_picture(
    lines: Sequence[tuple[str, Sequence[tuple[Period, AreaFigure]]]],
    unit: str,
    limits: Sequence[Interval | None] = (),
) -> str:
    """lines: each area's name with its figures in the order of time; the first is the one that the page is about.

    limits: between what each of its figures probably lies, as a stroke through it.
    """
    rows = [
        {"area": name, "period": period.label, "order": place, "value": figure.value}
        for name, series in lines
        for place, (period, figure) in enumerate(series)
    ]
    sure = [
        {"area": lines[0][0], "period": period.label, "low": one.lower, "high": one.upper}
        for (period, _), one in zip(lines[0][1], limits, strict=bool(limits))
        if one is not None
    ]
    names = [name for name, _ in lines]
    table = pl.DataFrame(rows, schema={"area": pl.String, "period": pl.String, "order": pl.Int64, "value": pl.Float64})
    among = pl.DataFrame(
        sure, schema={"area": pl.String, "period": pl.String, "low": pl.Float64, "high": pl.Float64}
    ).drop_nulls()
    periods = table.group_by("period").agg(pl.col("order").max()).sort("order")["period"].to_list()
    x = alt.X("period:N", sort=periods, title=None)
    color = alt.Color("area:N", title=None, scale=alt.Scale(domain=names, range=[INK, OTHER][: len(names)]))
    drawn = (
        alt.Chart(table.to_arrow())
        .mark_line(point=True, strokeWidth=2.5)
        .encode(
            x=x,
            y=alt.Y("value:Q", title=unit or None),
            color=color,
            strokeDash=alt.StrokeDash("area:N", legend=None, sort=names),
        )
    )
    strokes = alt.Chart(among.to_arrow()).mark_rule(strokeWidth=1.5, opacity=0.6).encode(
        x=x, y=alt.Y("low:Q", title=unit or None), y2="high:Q", color=alt.value(INK)
    )  # fmt: skip
    chart = (
        (strokes + drawn if len(among) else drawn)
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
