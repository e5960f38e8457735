"""Tables whose answer is printed elsewhere, and the tables on which the tools in use were measured."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from joinedup.engine.disclosure.amounts import protect_amounts
from joinedup.engine.disclosure.amounts_file import read_amounts
from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.cell_keys import KEYS, Noise
from joinedup.engine.disclosure.choices import make_safe
from joinedup.engine.disclosure.counts_file import read_counts
from joinedup.engine.disclosure.cube import TOTAL, cube, sums_of
from joinedup.engine.disclosure.differencing import Release, difference
from joinedup.engine.disclosure.dominance import sensitive
from joinedup.engine.disclosure.nearest import nearest_of
from joinedup.engine.disclosure.protection import protect
from joinedup.engine.disclosure.published import SHOWN, SUPPRESSED, Cell, Key, Published, with_one_mark
from joinedup.engine.disclosure.reach import THREE_VALUES
from joinedup.engine.disclosure.rounding import controlled_rounding
from joinedup.engine.disclosure.rules import DEFAULT, RULES, Rule

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
        cells.append(Cell(key, None if hidden else int(row["value"]), SUPPRESSED if hidden else SHOWN))
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
    assert attack([with_one_mark(made.published)]).safe
    with_two = attack([made.published])  # what the marks alone give away
    assert (with_two.pinned, sum(r.pinned and r.low <= 4 for r in with_two.readings)) == (22, 10)


@pytest.mark.full
def test_no_cell_is_known_to_within_two_values_where_three_are_asked_for(open_data: Path) -> None:
    """GaussSuppression 1.2.3 leaves out 8,311 on this table, with 122 cells known to within two values."""
    file = open_data / "sdc/uk_outcome_M1.csv"
    table = read_counts(file, "freq", ["sex", "outcome"], ["lsoa", "msoa", "district"])
    made = protect(table, protection=THREE_VALUES, defend_lone=False)
    assert made.suppressed_sum <= 8700
    found = attack([made.published], marks=False)
    assert found.safe
    assert all(reading.high is None or reading.high - reading.low >= 2 for reading in found.readings if reading.primary)


@pytest.mark.full
def test_the_table_of_300_small_areas_by_age_and_sex(open_data: Path) -> None:
    """GaussSuppression 1.2.3 leaves out 829 and 13,522 here. No sum of ones is told, or they would be worked out."""
    table = read_counts(open_data / "sdc/uk_small_300.csv", "count", ["age", "sex"], ["lsoa", "msoa", "lad"])
    made = protect(table, defend_lone=False)
    assert (made.primary, made.attack.pinned, made.attack.unchecked) == (3303, 0, 0)
    assert made.secondary <= 750
    assert made.suppressed_sum <= 13_400
    defended = protect(table)
    assert (defended.attack.pinned, defended.attack.unchecked, defended.exceptions) == (0, 0, 0)
    assert defended.secondary <= 870
    with_two = attack([defended.published], exact=False)  # linear programmes alone find 1,360 and 1,028
    assert (with_two.pinned, sum(r.pinned and r.low <= 4 for r in with_two.readings)) == (1370, 1038)


def test_what_other_tools_defend_of_those_alone_is_that_no_sum_of_ones_is_told(open_data: Path) -> None:
    """In a pattern that GaussSuppression recorded, as it comes, no line is short of ones only, but in some lines one
    small count is left to whoever knows the one beside it: that is what `defend_lone` sees to besides (ADR 0017)."""
    with (open_data / "sdc/expected_z3_maxN4_pz0.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    lines: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if row["suppressed"] == "TRUE":
            known = row["hovedint"] == "Total"
            lines.setdefault((row["region"], row["mnd"]), []).append(0 if known else int(row["ant"]))
    with_total_shown = [sorted(gaps) for gaps in lines.values() if 0 not in gaps]
    assert not any(set(gaps) == {1} for gaps in with_total_shown)
    assert [1, 2] in with_total_shown


def rows_of(open_data: Path, name: str) -> list[dict[str, str]]:
    with (open_data / f"sdc/known_answers/{name}.csv").open() as stream:
        return list(csv.DictReader(stream))


def test_opensafelys_example_of_leaving_out_and_rounding(open_data: Path) -> None:
    """OpenSAFELY, statistical disclosure control: 7 or fewer redacted, the rest to the nearest 5, totals their sums."""
    rows = rows_of(open_data, "opensafely_redact7_round5")
    for what in ("hd", "pop"):
        counts = [(("England",), (row["age"],), int(row[f"{what}_true"])) for row in rows if row["age"] != TOTAL]
        made = make_safe(cube(counts, ["age"], ["area"]), RULES["opensafely"], "rule-set")
        there = {cell.key.values[0]: cell.count for cell in made.published.cells if cell.key.level == "area"}
        printed = {row["age"]: row[f"{what}_released"] for row in rows}
        assert {age: "[REDACTED]" if count is None else str(count) for age, count in there.items()} == printed
        assert attack([with_one_mark(made.published)]).safe


def test_opensafelys_midpoint_6(open_data: Path) -> None:
    """The same documents: 1 to 6 become 3, 7 to 12 become 9, and so on; zero stays. A reader knows the six, no more."""
    near = nearest_of(RULES["opensafely-midpoint-6"])
    for row in rows_of(open_data, "opensafely_midpoint6"):
        counts = np.arange(int(row["true_from"]), int(row["true_to"]) + 1)
        assert (near.figures(counts) == int(row["released"])).all()
        low, high = near.ends(np.array(int(row["released"])), RULES["opensafely-midpoint-6"])
        assert (int(low), int(high)) == (counts[0], counts[-1])


def test_the_handbooks_cell_key_example(open_data: Path) -> None:
    """Handbook on Statistical Disclosure Control: record keys 0.9, 0.3 and 0.6 make the count of 3 a 4."""
    people, table = rows_of(open_data, "handbook_ckm_example"), rows_of(open_data, "handbook_ckm_ptable")
    up_to = []
    for count in range(4):
        chances = {int(row["noise"]): float(row["p"]) for row in table if int(row["original"]) == count}
        up_to.append(tuple(float(sum(p for step, p in chances.items() if step <= end)) for end in (-1, 0, 1)))
    key = sum(round(float(row["record_key"]) * KEYS) for row in people) % KEYS
    noise = Noise(1, 0.0, tuple(up_to)).of(np.array([len(people)]), np.array([key]))
    assert len(people) + int(noise[0]) == int(people[0]["perturbed"]) == 4


def test_the_handbooks_rounding_example_is_done_as_well(open_data: Path) -> None:
    """The same Handbook: additive, every figure beside its count, no further from them than the printed answer."""
    rows = rows_of(open_data, "handbook_rounding")
    inner = [row for row in rows if "T" not in (row["area"], row["sex"])]
    table = cube([((row["area"],), (row["sex"],), int(row["original"])) for row in inner], ["sex"], ["area"])
    made = controlled_rounding(table, 5)
    assert made.not_beside == 0
    assert (sums_of(table, made.counts) == made.counts.reshape(-1)).all()
    printed = sum(abs(int(row["original"]) - int(row["controlled5_as_printed"])) for row in rows)
    assert np.abs(made.counts - table.counts).sum() <= printed


def test_the_handbooks_two_geographies_give_away_what_lies_between_them(open_data: Path) -> None:
    """The same Handbook: an output area and an enumeration district that differ by a few people."""
    rows = rows_of(open_data, "handbook_geo_differencing")

    def release(name: str, level: str, column: str) -> Release:
        cells = tuple(Cell(Key(level, name, (row["hours"], row["sex"])), int(row[column]), SHOWN) for row in rows)
        return Release(Published(name, (level,), ("hours", "sex"), cells, (), DEFAULT), ("census",))

    former, new = release("the area", "oa", "area_oa"), release("the district", "ed", "area_ed")
    found = difference(new, [former], [(("oa", "ed"), [("the area", "the district"), ("others", "the district")])])
    small = {(row["hours"], row["sex"]) for row in rows if 1 <= int(row["difference"]) <= 4}
    assert {tuple(value for _, value in leak.values) for leak in found.leaks} == small
    assert len(small) == 3


def test_sales_of_four_companies_worked_out_by_hand(open_data: Path) -> None:
    """SSBtools' magnitude1, in tenths: A 249.9, B 160.0, C 40.1, D 12.3 of 462.3 in all. nk(2, 90 %) and p 10 %."""
    read = read_amounts(open_data / "sdc/ssb_magnitude1.csv", "value", "company", ["sector4"], ["geo", "eu"])
    rule = Rule("by hand", "", 1, 2, "", "", dominance_n=2, dominance_share=90, p_percent=10)
    found = sensitive(read.table.counts.reshape(-1), read.behind, rule)
    keys = [Key(level, code, values) for level, code in read.table.areas for values in read.table.combinations()]
    reasons = {
        key: (bool(few), bool(dominated), bool(estimated), int(level))
        for key, few, dominated, estimated, level in zip(
            keys, found.few, found.dominated, found.estimated, found.level, strict=True
        )
    }
    by_hand = {
        Key("geo", "Portugal", ("Agriculture",)): (True, True, True, 112),  # A 75.9, B 24.5; nk: 100.4 / 0.9 - 100.4
        Key("geo", "Spain", ("Entertainment",)): (False, False, False, 0),  # A 77.4, C 16.4, B 11.5: 93.8 is 89.1 %
        Key("geo", "Iceland", ("Industry",)): (False, True, False, 2),  # B 9.6, C 8.8, D 1.9: 18.4 is 90.6 %
        Key("geo", "Portugal", (TOTAL,)): (False, True, True, 95),  # B 78.9, A 75.9, D 7.7, less than 7.89
        Key("geo", "Spain", (TOTAL,)): (False, False, False, 0),  # A 174.0, B 54.7, C 31.3, D 2.7: 87.1 %
        Key("eu", "EU", (TOTAL,)): (False, True, False, 10),  # A 249.9, B 133.6 of 425.2: 90.2 %; 0.911 are missing
        Key("all", TOTAL, (TOTAL,)): (False, False, False, 0),  # 409.9 is 88.7 %
    }
    assert {key: reasons[key] for key in by_hand} == by_hand
    made = protect_amounts(read, rule)
    assert (made.few, made.dominated, made.estimated, made.primary) == (11, 19, 14, 19)
    assert made.secondary <= 3
    assert attack([made.published]).safe
