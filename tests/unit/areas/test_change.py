"""Figures on boundaries of another year: counts conserved, rates worked out anew, scores never split."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.engine.areas.change import Overlaps, incomplete, move_counts, move_rates, move_scores, read_overlaps
from joinedup.engine.errors import JoinedupError

# one unchanged, one split in three, two merged into one
SPLIT = Overlaps({"A": {"A": 100}, "B": {"B1": 50, "B2": 30, "B3": 20}, "C": {"CD": 10}, "D": {"CD": 90}})


def test_a_split_count_stays_whole_and_adds_up() -> None:
    moved = move_counts({"A": 7, "B": 7, "C": 1, "D": 2}, SPLIT)
    assert moved.values == {"A": 7, "B1": 4, "B2": 2, "B3": 1, "CD": 3}
    assert moved.estimated == {"B1", "B2", "B3"}


def test_a_count_that_is_no_whole_number_is_shared_exactly() -> None:
    moved = move_counts({"B": 0.5}, SPLIT)
    assert moved.values == {"B1": 0.25, "B2": 0.15, "B3": 0.1}


def test_a_rate_is_worked_out_from_its_counts_and_not_averaged() -> None:
    moved = move_rates({"C": 5, "D": 9}, {"C": 10, "D": 90}, SPLIT, per=100)
    assert moved == {"CD": (14, 100, 14)}  # the mean of 50 and 10 would be 30


def test_scores_stand_only_where_nothing_changed() -> None:
    kept, left_out = move_scores({"A": 21.5, "B": 30.0, "C": 3.0}, SPLIT)
    assert kept == {"A": 21.5}
    assert left_out == ("B", "C")


def test_an_area_that_keeps_its_code_and_takes_in_another_has_changed() -> None:
    grown = Overlaps({"A": {"A": 10}, "B": {"A": 5}})
    assert not grown.unchanged


def test_what_is_not_placed_and_what_would_be_too_low_is_said() -> None:
    moved = move_counts({"C": 1, "Z": 9}, SPLIT)
    assert moved.unplaced == ("Z",)
    assert incomplete(moved.values, {"C": 1}, SPLIT) == ("CD",)


def test_best_fit_and_backwards() -> None:
    assert SPLIT.best_fit() == {"A": "A", "B": "B1", "C": "CD", "D": "CD"}
    assert move_counts({"CD": 10}, SPLIT.backwards()).values == {"C": 1, "D": 9}


@pytest.mark.parametrize("row", ["E01000001,nowhere,5", "E01000001,E01000002,-1", "E01000001,E01000002,"])
def test_overlaps_that_are_wrong_are_refused_by_row(tmp_path: Path, row: str) -> None:
    path = tmp_path / "overlaps.csv"
    path.write_text(f"old,new,people\nE01000001,E01000001,5\n{row}\n", encoding="utf-8")
    with pytest.raises(JoinedupError, match="overlaps-unreadable") as refused:
        read_overlaps(path, "old", "new", "people")
    assert refused.value.where == "overlaps.csv, row 3"


def test_an_area_without_people_is_shared_out_evenly(tmp_path: Path) -> None:
    path = tmp_path / "overlaps.csv"
    path.write_text("old,new,people\nE01000001,E01000001,0\nE01000001,E01000002,0\n", encoding="utf-8")
    overlaps = read_overlaps(path, "old", "new", "people")
    assert move_counts({"E01000001": 4}, overlaps).values == {"E01000001": 2, "E01000002": 2}


def test_old_areas_that_are_absent_are_those_of_the_same_districts_where_these_are_known(tmp_path: Path) -> None:
    path = tmp_path / "overlaps.csv"
    rows = [("E01000001", "E06000001"), ("E01000002", "E06000001"), ("E01000003", "E06000002")]
    lines = [f"{code},{code},{district},5" for code, district in rows]
    path.write_text("\n".join(["LSOA11CD,LSOA21CD,LAD22CD,people", *lines]) + "\n", encoding="utf-8")
    assert read_overlaps(path).absent(["E01000001"]) == ("E01000002",)
    assert read_overlaps(path).backwards().absent(["E01000003"]) == ()
    path.write_text(path.read_text("utf-8").replace("E0600000", "place "), encoding="utf-8")
    assert read_overlaps(path).absent(["E01000001"]) == ("E01000002", "E01000003")
