"""The quality report as a picture: how much of each item is filled, and how much of that is valid."""

from __future__ import annotations

import altair as alt
import vl_convert as vlc

from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.supplies.report import QualityReport

FILLED, VALID = "Filled", "Valid, of what is filled"
_COLOURS = {FILLED: "#2f7799", VALID: "#a9d6a5"}  # told apart by light and dark, also in print
_FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"


def quality_picture(report: QualityReport) -> str:
    """Bars for each item, as SVG text. The table beside it says the same."""
    bars = [
        {"item": ITEMS[column.item].title if column.item in ITEMS else column.item, "what": what, "share": share}
        for column in report.columns
        for what, share in ((FILLED, column.completeness), (VALID, column.validity))
        if share is not None
    ]
    # the browser's letters may be wider than those that the picture was measured with
    room = 9 * max((len(str(bar["item"])) for bar in bars), default=0)
    chart = (
        alt.Chart(alt.InlineData(values=bars))
        .mark_bar()
        .encode(
            x=alt.X("share:Q", axis=alt.Axis(format="%", title="", tickCount=5), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("item:N", sort=None, title="", axis=alt.Axis(labelLimit=340, minExtent=room)),
            yOffset=alt.YOffset("what:N", sort=[FILLED, VALID]),
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())),
                legend=alt.Legend(title="", orient="top"),
            ),
        )
        .properties(width=460, height=alt.Step(15))
        .configure(font=_FONT, background="#ffffff")
        .configure_axis(labelFontSize=14, labelColor="#1b1b1b", gridColor="#e6e6e5")
        .configure_legend(labelFontSize=14, labelColor="#1b1b1b", labelLimit=300)
    )
    drawn: str = vlc.vegalite_to_svg(chart.to_dict())
    return drawn
