"""The map of sharing as a picture: partners on a circle, an arrow for all that one gives to another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Protocol

WIDE, HIGH, RADIUS = 1000, 560, 200


class _Flow(Protocol):
    @property
    def supplier(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def in_force(self) -> bool: ...


def picture(flows: Sequence[_Flow], titles: Mapping[str, str]) -> str:
    """An SVG of who gives to whom; solid where an agreement is in force, dashed where none is. Empty for no flows."""
    arrows: dict[tuple[str, str], tuple[int, bool]] = {}
    for flow in flows:
        count, in_force = arrows.get((flow.supplier, flow.recipient), (0, False))
        arrows[flow.supplier, flow.recipient] = (count + 1, in_force or flow.in_force)
    names = sorted({name for pair in arrows for name in pair})
    if not names:
        return ""
    places = {
        name: (
            WIDE / 2 + 1.25 * RADIUS * math.sin(2 * math.pi * place / len(names)),
            HIGH / 2 - RADIUS * math.cos(2 * math.pi * place / len(names)),
        )
        for place, name in enumerate(names)
    }
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-labelledby="map-title">'
        '<title id="map-title">Who gives data to whom. The list below says the same in words.</title>'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#0b7a75"/></marker></defs>'
    ]
    for (giver, taker), (count, in_force) in sorted(arrows.items()):
        drawn.append(_arrow(places[giver], places[taker], count, in_force))
    for name, (x, y) in places.items():
        drawn.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="16" fill="#14323f"/>'
            f'<text x="{x + (24 if x > WIDE / 2 + 9 else -24 if x < WIDE / 2 - 9 else 0):.0f}" '
            f'y="{y + (6 if abs(x - WIDE / 2) > 9 else 34 if y >= HIGH / 2 else -24):.0f}" '
            f'text-anchor="{"start" if x > WIDE / 2 + 9 else "end" if x < WIDE / 2 - 9 else "middle"}" font-size="17" '
            f'font-family="sans-serif" fill="#0b0c0c">{escape(titles.get(name, name))}</text>'
        )
    return "".join([*drawn, "</svg>"])


def _arrow(start: tuple[float, float], end: tuple[float, float], count: int, in_force: bool) -> str:
    dx, dy = end[0] - start[0], end[1] - start[1]
    long = math.hypot(dx, dy) or 1
    x1, y1 = start[0] + 18 * dx / long, start[1] + 18 * dy / long
    x2, y2 = end[0] - 22 * dx / long, end[1] - 22 * dy / long
    # bent to one side, so that what goes there and what comes back are two lines
    bend_x, bend_y = (x1 + x2) / 2 - dy / long * 34, (y1 + y2) / 2 + dx / long * 34
    dashes = "" if in_force else ' stroke-dasharray="6 6"'
    return (
        f'<path d="M{x1:.0f} {y1:.0f}Q{bend_x:.0f} {bend_y:.0f} {x2:.0f} {y2:.0f}" fill="none" stroke="#0b7a75" '
        f'stroke-width="{min(1 + count, 6)}" marker-end="url(#tip)"{dashes}/>'
    )
