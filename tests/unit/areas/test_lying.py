"""Which areas lie in which, by whatever is known."""

from __future__ import annotations

import polars as pl

from joinedup.engine.areas.lying import Lookup, lying, pairs_of, themselves

SMALL = ("E01000001", "E01000002", "E01000003")
WARDS = ("E05000001", "E05000002")
TABLE = pl.DataFrame(
    {
        "lsoa": [*SMALL, "E01000004"],
        "ward": [WARDS[0], WARDS[0], WARDS[1], WARDS[1]],
        "lad": ["E07000001"] * 4,
        "across": ["E02000001", "E02000002", "E02000001", "E02000002"],
    }
)


def test_of_each_larger_area_it_is_known_which_parts_are_not_in_the_list() -> None:
    found = lying(SMALL, WARDS, pairs_of(TABLE))
    assert found is not None
    assert found.up.tolist() == [0, 0, 1]
    assert found.elsewhere.tolist() == [0, 1]
    assert found.some([1]).up.tolist() == [-1, -1, 0]
    assert found.some([1]) == found.some([1])


def test_areas_that_cut_across_one_another_lie_in_neither() -> None:
    assert lying(WARDS, ("E02000001", "E02000002"), pairs_of(TABLE)) is None
    assert lying(SMALL, ("E12000001",), pairs_of(TABLE)) is None


def test_the_lookup_that_knows_most_of_them_is_used() -> None:
    former = Lookup({"E01000001": WARDS[1]})
    found = lying(SMALL, WARDS, [former, *pairs_of(TABLE)])
    assert found is not None
    assert found.up.tolist() == [0, 0, 1]


def test_an_area_lies_in_itself() -> None:
    found = themselves(SMALL, SMALL[1:])
    assert found is not None
    assert found.up.tolist() == [-1, 0, 1]
