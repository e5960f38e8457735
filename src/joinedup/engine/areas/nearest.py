"""Services as points: the nearest to each place, how far, and in which band of distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from scipy.spatial import cKDTree

from joinedup.engine.errors import error

EARTH = 6_371_000.0  # mean radius, metres
BANDS = (500, 1_000, 2_000, 5_000)  # metres


@frozen
class Service:
    """A service at a place. `kind`: pharmacy, library, children's centre …"""

    key: str
    title: str
    kind: str
    longitude: float
    latitude: float
    facts: Mapping[str, str] = field(factory=dict)


@frozen
class Nearest:
    """The nearest service of a place. `metres`: as the crow flies."""

    place: str
    service: Service
    metres: float

    @property
    def band(self) -> str:
        """The distance in words."""
        return band(self.metres)

    @property
    def distance(self) -> str:
        """The distance as people say it: "420 m", "1.3 km"."""
        tens = round(self.metres, -1)
        return f"{tens:.0f} m" if tens < 1000 else f"{self.metres / 1000:,.1f} km"


def band(metres: float, bands: Sequence[int] = BANDS) -> str:
    """Which band a distance is in: "under 500 m", "1 km to 2 km", "5 km and more"."""
    words = [f"{one} m" if one < 1000 else f"{one / 1000:g} km" for one in bands]
    for place, limit in enumerate(bands):
        if metres < limit:
            return f"under {words[0]}" if place == 0 else f"{words[place - 1]} to {words[place]}"
    return f"{words[-1]} and more"


def nearest(places: Mapping[str, tuple[float, float]], services: Sequence[Service]) -> dict[str, Nearest]:
    """The nearest service of each place (longitude, latitude). Raises `services-none`."""
    if not services:
        raise error("services-none")
    tree = cKDTree(_on_sphere([(one.longitude, one.latitude) for one in services]))
    keys = list(places)
    if not keys:
        return {}
    chords, found = tree.query(_on_sphere([places[key] for key in keys]))
    metres = 2 * EARTH * np.arcsin(np.clip(chords / 2, 0, 1))  # along the ground, not through it
    return {
        key: Nearest(key, services[int(which)], float(far)) for key, which, far in zip(keys, found, metres, strict=True)
    }


def apart(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Metres along the ground between two places (longitude, latitude)."""
    one, other = _on_sphere([first, second])
    return float(2 * EARTH * np.arcsin(min(float(np.linalg.norm(one - other)) / 2, 1.0)))


@frozen
class Reach:
    """How many people live within each band of a service of a kind."""

    kind: str
    people: Mapping[str, float]

    @property
    def far(self) -> float:
        """The share of people in the outermost band."""
        everybody = sum(self.people.values())
        return self.people.get(band(float("inf")), 0.0) / everybody if everybody else 0.0


def reach(found: Mapping[str, Nearest], people: Mapping[str, float], kind: str = "") -> Reach:
    """People by band of distance. `people`: who lives at each place (the over-75s of each area, at its centre)."""
    counted: dict[str, float] = {band(limit - 1): 0.0 for limit in BANDS} | {band(float("inf")): 0.0}
    for place, one in found.items():
        counted[one.band] += people.get(place, 0.0)
    return Reach(kind, counted)


def _on_sphere(places: Sequence[tuple[float, float]]) -> Any:
    lon, lat = np.radians(np.asarray(places, dtype=float)).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
