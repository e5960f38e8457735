"""What speaks for and against one person, piece by piece, as bars: an SVG without a script."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl
import vl_convert as vlc

FOR, AGAINST = "#0b6b5d", "#b35900"
FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"


def why_picture(reasons: Sequence[tuple[str, float]]) -> str:
    """reasons: words and bits, the strongest first; each bit doubles the odds that it is one person, or halves them."""
    table = pl.DataFrame(
        {
            "reason": [words[:1].upper() + words[1:] for words, _ in reasons],
            "bits": [bits for _, bits in reasons],
            "side": ["for one person" if bits >= 0 else "against" for _, bits in reasons],
        },
        schema={"reason": pl.String, "bits": pl.Float64, "side": pl.String},
    )
    chart = (
        alt.Chart(table.to_arrow())
        .mark_bar()
        .encode(
            x=alt.X("bits:Q", title="bits: each doubles the odds, or halves them"),
            y=alt.Y("reason:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
            color=alt.Color(
                "side:N", title=None, scale=alt.Scale(domain=["for one person", "against"], range=[FOR, AGAINST])
            ),
        )
        .properties(width=320, height=alt.Step(22))
        .configure(font=FONT)
        .configure_legend(orient="top")
    )
    svg: str = vlc.vegalite_to_svg(chart.to_dict())
    return svg
