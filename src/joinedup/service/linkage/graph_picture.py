"""Somebody's records as a graph: an SVG without a script. They stand in a circle, with lines for the pairs of them."""

from __future__ import annotations

import math

import altair as alt
import polars as pl
import vl_convert as vlc

from joinedup.service.linkage.graphs import Shown
from joinedup.service.linkage.why_picture import AGAINST, FONT, FOR

_LINKED, _APART = "one person, as a pair", "not one person, as a pair"
_LEVEL = 1e-6  # names stand above a record, and below those in the lower half
_FEW = 2  # records that stand side by side


def graph_picture(shown: Shown) -> str:
    """Lines are the thicker, the likelier two records are one person's; the numbers are those of the page's table."""
    count = len(shown.graph.records)
    turn = 2 * math.pi / count
    circle = [(-math.cos(turn * at), math.sin(turn * at) + 0.0) for at in range(count)]
    lines = pl.DataFrame(
        [
            (*circle[edge.left], *circle[edge.right], edge.probability, _LINKED if edge.linked else _APART)
            for edge in shown.graph.edges
        ],
        schema=["x", "y", "x2", "y2", "probability", "pair"],
        orient="row",
    )
    dots = pl.DataFrame(
        [(*circle[at], f"{at + 1}", shown.systems[at][1].replace("_", " ")) for at in range(count)],
        schema=["x", "y", "number", "system"],
        orient="row",
    )
    reach = alt.Scale(domain=[-1.7, 1.7])
    x, y = alt.X("x:Q", axis=None, scale=reach), alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.25, 1.25]))
    colour = alt.Color("pair:N", title=None, scale=alt.Scale(domain=[_LINKED, _APART], range=[FOR, AGAINST]))
    links = (
        alt.Chart(lines.to_arrow())
        .mark_rule()
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q", color=colour,
                strokeWidth=alt.StrokeWidth("probability:Q", scale=alt.Scale(domain=[0, 1], range=[1, 4]), legend=None),
                strokeDash=alt.StrokeDash("pair:N", scale=alt.Scale(domain=[_LINKED, _APART], range=[[1, 0], [5, 4]])))
    )  # fmt: skip
    records = alt.Chart(dots.to_arrow()).mark_circle(size=700, color="#14323f", opacity=1).encode(x=x, y=y)
    numbers = alt.Chart(dots.to_arrow()).mark_text(color="white", fontWeight="bold").encode(x=x, y=y, text="number:N")
    named = [
        alt.Chart(part.to_arrow()).mark_text(dy=dy, color="#0b0c0c", fontSize=12).encode(x=x, y=y, text="system:N")
        for part, dy in ((dots.filter(pl.col("y") >= -_LEVEL), -24), (dots.filter(pl.col("y") < -_LEVEL), 24))
    ]
    chart = (
        alt.layer(links, records, numbers, *named)
        .properties(width=560, height=380 if count > _FEW else 120)
        .configure(font=FONT)
        .configure_legend(orient="bottom")
        .configure_view(stroke=None)
    )
    svg: str = vlc.vegalite_to_svg(chart.to_dict())
    return svg
