"""Coordinates of other systems to longitude and latitude: British National Grid and Web Mercator.

The grid: inverse transverse Mercator on Airy's ellipsoid, then the seven-parameter shift to WGS84; constants and method
from the Ordnance Survey's "A guide to coordinate systems in Great Britain" (annexes B and C, section 6.6). The shift is
good to about five metres everywhere in Britain: enough for maps and for telling areas, not for surveying.
"""

from __future__ import annotations

import math
import re
from enum import StrEnum
from typing import Any

import numpy as np


class System(StrEnum):
    """A system of coordinates that is read."""

    DEGREES = "longitude and latitude"
    NATIONAL_GRID = "British National Grid"
    WEB_MERCATOR = "Web Mercator"


_NAMED = (
    (System.DEGREES, re.compile(r"CRS:?84|4326|4258|GCS_WGS_1984|\bWGS[ _]?84\"?$", re.IGNORECASE)),
    (System.NATIONAL_GRID, re.compile(r"27700|British[_ ]National[_ ]Grid|OSGB", re.IGNORECASE)),
    (System.WEB_MERCATOR, re.compile(r"3857|900913|102100|Web[_ ]Mercator|Pseudo-Mercator", re.IGNORECASE)),
)
_GRID = (0.0, 0.0, 700_000.0, 1_300_000.0)  # the national grid's own extent, metres


def recognise(named: str, west: float, south: float, east: float, north: float) -> System | None:
    """The system of a file: what it names, or where it names none what its coordinates can only be.

    None where it is none of these, or the coordinates are not of the system that is named.
    """
    in_degrees = west >= -180 and east <= 180 and south >= -90 and north <= 90
    for system, pattern in reversed(_NAMED) if re.search("PROJCS|PROJCRS", named) else _NAMED:
        if pattern.search(named):
            return system if in_degrees is (system is System.DEGREES) else None
    if named:
        return None
    if in_degrees:
        return System.DEGREES
    within = west >= _GRID[0] and south >= _GRID[1] and east <= _GRID[2] and north <= _GRID[3]
    return System.NATIONAL_GRID if within else None


def to_degrees(system: System, places: Any) -> Any:
    """Longitudes and latitudes of an array of two columns."""
    if system is System.DEGREES:
        return places
    return _from_grid(places) if system is System.NATIONAL_GRID else _from_mercator(places)


def _from_mercator(places: Any) -> Any:
    radius = 6378137.0
    east, north = places[:, 0] / radius, places[:, 1] / radius
    return np.column_stack([np.degrees(east), np.degrees(2 * np.arctan(np.exp(north)) - math.pi / 2)])


# Airy 1830, and the grid's true origin, scale and false origin
_A, _B = 6377563.396, 6356256.909
_SCALE, _LAT0, _LON0, _EAST0, _NORTH0 = 0.9996012717, math.radians(49), math.radians(-2), 400_000.0, -100_000.0
_E2 = 1 - (_B / _A) ** 2
_N = (_A - _B) / (_A + _B)
# OSGB36 to WGS84: metres, parts per million, seconds of arc
_MOVE, _PPM, _TURN = (446.448, -125.157, 542.060), -20.4894, (0.1502, 0.2470, 0.8421)
_WGS_A, _WGS_B = 6378137.0, 6356752.3142


def _arc(lat: Any) -> Any:
    """Length of the meridian from the origin's latitude, times the scale."""
    n = _N
    d, s = lat - _LAT0, lat + _LAT0
    return (
        _B
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(d) * np.cos(s)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * np.sin(2 * d) * np.cos(2 * s)
            - 35 / 24 * n**3 * np.sin(3 * d) * np.cos(3 * s)
        )
    )


def grid_to_airy(east: Any, north: Any) -> tuple[Any, Any]:
    """(longitude, latitude) in radians on Airy's ellipsoid (OSGB36), arrays alike."""
    lat = (north - _NORTH0) / (_A * _SCALE) + _LAT0
    for _ in range(8):  # converges by three digits a step
        lat = lat + (north - _NORTH0 - _arc(lat)) / (_A * _SCALE)
    sin2 = np.sin(lat) ** 2
    nu = _A * _SCALE / np.sqrt(1 - _E2 * sin2)
    rho = _A * _SCALE * (1 - _E2) / (1 - _E2 * sin2) ** 1.5
    eta2 = nu / rho - 1
    t, sec, d = np.tan(lat), 1 / np.cos(lat), east - _EAST0
    lat_out = (
        lat
        - t / (2 * rho * nu) * d**2
        + t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) * d**4
        - t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * d**6
    )
    lon_out = (
        _LON0
        + sec / nu * d
        - sec / (6 * nu**3) * (nu / rho + 2 * t**2) * d**3
        + sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4) * d**5
        - sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6) * d**7
    )
    return lon_out, lat_out


def _from_grid(places: Any) -> Any:
    lon, lat = grid_to_airy(places[:, 0], places[:, 1])
    nu = _A / np.sqrt(1 - _E2 * np.sin(lat) ** 2)
    x, y, z = nu * np.cos(lat) * np.cos(lon), nu * np.cos(lat) * np.sin(lon), nu * (1 - _E2) * np.sin(lat)
    scale = 1 + _PPM * 1e-6
    rx, ry, rz = (math.radians(turn / 3600) for turn in _TURN)
    x, y, z = (
        _MOVE[0] + scale * x - rz * y + ry * z,
        _MOVE[1] + rz * x + scale * y - rx * z,
        _MOVE[2] - ry * x + rx * y + scale * z,
    )
    e2 = 1 - (_WGS_B / _WGS_A) ** 2
    across = np.hypot(x, y)
    lat = np.arctan2(z, across * (1 - e2))
    for _ in range(4):
        nu = _WGS_A / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + e2 * nu * np.sin(lat), across)
    return np.column_stack([np.degrees(np.arctan2(y, x)), np.degrees(lat)])
