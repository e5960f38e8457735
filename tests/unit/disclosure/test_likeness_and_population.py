"""What comparing two tables tells that do not add up together; how many people live in each area of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve

from joinedup.cli.main import status_of
from joinedup.engine.disclosure.cube import Cube, cube
from joinedup.engine.disclosure.likeness import Likeness, compare_tables
from joinedup.engine.disclosure.population import check_table, people_of
from joinedup.engine.disclosure.protection import protect
from joinedup.engine.disclosure.published import Published
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.errors import JoinedupError


def counts(*numbers: int) -> Cube:
    rows = [((f"L{n // 2}", f"M{n // 4}"), ("ab"[n % 2],), number) for n, number in enumerate(numbers)]
    return cube(rows, ("sex",), ("lsoa", "msoa"))


def shown(*numbers: int) -> Published:
    return protect(counts(*numbers), defend_lone=False).published


def test_figures_that_differ_by_few_are_counted_with_every_sum_that_does() -> None:
    # one person more in one cell: its area, its sex, and the sums above both
    told = compare_tables(shown(21, 30, 40, 50, 60, 70, 80, 90), shown(20, 30, 40, 50, 60, 70, 80, 90))
    assert told == Likeness(few=6, guessed=0, differ=6)


def test_figures_that_differ_by_many_are_no_small_difference() -> None:
    told = compare_tables(shown(25, 30, 40, 50, 60, 70, 80, 90), shown(20, 30, 40, 50, 60, 70, 80, 90))
    assert (told.few, told.differ) == (0, 6)


def test_what_was_left_out_before_and_is_shown_now_may_be_guessed() -> None:
    before, now = shown(3, 30, 40, 50, 60, 70, 80, 90), shown(9, 30, 40, 50, 60, 70, 80, 90)
    assert compare_tables(now, before).guessed == sum(cell.count is None for cell in before.cells)
    assert compare_tables(before, now).guessed == 0


def test_the_order_of_columns_does_not_matter_and_the_same_table_tells_nothing() -> None:
    table = shown(20, 30, 40, 50, 60, 70, 80, 90)
    assert compare_tables(table, table) == Likeness(0, 0, 0)


def test_people_of_larger_areas_are_added_up_where_all_are_known() -> None:
    table = counts(*range(8))
    every = {"L0": 100, "L1": 200, "L2": 300, "L3": 400}
    assert people_of(table, every) == {**every, "M0": 300, "M1": 700}
    assert people_of(table, {"L0": 100, "L2": 1, "L3": 2, "M0": 9}) == {"L0": 100, "L2": 1, "L3": 2, "M0": 9, "M1": 3}


def test_no_level_shows_an_area_of_too_few() -> None:
    rule, table = evolve(DEFAULT, least_people=500), counts(*range(8))
    large = {f"L{n}": 600 for n in range(4)}
    check_table(rule, table, people_of(table, large))
    with pytest.raises(JoinedupError, match="M1"):
        check_table(rule, table, {**people_of(table, large), "M1": 499})
    with pytest.raises(JoinedupError, match="nobody says"):
        check_table(rule, table, None)


def test_larger_areas_are_offered_where_the_small_ones_hold_too_few(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, own, people = tmp_path / "counts.csv", tmp_path / "ours.toml", tmp_path / "people.csv"
    table.write_text("lsoa,msoa,sex,n\n" + "".join(f"L{n // 2},M{n // 4},{'ab'[n % 2]},{20 + n}\n" for n in range(8)))
    own.write_text(
        'name = "ours"\ntitle = "Ours"\nsmallest = 1\nlargest = 4\nsource = "Minutes"\nlast_checked = 2026-11-01\n'
        "least_people = 1000\n"
    )
    people.write_text("area,people\n" + "".join(f"L{n},{700}\n" for n in range(4)))
    asked = ["protect", str(table), "--count", "n", "--by", "sex", "--hierarchy", "lsoa,msoa", "--rules", str(own)]
    assert status_of([*asked, "--people", str(people), "--compare", "--json"]) == 0
    offered = {one["name"]: one["refused"] for one in json.loads(capsys.readouterr().out)}
    assert not offered["larger-areas"]
    assert all("fewer people than the 1000" in offered[name] for name in ("leave-out", "round"))
    out = tmp_path / "safe.csv"
    assert status_of([*asked, "--people", str(people), "--out", str(out), "--method", "larger-areas"]) == 0
    assert "lsoa," not in out.read_text()
