"""Made-up areas: a row of squares, as ONS would give them."""

from __future__ import annotations

from typing import Any


def square(place: int, code: str | None = None, **more: Any) -> dict[str, Any]:
    """The `place`th square of the row, a hundredth of a degree wide."""
    west, south, side = -2.0 + place * 0.01, 53.0, 0.01
    ring = [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ]
    return {
        "type": "Feature",
        "properties": {"FID": place, "LSOA21CD": code or f"E0199900{place}", "LSOA21NM": f"Madeup 00{place}A", **more},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def row_of(count: int) -> dict[str, Any]:
    """A FeatureCollection of so many squares."""
    return {"type": "FeatureCollection", "features": [square(place) for place in range(1, count + 1)]}
