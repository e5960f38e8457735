"""A map of counts or rates by area as a picture: shaded areas, and hatched ones where the value is left out.

Only published values go in, and of these only each area's class comes out, with the lowest and the highest value
in the legend: a value left out is nowhere in the picture's files. The classes differ in lightness from one to the
next, so that they are told apart without seeing colours and on a grey print; the table they come from is published
beside the map.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

import altair as alt
import polars as pl
import shapely
import vl_convert as vlc
from attrs import frozen

from joinedup.engine.areas.boundaries import Boundaries, boundaries_from
from joinedup.engine.areas.classes import Classes, classes
from joinedup.engine.errors import error

# From light to dark in even steps; tests check the steps as seen with each kind of colour blindness
SHADES = ("#fcecb2", "#a9d6a5", "#5aaea6", "#2f7799", "#1f3d6e")
LEFT_OUT_SHADE = "#e6e6e5"  # replaced by the hatching below; a shade that nothing else in the picture has
LEFT_OUT = "Left out, to protect people"
SHOWN, TOTAL = "shown", "Total"  # as published tables say it
WIDTH, HEIGHT = 760, 600  # of the map, pixels
PNG_SCALE = 2.0
_FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"
_HATCHING = (
    '<defs><pattern id="left-out" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="7" height="7" fill="#f4f4f3"/>'
    '<rect width="1.6" height="7" fill="#8f8f8d"/></pattern></defs>'
)


@frozen
class Picture:
    """The same map twice: `svg` text for pages and print, `png` bytes for documents."""

    svg: str
    png: bytes


def published_values(table: pl.DataFrame, level: str) -> dict[str, int | None]:
    """Every area's published count of all people, from a safe table; None where it is left out.

    table: columns level, area, count, status, and the categories, as `joinedup protect` writes them. A count
    whose status is not `shown` is not taken even if it stands in the table.
    """
    categories = [name for name in table.columns if name not in ("level", "area", "count", "status")]
    whole = pl.all_horizontal(pl.lit(True), *(pl.col(name) == TOTAL for name in categories))
    rows = table.filter((pl.col("level") == level) & (pl.col("area") != TOTAL) & whole)
    return {
        str(area): int(count) if status == SHOWN and count is not None else None
        for area, count, status in rows.select("area", "count", "status").iter_rows()
    }


def map_picture(
    boundaries: Boundaries | Mapping[str, Any],
    counts: Mapping[str, float | None],
    *,
    title: str,
    legend: str,
    source: str,
    code: str = "",
) -> Picture:
    """Draw areas, each shaded by the class that its count or rate is in.

    boundaries: as read, or a GeoJSON FeatureCollection (longitude and latitude) whose property `code` holds the
    areas' codes. counts: by area code; None where the value is left out. legend: what is counted.
    Areas without a value are drawn as left out, so that what is missing cannot be told from what is hidden.
    Raises `map-empty` where no area has a value, and what `boundaries_from` raises.
    """
    if not isinstance(boundaries, Boundaries):
        boundaries = boundaries_from(boundaries, code)
    shown = {area: counts.get(area) for area in boundaries.codes}
    values = [value for value in shown.values() if value is not None and math.isfinite(value)]
    if not values:
        raise error("map-empty")
    title, legend, source = _plain(title), _plain(legend), _plain(source)
    scale = classes(values)
    drawn = {
        area: LEFT_OUT if value is None or not math.isfinite(value) else scale.of(value)
        for area, value in shown.items()
    }
    specification = _chart(boundaries, drawn, scale, title, legend, source).to_dict()
    svg = _with_words(vlc.vegalite_to_svg(specification), title, _described(drawn, scale, legend, source))
    return Picture(svg, vlc.svg_to_png(svg, scale=PNG_SCALE))


def _chart(
    boundaries: Boundaries, drawn: Mapping[str, str], scale: Classes, title: str, legend: str, source: str
) -> alt.Chart:
    labels = list(scale.labels)
    colours = _shades(len(labels))
    if LEFT_OUT in drawn.values():
        labels, colours = [*labels, LEFT_OUT], [*colours, LEFT_OUT_SHADE]
    entry = alt.Legend(
        title=_lines(legend, 26),
        orient="right",
        symbolType="square",
        symbolSize=420,
        symbolStrokeWidth=0.8,
        symbolStrokeColor="#6f6f6d",
        labelFontSize=13,
        labelLimit=260,
        titleFontSize=13,
        titleLimit=260,
        titlePadding=10,
        rowPadding=7,
        offset=28,
    )
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=_features(boundaries, drawn)))
        .mark_geoshape(stroke="#ffffff", strokeWidth=1.1 if len(drawn) < 400 else 0.35, aria=False)
        .encode(
            color=alt.Color(
                "properties.class:N", scale=alt.Scale(domain=labels, range=colours), sort=labels, legend=entry
            )
        )
        .project(type="identity", reflectY=True)
        .properties(
            width=WIDTH,
            height=HEIGHT,
            title=alt.TitleParams(
                _lines(title, 70),
                subtitle=_lines(source, 120),
                anchor="start",
                frame="group",
                fontSize=21,
                fontWeight="bold",
                color="#1b1b1b",
                subtitleFontSize=13,
                subtitleColor="#4f4f4d",
                subtitlePadding=7,
                offset=20,
            ),
        )
        .configure_view(stroke=None)
        .configure(font=_FONT, background="#ffffff", padding=24, aria=False)
    )
    return chart


def _features(boundaries: Boundaries, drawn: Mapping[str, str]) -> list[dict[str, Any]]:
    """Shapes on a plane: one degree of longitude made as long as it is at the middle of the map."""
    shapes = [area.shape for area in boundaries.areas]
    _, south, _, north = shapely.total_bounds(shapes)
    narrow = math.cos(math.radians((south + north) / 2))
    finest = max(north - south, 1e-9) / HEIGHT / 4  # a quarter of a pixel
    flat = shapely.transform(shapes, lambda places: places * [narrow, 1])
    return [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.simplify(shape, finest)),
            "properties": {"class": drawn[area.code]},
        }
        for area, shape in zip(boundaries.areas, flat, strict=True)
    ]


def _shades(count: int) -> list[str]:
    """So many shades, always from the lightest to the darkest."""
    if count == 1:
        return [SHADES[2]]
    return [SHADES[round(place * (len(SHADES) - 1) / (count - 1))] for place in range(count)]


def _described(drawn: Mapping[str, str], scale: Classes, legend: str, source: str) -> str:
    counted = Counter(drawn.values())
    parts = [f"{label}: {counted[label]} areas" for label in (*scale.labels, LEFT_OUT) if counted[label]]
    return f"A map of {len(drawn)} areas, shaded by {legend}. {'; '.join(parts)}. {source}"


def _with_words(svg: str, title: str, described: str) -> str:
    """The SVG with a title and a description for those who hear it, and with the hatching in place."""
    hatched = svg.replace(f'fill="{LEFT_OUT_SHADE}"', 'fill="url(#left-out)"')
    opening = re.search(r"<svg[^>]*>", hatched)
    if opening is None:
        raise error("unexpected", kind="a picture without its root element")
    words = f"<title>{escape(title)}</title><desc>{escape(described)}</desc>"
    root = opening[0].replace("<svg", '<svg role="img"', 1)
    return hatched[: opening.start()] + root + words + _HATCHING + hatched[opening.end() :]


def _plain(words: str) -> str:
    """Words without control characters: XML cannot hold them, and the drawing library ends the process over one."""
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())


def _lines(words: str, most: int) -> list[str]:
    """Words in lines of about so many letters."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
