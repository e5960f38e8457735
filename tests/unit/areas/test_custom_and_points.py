"""Areas that people recognise, points in areas, and the nearest service."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from tests.unit.areas.squares import row_of

from joinedup.engine.areas.boundaries import boundaries_from
from joinedup.engine.areas.custom import drawn, listed, outline, patchwork
from joinedup.engine.areas.nearest import BANDS, Service, apart, band, nearest, reach
from joinedup.engine.areas.points import point_index
from joinedup.engine.errors import JoinedupError

ROW = boundaries_from(row_of(5))  # squares from -1.99 to -1.94, a hundredth of a degree each


def test_a_listed_area_and_its_outline() -> None:
    locality = listed("east", "East end", ("E01999003", "E01999002"), ROW)
    assert locality.parts == ("E01999002", "E01999003")
    assert not locality.best_fit
    assert outline(locality, ROW).shape.bounds == pytest.approx((-1.98, 53, -1.96, 53.01))


@pytest.mark.parametrize("parts", [(), ("E01999001", "E01999001"), ("E01999009",)])
def test_a_list_that_is_wrong_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(JoinedupError, match="custom-area-wrong"):
        listed("east", "East end", parts, ROW)


def test_a_drawn_area_holds_what_lies_half_in_it_or_whose_people_do() -> None:
    line = shapely.box(-1.9855, 52.9, -1.9652, 53.1)  # half and more of 1, 2; nearly half of 3
    assert drawn("mid", "Middle", line, ROW).parts == ("E01999001", "E01999002")
    centres = dict.fromkeys(ROW.codes[:1], (-1.975, 53.0))
    by_people = drawn("mid", "Middle", line, ROW, centres)
    assert by_people.parts == ("E01999001",)
    assert by_people.best_fit


def test_a_line_that_crosses_itself_or_holds_nothing_is_refused() -> None:
    for shape in (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), shapely.box(3, 3, 4, 4), shapely.Point(0, 0)):
        with pytest.raises(JoinedupError, match="custom-area-wrong"):
            drawn("x", "X", shape, ROW)


def test_localities_that_overlap_or_leave_a_hole_are_told() -> None:
    west = listed("west", "West", ROW.codes[:3], ROW)
    east = listed("east", "East", ROW.codes[2:4], ROW)
    both = patchwork((west, east), ROW)
    assert both.twice == (ROW.codes[2],)
    assert both.nowhere == (ROW.codes[4],)
    assert both.parents == {ROW.codes[0]: "west", ROW.codes[1]: "west", ROW.codes[3]: "east"}


def test_points_inside_outside_on_a_line_and_nowhere() -> None:
    index = point_index(ROW)
    placed = index.place([-1.985, -1.98, -1.5, math.nan], [53.005, 53.005, 53.005, 53.0])
    assert placed.codes.tolist() == ["E01999001", "E01999001", "", ""]
    assert placed.outside == 2


def test_a_point_just_outside_is_given_to_the_nearest_only_within_reach() -> None:
    index = point_index(ROW)
    near = index.place([-1.985, -1.985], [53.0101, 53.02], within=100)  # 11 m and 1.1 km to the north
    assert near.codes.tolist() == ["E01999001", ""]
    assert near.near.tolist() == [True, False]


LIBRARY = Service("l1", "Central library", "library", -1.985, 53.005)
BRANCH = Service("l2", "Branch library", "library", -1.945, 53.005)


def test_the_nearest_service_and_its_distance_along_the_ground() -> None:
    found = nearest({"a": (-1.985, 53.005), "b": (-1.955, 53.005), "c": (-1.985, 54.005)}, [LIBRARY, BRANCH])
    assert found["a"].metres == pytest.approx(0, abs=1e-6)
    assert found["b"].service is BRANCH
    assert found["b"].metres == pytest.approx(6_371_000 * math.radians(0.01) * math.cos(math.radians(53.005)), rel=1e-6)
    assert found["c"].metres == pytest.approx(111_195, rel=1e-4)
    assert [found[key].band for key in "abc"] == ["under 500 m", "500 m to 1 km", "5 km and more"]
    assert [found[key].distance for key in "abc"] == ["0 m", "670 m", "111.2 km"]
    assert apart((-1.955, 53.005), (-1.945, 53.005)) == pytest.approx(found["b"].metres)


def test_people_by_band_of_distance() -> None:
    found = nearest({"a": (-1.985, 53.005), "c": (-1.985, 54.005)}, [LIBRARY])
    people = reach(found, {"a": 30, "c": 10}, "library")
    assert list(people.people) == [band(limit - 1) for limit in BANDS] + ["5 km and more"]
    assert people.people["under 500 m"] == 30
    assert people.far == 0.25


def test_no_service_is_an_error_not_a_distance() -> None:
    with pytest.raises(JoinedupError, match="services-none"):
        nearest({"a": (0.0, 0.0)}, [])
    assert nearest({}, [LIBRARY]) == {}


def test_many_points_with_missing_ones_keep_their_order() -> None:
    dice = np.random.default_rng(1)
    lon, lat = dice.uniform(-2.0, -1.93, 500), dice.uniform(52.99, 53.02, 500)
    lon[::7] = np.nan
    placed = point_index(ROW).place(lon, lat)
    for place in range(0, 500, 13):
        holds = [a.code for a in ROW.areas if shapely.contains_xy(a.shape, lon[place], lat[place])]
        assert placed.codes[place] == (holds[0] if holds else "")
