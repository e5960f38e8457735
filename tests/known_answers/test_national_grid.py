"""The national grid against the Ordnance Survey's worked example, and against PROJ."""

from __future__ import annotations

import math

import numpy as np
import pytest

from joinedup.engine.areas.projection import System, grid_to_airy, to_degrees


def test_the_worked_example_of_the_ordnance_survey() -> None:
    # "A guide to coordinate systems in Great Britain", annexe C: Caister water tower
    lon, lat = grid_to_airy(np.array([651409.903]), np.array([313177.270]))
    assert math.degrees(lat[0]) == pytest.approx(52 + 39 / 60 + 27.2531 / 3600, abs=1e-8)
    assert math.degrees(lon[0]) == pytest.approx(1 + 43 / 60 + 4.5177 / 3600, abs=1e-8)


@pytest.mark.parametrize(
    ("east", "north", "lon", "lat"),
    [
        (458500.0, 304500.0, -1.1370233, 52.6351056),  # Leicester
        (531000.0, 104500.0, -0.1414302, 50.8252282),  # Brighton
        (258000.0, 665000.0, -4.2701832, 55.8572139),  # Glasgow
        (10000.0, 10000.0, -7.4289673, 49.8629122),
    ],
)
def test_longitude_and_latitude_as_proj_gives_them(east: float, north: float, lon: float, lat: float) -> None:
    # PROJ 9, EPSG:27700 to EPSG:4326 by the same seven parameters, to a centimetre
    ours = to_degrees(System.NATIONAL_GRID, np.array([[east, north]]))[0]
    assert ours == pytest.approx([lon, lat], abs=1.5e-7)
