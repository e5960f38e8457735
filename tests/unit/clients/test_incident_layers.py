"""Incident layers: safe points, hot spots, and each team its own patch."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
import shapely

from joinedup.engine.clients.incident_layers import getis_ord, incident_map

SIDE = 7


def boundaries() -> dict[str, Any]:
    """Seven by seven squares."""
    return {
        "features": [
            {
                "properties": {"LSOA21CD": f"E{row}{column}"},
                "geometry": shapely.geometry.mapping(shapely.box(column, row, column + 1, row + 1)),
            }
            for row in range(SIDE)
            for column in range(SIDE)
        ]
    }


def incidents(counts: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame({"lsoa": [area for area, count in counts.items() for _ in range(count)]})


EVERYWHERE = {f"E{row}{column}": 6 for row in range(SIDE) for column in range(SIDE)}


def test_an_incident_stands_on_the_point_of_its_area_and_small_counts_are_kept_back() -> None:
    made = incident_map({"fire": incidents({"E00": 4, "E01": 5}), "housing": incidents({"E00": 9})}, boundaries())
    assert made.points.rows() == [
        ("fire", "E00", 0.5, 0.5, None), ("fire", "E01", 1.5, 0.5, 5), ("housing", "E00", 0.5, 0.5, 9),
    ]  # fmt: skip


def test_where_incidents_gather_is_hot_and_even_ground_is_not() -> None:
    assert incident_map({"fire": incidents(EVERYWHERE)}, boundaries()).hot.height == 0
    gathered = {**EVERYWHERE, "E33": 40, "E34": 30}
    assert set(incident_map({"fire": incidents(gathered)}, boundaries()).hot["area"]) >= {"E33", "E34"}


def test_no_hot_spot_tells_of_an_area_whose_count_is_kept_back() -> None:
    gathered = {**EVERYWHERE, "E33": 40, "E34": 3}
    assert "E34" not in set(incident_map({"fire": incidents(gathered)}, boundaries()).hot["area"])


def test_a_team_sees_its_patch_and_nothing_else() -> None:
    made = incident_map({"fire": incidents({**EVERYWHERE, "E33": 40})}, boundaries()).patch(["E32", "E33"])
    assert set(made.points["area"]) == {"E32", "E33"}
    assert set(made.hot["area"]) <= {"E32", "E33"}


def test_gi_star_by_hand() -> None:
    """Three areas in a row with 0, 0 and 3: mean 1, spread √2; the last, with its neighbour, has 3 where 2 are due."""
    near = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]], dtype=bool)
    found = getis_ord(np.array([0.0, 0.0, 3.0]), near)
    assert found[2] == pytest.approx((3 - 2) / (np.sqrt(2) * np.sqrt((3 * 2 - 4) / 2)))
    assert found[1] == 0  # the whole is near it
