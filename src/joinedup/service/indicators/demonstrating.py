"""Made-up figures for a demonstration, on areas of their own: partners' files, read and rolled up as real ones are."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import date
from pathlib import Path

import shapely

from joinedup.engine.areas.boundaries import AreaShape, Boundaries
from joinedup.engine.exemplars.places.stage import Place, stage
from joinedup.service.project.home import home

SHOWN = "brighton-hove-bhlis"


def show_figures(today: date) -> None:
    """Put the exemplar's figures and its areas' boundaries into this installation, in place of any there."""
    with tempfile.TemporaryDirectory(prefix="joinedup-figures-") as folder:
        made = stage(SHOWN, Path(folder) / "place", today)
        shutil.rmtree(home().figures, ignore_errors=True)
        shutil.move(made.store.folder, home().figures)
        into = home().figures / "boundaries"
        into.mkdir()
        for kind, boundaries in _levels(made).items():
            (into / f"{kind}.geojson").write_text(json.dumps(boundaries.as_geojson()), encoding="utf-8")


def _levels(made: Place) -> dict[str, Boundaries]:
    """The boundaries of each kind of area: the larger ones put together from the small ones."""
    ground = made.ground
    found = {made.kinds["LSOA"]: ground.boundaries}
    for level in ground.hierarchy.levels:
        parts: dict[str, list[object]] = {}
        above = ground.hierarchy.parents(level)
        for area in ground.boundaries.areas:
            parts.setdefault(above[area.code], []).append(area.shape)
        shapes = tuple(
            AreaShape(code, ground.hierarchy.names.get(code, code), shapely.union_all(own))
            for code, own in parts.items()
        )
        found[made.kinds[level]] = Boundaries(ground.boundaries.code_property, shapes)
    return found
