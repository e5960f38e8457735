"""A body's rule set applied whole, and what the attack knows of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.choices import compare, make_safe, usual
from joinedup.engine.disclosure.cube import cube
from joinedup.engine.disclosure.published import SUPPRESSED, Cell, Key, Published, with_one_mark
from joinedup.engine.disclosure.published_file import read_published
from joinedup.engine.disclosure.rules import LIBRARY, RULES
from joinedup.engine.errors import JoinedupError

HEADER = "lsoa,msoa,age,count"
FOUR_SEVENS = [  # in L1: 28 in all, which is rounded to 30 and so known to be 28 at least, which four of at most 7 are
    "L1,M1,a,7", "L1,M1,b,7", "L1,M1,c,7", "L1,M1,d,7", "L2,M1,a,30", "L2,M1,b,0", "L2,M1,c,3", "L2,M1,d,12",
    "L3,M2,a,9", "L3,M2,b,26", "L3,M2,c,31", "L3,M2,d,44",
]  # fmt: skip


def run(folder: Path, *more: str, rows: list[str] = FOUR_SEVENS) -> int:
    counts, out = folder / "counts.csv", folder / "safe.csv"
    counts.write_text("\n".join([HEADER, *rows]) + "\n")
    asked = ["protect", str(counts), "--count", "count", "--by", "age", "--hierarchy", "lsoa,msoa", "--out", str(out)]
    return status_of([*asked, *more])


def figures(folder: Path) -> dict[tuple[str, str], tuple[int | None, str]]:
    table = read_published(folder / "safe.csv")
    return {(cell.key.area, cell.key.values[0]): (cell.count, cell.status) for cell in table.cells}


def test_nhs_england_leaves_out_and_then_rounds_every_count_and_every_total(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "--rules", "nhs-hes-2018") == 0
    said = capsys.readouterr().out
    there = figures(tmp_path)
    assert there["L3", "a"] == (10, "changed")
    assert there["L3", "b"] == (25, "changed")
    assert there["L3", "Total"] == (110, "changed")
    assert there["L2", "b"] == (0, "changed")
    assert there["L2", "c"] == (None, "suppressed")
    assert "Each count shown is rounded to the nearest 5, totals too, each by itself." in said
    assert "Beyond the rule set every table is attacked" in said
    assert "a figure of 0 is nobody" in said


def test_what_follows_all_the_same_is_seen_and_further_counts_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = RULES["nhs-hes-2018"]
    keys = [Key("lsoa", "L1", (age,)) for age in "abcd"]
    cells = (*(Cell(key, None, SUPPRESSED) for key in keys), Cell(Key("lsoa", "L1", ("Total",)), 30, "changed"))
    made = make_safe(cube([(("L3",), ("a",), 9)], ["age"], ["lsoa"]), rule, "rule-set").published
    as_the_rule_has_it = Published("x", ("lsoa",), ("age",), cells, (), rule, made.method, made.within, near=made.near)
    found = attack([as_the_rule_has_it])
    assert {(one.low, one.high) for one in found.readings} == {(7, 7)}

    assert run(tmp_path, "--rules", "nhs-hes-2018", "--json") == 0
    assert json.loads(capsys.readouterr().out)["further"] > 0
    assert status_of(["attack", str(tmp_path / "safe.csv"), "--truth", str(tmp_path / "counts.csv")]) == 0


def test_where_totals_are_sums_they_lack_what_is_left_out_and_none_says_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "--rules", "opensafely") == 0
    there = figures(tmp_path)
    assert there["L3", "Total"] == (10 + 25 + 30 + 45, "summed")
    assert there["L2", "Total"] == (30 + 10, "summed")  # without the 3 that is left out
    assert there["L1", "Total"] == (None, "suppressed")  # 28 people, none of whom is shown
    assert "Totals are the sums of the figures shown, and lack what is left out." in capsys.readouterr().out


def test_another_method_says_what_of_the_rule_set_it_does_not_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "--rules", "opensafely", "--method", "leave-out") == 0
    assert "opensafely also rounds what is shown: that is not done here." in capsys.readouterr().out
    assert run(tmp_path, "--rules", "opensafely", "--method", "round") == 0
    assert "nothing is left out, and figures are rounded more coarsely" in capsys.readouterr().out
    assert run(tmp_path, "--rules", "opensafely", "--protection", "whole-range") == 2
    assert "give --method leave-out" in capsys.readouterr().err


def test_a_rule_set_that_rounds_is_what_is_done_unless_somebody_chooses_and_what_is_suggested() -> None:
    rows = [((f"L{n}",), (age,), 3 + 7 * n + k) for n in range(4) for k, age in enumerate("ab")]
    table = cube(rows, ["age"], ["lsoa"])
    for rule in LIBRARY:
        assert usual(rule) == ("rule-set" if rule.round_to else "leave-out")
    offered = {one.name: one for one in compare(table, RULES["nhs-sde"], lambda: 0.0)}
    assert offered["rule-set"].suggested
    assert offered["rule-set"].changed > 0 < offered["rule-set"].hidden
    assert "rule-set" not in {one.name for one in compare(table, RULES["counts-under-5"], lambda: 0.0)}


def test_what_somebody_asks_to_leave_out_besides_is_left_out_and_no_small_one_is_known_by_it() -> None:
    rows = [((f"L{n}",), (age,), 3 + 7 * n + k) for n in range(4) for k, age in enumerate("ab")]
    table, key = cube(rows, ["age"], ["lsoa"]), Key("lsoa", "L3", ("a",))
    made = make_safe(table, RULES["nhs-sde"], "rule-set", also=[key])
    assert next(cell.count for cell in made.published.cells if cell.key == key) is None
    assert made.published.near is not None
    assert made.published.near.further
    found = attack([with_one_mark(made.published)])
    assert found.safe
    assert all(one.high is None or one.high > 9 for one in found.readings if one.key == key)


@pytest.mark.parametrize(
    "lie",
    [
        lambda made: made.update(nearest={**made["nearest"], "base": 3}),
        lambda made: made.update(nearest={**made["nearest"], "sums": True}),
        lambda made: made.update(nearest={**made["nearest"], "base": "5"}),
        lambda made: made.update(within=9),
        lambda made: made.pop("nearest"),
        lambda made: made.update(name="left-out"),
    ],
)
def test_metadata_that_cannot_be_of_the_table_are_refused(tmp_path: Path, lie: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    assert run(tmp_path, "--rules", "nhs-hes-2018") == 0
    file = tmp_path / "safe.csv-metadata.json"
    said = json.loads(file.read_text())
    lie(said["joinedup:method"])
    file.write_text(json.dumps(said))
    with pytest.raises(JoinedupError) as refused:
        read_published(tmp_path / "safe.csv")
    assert refused.value.code == "table-metadata-wrong"


def test_a_total_that_is_not_the_sum_it_is_said_to_be_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "--rules", "opensafely") == 0
    out = tmp_path / "safe.csv"
    out.write_text(out.read_text().replace("lsoa,L2,Total,40,summed", "lsoa,L2,Total,45,summed"))
    with pytest.raises(JoinedupError) as refused:
        read_published(out)
    assert refused.value.code == "table-metadata-wrong"
