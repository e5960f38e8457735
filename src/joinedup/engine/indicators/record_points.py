"""Where records are: a partner's list of incidents, visits or homes, one a row, by its coordinates only."""

from __future__ import annotations

from pathlib import Path

from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.grid import read_grids
from joinedup.engine.indicators.service_rows import LOOK_AT, place_in, places_among
from joinedup.engine.indicators.services_file import by_coordinates


@frozen(eq=False)
class RecordPoints:
    """`longitudes` and `latitudes` of the records that are placed; `defects`: the rows that could not be."""

    longitudes: tuple[float, ...] = field(repr=False)
    latitudes: tuple[float, ...] = field(repr=False)
    defects: tuple[Defect, ...] = ()


def read_points(path: Path) -> RecordPoints:
    """The places of records in a CSV file or workbook, by longitude and latitude, or easting and northing, in each row.

    Nothing else of a record is read. Raises `records-without-places`, `file-missing` and the `supply-…` errors.
    """
    found: list[tuple[float, float]] = []
    defects: list[Defect] = []
    for grid in read_grids(path):
        top = next((n for n, row in enumerate(grid.rows[:LOOK_AT]) if places_among(row)), None)
        if top is None:
            continue
        places = places_among(grid.rows[top])
        for number in range(top + 1, len(grid.rows)):
            if not any(cell.strip() for cell in grid.rows[number]):
                continue
            across, up = place_in(grid, number, places)
            place, problem = by_coordinates(across, up)
            if place is None:
                why = problem if across or up else "it has no coordinates"
                defects.append(Defect("record-not-placed", why, grid.where, number + 1, stops=False))
            else:
                found.append(place)
    if not found:
        raise error("records-without-places", where=path.name)
    return RecordPoints(tuple(one for one, _ in found), tuple(one for _, one in found), tuple(defects))
