"""Incidents of several services as layers of safe points, and where they gather, for teams with a patch each.

An incident is told by its small area only and stands on that area's point: an LSOA has at least 400 households (ONS),
so that a point is nobody's home. Counts of 1 to 4 of a layer are kept back. Hot spots are areas whose neighbourhood has
more incidents than chance would put there: Getis and Ord's Gi* (1995), with all layers together, at 1.96 and above.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import polars as pl
import shapely
from attrs import field, frozen
from numpy.typing import NDArray

from joinedup.engine.disclosure.rules import DEFAULT

HOT = 1.96  # standard deviations: one in forty by chance, one-sided


@frozen(eq=False)
class IncidentMap:
    """points: layer, area, longitude, latitude, incidents (null where kept back), one row a layer and area with any.

    hot: area, z; areas where incidents gather, the hottest first, but none in which a count is kept back.
    """

    points: pl.DataFrame = field(repr=False)
    hot: pl.DataFrame = field(repr=False)

    def patch(self, areas: Collection[str]) -> IncidentMap:
        """What the team of these areas sees: nothing of any other's."""
        own = pl.col("area").is_in(list(areas))
        return IncidentMap(self.points.filter(own), self.hot.filter(own))


def incident_map(layers: Mapping[str, pl.DataFrame], boundaries: Mapping[str, Any]) -> IncidentMap:
    """The map. layers: by name, one row an incident with `lsoa`; boundaries: GeoJSON of the LSOAs (LSOA21CD).

    Incidents whose area is not among the boundaries are not on the map.
    """
    shapes = {
        str(one["properties"]["LSOA21CD"]): shapely.geometry.shape(one["geometry"]) for one in boundaries["features"]
    }
    codes = sorted(shapes)
    points = {code: shapes[code].representative_point() for code in codes}
    places = pl.DataFrame(
        {
            "area": codes,
            "longitude": [round(points[code].x, 5) for code in codes],
            "latitude": [round(points[code].y, 5) for code in codes],
        }
    )
    told = [table.select(pl.lit(name).alias("layer"), area=pl.col("lsoa")) for name, table in sorted(layers.items())]
    counted = pl.concat(told).group_by("layer", "area").len("incidents").join(places, on="area", how="inner")
    kept_back = pl.col("incidents").is_between(max(DEFAULT.smallest, 1), DEFAULT.largest)
    whole = dict(counted.group_by("area").agg(pl.col("incidents").sum()).iter_rows())
    z = getis_ord(
        np.array([float(whole.get(code, 0)) for code in codes]), _neighbours([shapes[code] for code in codes])
    )
    hidden = counted.filter(kept_back)["area"].unique()
    hot = pl.DataFrame({"area": codes, "z": np.round(z, 2)}).filter(
        pl.col("z") >= HOT, ~pl.col("area").is_in(hidden.implode())
    )
    shown = counted.with_columns(pl.when(kept_back).then(None).otherwise(pl.col("incidents")).alias("incidents"))
    order = ["layer", "area", "longitude", "latitude", "incidents"]
    return IncidentMap(shown.select(order).sort("layer", "area"), hot.sort("z", "area", descending=[True, False]))


def getis_ord(counts: NDArray[np.float64], near: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Gi* of every area: counts, and which areas are near which (each near itself); 0 where nothing varies."""
    size = len(counts)
    spread = float(np.sqrt(max((counts**2).mean() - counts.mean() ** 2, 0.0)))
    weight = near.sum(axis=1).astype(float)
    scale = spread * np.sqrt((size * weight - weight**2) / max(size - 1, 1))
    apart = near @ counts - counts.mean() * weight
    z = np.zeros(size)
    np.divide(apart, scale, out=z, where=scale > 1e-12)
    return z


def _neighbours(shapes: list[Any]) -> NDArray[np.bool_]:
    tree = shapely.STRtree(shapes)
    near = np.eye(len(shapes), dtype=bool)
    one, other = tree.query(shapes, predicate="intersects")
    near[one, other] = True
    return near
