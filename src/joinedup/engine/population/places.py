"""A made-up place: small areas as neighbourly polygons, streets, postcodes and dwellings.

Codes have the form of ONS codes in ranges that are not in use (E01999001 on for the first district, E01998001 on
for the second), postcodes the form of real ones in an area (ZY) that does not exist, and property references begin
with 99, above those that Scottish authorities give, which begin with 90.
"""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import shapely
from attrs import frozen

PEOPLE_AN_LSOA = 1500
LSOAS_AN_MSOA = 5
DWELLINGS_A_POSTCODE = 15
TOWNS = ("Madeup", "Northfold", "Eastmere", "Westbrook", "Southgate")
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"  # Royal Mail leaves C I K M O V out of the last two letters
OUTWARD_A_DISTRICT = 9


@frozen
class Dwelling:
    """One address. `number`: as the envelope says it, with a flat where there is one."""

    uprn: str
    number: str
    street: str
    town: str
    postcode: str
    lsoa: str


@frozen
class Area:
    """One LSOA with the areas above it; `deprivation` from 0 (least) to 1."""

    lsoa: str
    msoa: str
    lad: str
    deprivation: float


@frozen
class Place:
    """The district: its areas, dwellings by LSOA, and the boundaries as GeoJSON."""

    areas: tuple[Area, ...]
    dwellings: tuple[tuple[Dwelling, ...], ...]
    boundaries: dict[str, Any]


def make_place(people: int, district: int, streets: tuple[str, ...], chance: Random) -> Place:
    """A district for so many people (district 1 to 10)."""
    count = max(2, round(people / PEOPLE_AN_LSOA))
    polygons = _polygons(count, chance)
    order = _near_each_other(polygons)
    areas, dwellings, features = [], [], []
    postcodes = _postcodes(district)
    for position, polygon in enumerate(polygons[place] for place in order):
        centre = polygon.centroid
        slope = 0.5 + 0.35 * np.sin(3 * centre.x * 60) * np.cos(2 * centre.y * 60)
        area = Area(
            lsoa=f"E01{1000 - district}{position + 1:03d}",
            msoa=f"E02{1000 - district}{position // LSOAS_AN_MSOA + 1:03d}",
            lad=f"E09{999000 + district}",
            deprivation=round(float(np.clip(slope + chance.gauss(0, 0.15), 0, 1)), 3),
        )
        areas.append(area)
        dwellings.append(_dwellings(area, position, district, people // count, streets, postcodes, chance))
        name = f"Madeup {position // LSOAS_AN_MSOA + 1:03d}{chr(65 + position % LSOAS_AN_MSOA)}"
        features.append(
            {
                "type": "Feature",
                "properties": {"LSOA21CD": area.lsoa, "LSOA21NM": name},
                "geometry": shapely.geometry.mapping(polygon),
            }
        )
    return Place(tuple(areas), tuple(dwellings), {"type": "FeatureCollection", "features": features})


def _postcodes(district: int) -> Any:
    first = (district - 1) * OUTWARD_A_DISTRICT + 1
    for outward in range(first, first + OUTWARD_A_DISTRICT):
        for digit in range(10):
            for one in _INWARD:
                for two in _INWARD:
                    yield f"ZY{outward} {digit}{one}{two}"


def _dwellings(
    area: Area, position: int, district: int, people: int, streets: tuple[str, ...], postcodes: Any, chance: Random
) -> tuple[Dwelling, ...]:
    """Dwellings for so many people: about one for 2.2 of them, so that some stand empty for moves."""
    wanted = int(people / 2.2) + 12
    town = TOWNS[position % len(TOWNS)]
    made: list[Dwelling] = []
    while len(made) < wanted:
        street, postcode = chance.choice(streets), next(postcodes)
        flats = chance.random() < 0.15 + 0.2 * area.deprivation
        house = chance.randrange(1, 120)
        for place in range(DWELLINGS_A_POSTCODE):
            number = f"Flat {place + 1}, {house}" if flats else str(house + 2 * place)
            uprn = f"99{district % 10}{position:04d}{len(made):05d}"
            made.append(Dwelling(uprn, number, street, town, postcode, area.lsoa))
    return tuple(made)


def _polygons(count: int, chance: Random) -> list[shapely.Polygon]:
    """Voronoi cells of scattered points inside a rounded outline, near 53.5 N 2.5 W (longitude, latitude)."""
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    wobble = [1 + 0.12 * np.sin(3 * a + 1) + 0.07 * np.sin(7 * a) for a in angles]
    outline = shapely.Polygon([(np.cos(a) * w, 0.75 * np.sin(a) * w) for a, w in zip(angles, wobble, strict=True)])
    points: list[shapely.Point] = []
    while len(points) < count:
        point = shapely.Point(chance.uniform(-1.2, 1.2), chance.uniform(-0.95, 0.95))
        if outline.contains(point):
            points.append(point)
    for _ in range(4):  # Lloyd's relaxation: cells of about one size
        cells = _cells(points, outline)
        points = [cell.centroid for cell in cells]
    scale = 0.012 * count**0.5
    return [
        shapely.transform(cell, lambda xy: np.round(xy * [1.6 * scale, scale] + [-2.5, 53.5], 6))
        for cell in _cells(points, outline)
    ]


def _cells(points: list[shapely.Point], outline: shapely.Polygon) -> list[shapely.Polygon]:
    whole = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline.buffer(1))
    cut = [shapely.intersection(cell, outline) for cell in whole.geoms]
    return [max(cell.geoms, key=lambda part: part.area) if cell.geom_type != "Polygon" else cell for cell in cut]


def _near_each_other(polygons: list[shapely.Polygon]) -> list[int]:
    """An order in which neighbours come near each other: columns from west to east, each from south to north."""
    columns = max(1, round(len(polygons) ** 0.5 / 1.6))
    by_x = sorted(range(len(polygons)), key=lambda place: polygons[place].centroid.x)
    size = -(-len(by_x) // columns)
    ordered: list[int] = []
    for column in range(columns):
        group = by_x[column * size : (column + 1) * size]
        upwards = column % 2 == 0
        ordered += sorted(group, key=lambda place: polygons[place].centroid.y, reverse=not upwards)
    return ordered
