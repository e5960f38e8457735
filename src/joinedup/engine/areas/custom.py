"""Areas that people recognise: drawn on the map or listed, made of small areas that have figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from attrs import field, frozen

from joinedup.engine.areas.boundaries import GRID, AreaShape, Boundaries
from joinedup.engine.errors import error


@frozen
class CustomArea:
    """A locality, a natural neighbourhood, a cluster of schools. `parts`: codes of small areas, each once.

    `best_fit`: it was drawn, and its parts are the small areas that it holds best: its edge is not followed exactly.
    """

    key: str
    title: str
    parts: tuple[str, ...]
    best_fit: bool = False


def listed(key: str, title: str, parts: tuple[str, ...], known: Boundaries | Mapping[str, Any]) -> CustomArea:
    """A custom area of listed small areas. Raises `custom-area-wrong` for none, one twice or one not known."""
    codes = set(known.codes if isinstance(known, Boundaries) else known)
    unknown = [part for part in parts if part not in codes]
    if not parts or len(set(parts)) < len(parts) or unknown:
        problem = "a part is named twice"
        if not parts or unknown:
            problem = f"{unknown[0]} is not known" if unknown else "it has no parts"
        raise error("custom-area-wrong", where=key, problem=problem)
    return CustomArea(key, title, tuple(sorted(parts)))


def drawn(
    key: str, title: str, shape: Any, boundaries: Boundaries, centres: Mapping[str, tuple[float, float]] | None = None
) -> CustomArea:
    """The small areas whose centre of population lies inside a drawn shape; without centres those half inside or more.

    `shape`: a polygon in longitude and latitude. Raises `custom-area-wrong`.
    """
    if shape.geom_type not in ("Polygon", "MultiPolygon") or not shape.is_valid or shape.is_empty:
        raise error("custom-area-wrong", where=key, problem="the line drawn crosses itself, or holds nothing")
    shapes = np.array([area.shape for area in boundaries.areas], dtype=object)
    if centres is not None:
        places = shapely.points([centres.get(code, (np.nan, np.nan)) for code in boundaries.codes])
        inside = shapely.intersects(shape, places)
    else:
        inside = shapely.area(shapely.intersection(shapes, shape, grid_size=GRID)) >= shapely.area(shapes) / 2
    parts = tuple(sorted(code for code, one in zip(boundaries.codes, inside, strict=True) if one))
    if not parts:
        raise error("custom-area-wrong", where=key, problem="no small area lies in it")
    return CustomArea(key, title, parts, best_fit=True)


def outline(area: CustomArea, boundaries: Boundaries) -> AreaShape:
    """The custom area's shape: its parts as one."""
    wanted = set(area.parts)
    parts = [one.shape for one in boundaries.areas if one.code in wanted]
    return AreaShape(area.key, area.title, shapely.union_all(parts))


@frozen
class Patchwork:
    """Custom areas side by side. `twice`: parts that lie in two of them; `nowhere`: small areas in none."""

    areas: tuple[CustomArea, ...]
    twice: tuple[str, ...] = field(repr=False)
    nowhere: tuple[str, ...] = field(repr=False)

    @property
    def parents(self) -> dict[str, str]:
        """The custom area of each small area that is in just one."""
        return {part: one.key for one in self.areas for part in one.parts if part not in self.twice}


def patchwork(areas: tuple[CustomArea, ...], boundaries: Boundaries | Mapping[str, Any]) -> Patchwork:
    """Whether custom areas cover everything once: only then may their figures be added up."""
    codes = set(boundaries.codes if isinstance(boundaries, Boundaries) else boundaries)
    held: dict[str, int] = {}
    for one in areas:
        for part in one.parts:
            held[part] = held.get(part, 0) + 1
    twice = tuple(sorted(part for part, times in held.items() if times > 1))
    return Patchwork(areas, twice, tuple(sorted(codes - held.keys())))
