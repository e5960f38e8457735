"""Which areas counts of one's own are of: a GeoJSON file beside the counts, so that later ones are held against them.

Without the lines nobody can tell what lies between these areas and others. Areas without a count are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from attrs import field, frozen
from shapely.geometry import mapping, shape

from joinedup.engine.areas.pieces import Piece
from joinedup.engine.disclosure.counts_file import header_of
from joinedup.engine.disclosure.own_areas import BEST_FIT, OwnCount
from joinedup.engine.errors import error
from joinedup.engine.spreadsheet_safe import whole_file

HEADINGS = ("area", "count", "how")
_BESIDE = "-areas.geojson"


@frozen(eq=False)
class Drawn:
    """An area whose count is public. `key`: its name and file; `shape`: its line, longitude and latitude; `smalls`: the
    small areas that it was counted by, none where it was counted by its line."""

    key: str
    count: int
    shape: Any = field(repr=False)
    smalls: tuple[str, ...] = ()

    def parts(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Its pieces, of small areas cut along its line or of those that it was counted by."""
        if self.smalls:
            return [piece for piece in pieces if piece.small in self.smalls]
        return [piece for piece in pieces if self.key in piece.own]


def areas_path(out: Path) -> Path:
    """Where the areas of a file of counts lie."""
    return out.with_name(out.name + _BESIDE)


def is_own_counts(path: Path) -> bool:
    """Whether a file is one of counts of one's own areas. Raises as `header_of` does."""
    return tuple(header_of(path)) == HEADINGS


def write_areas(
    out: Path, made: Sequence[OwnCount], lines: Mapping[str, Any], fitted: Mapping[str, Sequence[str]],
    small: Mapping[str, Any],
) -> Path:  # fmt: skip
    """Write the areas of counts beside them; returns where. lines: of each area; small: the shape of each small area.

    Raises OSError.
    """
    features = []
    for one in (one for one in made if one.count is not None):
        smalls = list(fitted[one.area]) if one.how == BEST_FIT else []
        outline = shapely.union_all([small[code] for code in smalls]) if smalls else lines[one.area]
        told = {"area": one.area, "count": one.count, "how": one.how, "small_areas": smalls}
        features.append({"type": "Feature", "properties": told, "geometry": mapping(outline)})
    path = areas_path(out)
    with whole_file(path) as stream:
        json.dump({"type": "FeatureCollection", "features": features}, stream, ensure_ascii=False)
        stream.write("\n")
    return path


def read_areas(out: Path) -> tuple[Drawn, ...]:
    """The areas of a file of counts that are public. Raises `own-areas-unreadable`."""
    path = areas_path(out)
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return tuple(
            Drawn(f"{told['area']} ({out.name})", int(told["count"]), shape(one["geometry"]), (*told["small_areas"],))
            for one in features
            for told in (one["properties"],)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError):
        raise error("own-areas-unreadable", where=out.name, beside=path.name) from None


__all__ = ["HEADINGS", "Drawn", "areas_path", "is_own_counts", "read_areas", "write_areas"]
