"""Small areas cut along lines of one's own: pieces that are known by hand, and no point lost."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.areas.squares import row_of

from joinedup.engine.areas.boundaries import boundaries_from
from joinedup.engine.areas.pieces import Piece, pieces_of

THREE = boundaries_from(row_of(3))  # from 1.99 to 1.96 degrees west, a hundredth each
ONE, TWO, LAST = THREE.codes
LEFT = shapely.box(-1.99, 53.0, -1.975, 53.01)  # the first square and half of the second


def test_a_line_through_a_small_area_makes_two_pieces_of_it() -> None:
    pieces = pieces_of(THREE, {"left": LEFT})
    shares = {piece: shape.area / 1e-4 for piece, shape in pieces.shapes.items()}
    assert shares == pytest.approx(
        {Piece(ONE, ("left",)): 1.0, Piece(TWO, ()): 0.5, Piece(TWO, ("left",)): 0.5, Piece(LAST, ()): 1.0}
    )
    assert pieces.fitted() == {"left": (ONE, TWO)}


def test_areas_that_overlap_cut_one_another_and_combinations_without_extent_are_none() -> None:
    apart = {"left": LEFT, "right": shapely.box(-1.975, 53.0, -1.96, 53.01)}
    assert all(len(piece.own) == 1 for piece in pieces_of(THREE, apart).shapes)
    over = pieces_of(THREE, {"left": LEFT, "middle": shapely.box(-1.98, 53.0, -1.97, 53.01)})
    assert Piece(TWO, ("left", "middle")) in over.shapes


def test_points_are_counted_where_they_lie_and_those_outside_are_told() -> None:
    pieces = pieces_of(THREE, {"left": LEFT})
    counts, outside = pieces.counts([-1.985, -1.9775, -1.9725, -1.9725, -3.0], [53.005] * 5)
    assert counts == {Piece(ONE, ("left",)): 1, Piece(TWO, ()): 2, Piece(TWO, ("left",)): 1, Piece(LAST, ()): 0}
    assert outside == 1


def test_a_point_on_the_line_between_two_areas_is_counted_once() -> None:
    pieces = pieces_of(THREE, {"left": LEFT, "right": shapely.box(-1.975, 53.0, -1.96, 53.01)})
    counts, outside = pieces.counts([-1.975], [53.005])
    assert (sum(counts.values()), outside) == (1, 0)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_every_point_is_in_one_piece_and_each_area_counts_what_lies_in_it(seed: int, areas: int) -> None:
    dice = np.random.default_rng(seed)
    across, up = dice.uniform(-1.99, -1.96, 60), dice.uniform(53.0, 53.01, 60)
    own = {
        f"area {n}": shapely.Point(dice.uniform(-1.99, -1.96), dice.uniform(53.0, 53.01)).buffer(
            dice.uniform(0.001, 0.01)
        )
        for n in range(areas)
    }
    counts, outside = pieces_of(THREE, own).counts(across, up)
    assert sum(counts.values()) + outside == 60
    for key, shape in own.items():
        inside = int(shapely.intersects(shape, shapely.points(across, up)).sum())
        assert sum(count for piece, count in counts.items() if key in piece.own) == inside
