"""A map of counts by area as a picture: shaded areas, and grey ones where the count is protected.

Only published values go in: a protected count is never part of the picture's data. Classes are told
apart by lightness as well as hue (one scale of blues), so that colour-blind readers can use the map, and the
table it belongs to is always published beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import vl_convert as vlc
from attrs import frozen

PROTECTED = "#d4d4d4"
WIDTH, HEIGHT = 720, 560  # pixels


@frozen
class Picture:
    """The same map twice: `svg` text for pages and print, `png` bytes for documents."""

    svg: str
    png: bytes


def map_picture(
    boundaries: Mapping[str, Any],
    counts: Mapping[str, int | None],
    *,
    code: str,
    title: str,
    legend: str,
    source: str,
) -> Picture:
    """Draw a GeoJSON FeatureCollection (WGS84), one shade an area.

    counts: by area code; None for a protected count. code: the property of a feature that holds its code.
    Areas without a count are drawn as protected, so that what is missing cannot be told from what is hidden.
    """
    features = []
    for feature in boundaries["features"]:
        area = str(feature["properties"][code])
        value = counts.get(area)
        properties: dict[str, Any] = {"area": area, "shown": value is not None}
        if value is not None:
            properties["count"] = value
        features.append({"type": "Feature", "geometry": feature["geometry"], "properties": properties})
    protected = sum(1 for feature in features if not feature["properties"]["shown"])
    data = alt.InlineData(values=features)
    shown = (
        alt.Chart(data)
        .transform_filter("datum.properties.shown")
        .mark_geoshape(stroke="#ffffff", strokeWidth=1.2)
        .encode(
            color=alt.Color(
                "properties.count:Q",
                title=legend,
                bin=alt.Bin(maxbins=6),
                scale=alt.Scale(scheme="blues"),
            )
        )
    )
    hidden = (
        alt.Chart(data)
        .transform_filter("!datum.properties.shown")
        .mark_geoshape(fill=PROTECTED, stroke="#8a8a8a", strokeWidth=1, strokeDash=[3, 3])
    )
    note = f"Grey with a dashed edge: {protected} of {len(features)} areas, count protected. {source}"
    chart = (
        alt.layer(shown, hidden)
        .project(type="mercator")
        .properties(
            width=WIDTH,
            height=HEIGHT,
            title=alt.TitleParams(title, subtitle=note, anchor="start", fontSize=18, subtitleFontSize=12, offset=14),
            description=f"{title}. {note}",
        )
        .configure_view(stroke=None)
        .configure(font="sans-serif", background="#ffffff", padding=18)
    )
    specification = chart.to_dict()
    svg: str = vlc.vegalite_to_svg(specification)
    png: bytes = vlc.vegalite_to_png(specification, scale=1.5)
    return Picture(svg, png)
