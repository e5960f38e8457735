"""An area's shape, repaired where that changes nothing that can be seen."""

from __future__ import annotations

import math
from typing import Any

import shapely
from attrs import field, frozen

MOST_CHANGED = 0.01  # share of an area's size that mending may change


@frozen(eq=False)
class Repaired:
    """A shape that can be drawn, or why it cannot. `repair`: what was wrong with it and is mended, "" if nothing."""

    shape: Any = field(default=None, repr=False)
    repair: str = ""
    problem: str = ""


def repaired(drawn: Any) -> Repaired:
    """A polygon as it is, or mended; a problem where it is none, or mending would change it by more than 1 %."""
    if drawn is None or drawn.is_empty:
        return Repaired(problem="it has no shape, or one that cannot be read")
    if drawn.geom_type not in ("Polygon", "MultiPolygon"):
        return Repaired(problem=f"its shape is a {drawn.geom_type}, not an area")
    if not all(math.isfinite(edge) for edge in drawn.bounds):
        return Repaired(problem="its shape has places that are no numbers")
    if drawn.is_valid:
        return Repaired(drawn)
    reason = _plain(shapely.is_valid_reason(drawn))
    mended = shapely.make_valid(drawn, method="structure", keep_collapsed=False)
    if mended.is_empty or mended.geom_type not in ("Polygon", "MultiPolygon"):
        return Repaired(problem=f"{reason}, and nothing of it can be drawn")
    change = abs(mended.area - drawn.area) / drawn.area if drawn.area else math.inf
    if change > MOST_CHANGED:
        return Repaired(problem=f"{reason}, and mending would change its size {_by(change)}")
    return Repaired(mended, f"{reason}; mended, which changes its size {_by(change)}")


def _by(change: float) -> str:
    if change > 1:
        return "wholly"
    return f"by {change:.1%}" if change >= 0.0005 else "by less than 0.1%"


_REASONS = {
    "Self-intersection": "its line crosses itself",
    "Ring Self-intersection": "its line touches itself",
    "Duplicate Rings": "it has the same ring twice",
    "Nested shells": "one of its parts lies in another",
    "Nested holes": "one of its holes lies in another",
    "Hole lies outside shell": "it has a hole outside itself",
    "Interior is disconnected": "it falls apart where its lines touch",
    "Too few points in geometry component": "one of its rings has fewer than three places",
}


def _plain(reason: str) -> str:
    """GEOS's reason in plain words, without the place: the area is named beside it."""
    return _REASONS.get(reason.split("[")[0].strip(), "its line is broken")
