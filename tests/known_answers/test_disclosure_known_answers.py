"""Tables whose answer is printed elsewhere, and the tables on which the tools in use were measured."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.counts_file import read_counts
from joinedup.engine.disclosure.protection import protect
from joinedup.engine.disclosure.published import PRIMARY, SHOWN, Cell, Key, Published
from joinedup.engine.disclosure.reach import THREE_VALUES
from joinedup.engine.disclosure.rules import RULES, Rule

pytestmark = pytest.mark.open_data
ANY = Rule("any", "zeros may be left out", 0, 4, "", "")


def test_the_handbooks_feasibility_intervals(open_data: Path) -> None:
    """Handbook on Statistical Disclosure Control, example 3: cell (1, 1) lies between 3 and 6."""
    with (open_data / "sdc/known_answers/handbook_ex3_feasibility.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    cells, answers = [], {}
    for row in rows:
        level = "all" if row["row"] == "Total" else "row"
        key = Key(level, row["row"], (row["col"],))
        hidden = row["suppressed"] == "1"
        cells.append(Cell(key, None if hidden else int(row["value"]), PRIMARY if hidden else SHOWN))
        if hidden:
            answers[key] = (int(row["known_min"]), int(row["known_max"]))
    found = attack([Published("ex3", ("row",), ("col",), tuple(cells), (), ANY)])
    assert {r.key: (r.low, r.high) for r in found.readings} == answers
    assert next(r for r in found.readings if answers[r.key] == (3, 6)).in_words() == "this cell could have been 3 to 6"


@pytest.mark.parametrize(
    ("file", "recorded", "area", "by", "count", "rule"),
    [
        ("ssb_z1", "expected_gauss_z1_maxN4_zerospublished", ["region"], ["hovedint"], "ant", "counts-under-5"),
    ],
)
def test_as_safe_and_not_dearer_than_the_recorded_pattern(
    open_data: Path, file: str, recorded: str, area: list[str], by: list[str], count: str, rule: str
) -> None:
    with (open_data / f"sdc/{recorded}.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["suppressed"] == "TRUE"]
    made = protect(read_counts(open_data / f"sdc/{file}.csv", count, by, area), RULES[rule])
    assert made.attack.pinned == made.attack.unchecked == 0
    assert made.primary == sum(row["primary"] == "TRUE" for row in rows)
    assert made.primary + made.secondary <= len(rows) + 1  # lone contributors are defended besides


def test_an_area_table_of_300_small_areas(open_data: Path) -> None:
    made = protect(read_counts(open_data / "sdc/uk_outcome_S.csv", "freq", ["outcome"], ["lsoa", "msoa", "district"]))
    assert (made.primary, made.attack.pinned, made.attack.unchecked) == (132, 0, 0)
    assert made.exceptions == 0
    assert made.secondary <= 155
    assert attack([made.published]).safe


@pytest.mark.full
def test_no_cell_is_known_to_within_two_values_where_three_are_asked_for(open_data: Path) -> None:
    """GaussSuppression 1.2.3 leaves out 8,311 on this table, with 122 cells known to within two values."""
    file = open_data / "sdc/uk_outcome_M1.csv"
    table = read_counts(file, "freq", ["sex", "outcome"], ["lsoa", "msoa", "district"])
    made = protect(table, protection=THREE_VALUES, defend_lone=False)
    assert made.suppressed_sum <= 8700
    found = attack([made.published])
    assert found.safe
    assert all(reading.high is None or reading.high - reading.low >= 2 for reading in found.readings if reading.primary)


@pytest.mark.full
def test_the_table_of_300_small_areas_by_age_and_sex(open_data: Path) -> None:
    made = protect(read_counts(open_data / "sdc/uk_small_300.csv", "count", ["age", "sex"], ["lsoa", "msoa", "lad"]))
    assert (made.primary, made.attack.pinned, made.attack.unchecked) == (3303, 0, 0)
    assert made.secondary <= 940
