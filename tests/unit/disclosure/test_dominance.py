"""Which amounts give a contributor away, by worked examples: what each gives, the greatest first."""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.engine.disclosure.contributions import NOBODY, Row, contributions
from joinedup.engine.disclosure.cube import Cube, cube
from joinedup.engine.disclosure.dominance import FEW_PERCENT, Sensitive, few_percent, sensitive
from joinedup.engine.disclosure.rules import RULES, Rule

P10 = Rule("p", "", 1, 1, "", "", p_percent=10)
P20 = Rule("p", "", 1, 1, "", "", p_percent=20)
NK = Rule("nk", "", 1, 1, "", "", dominance_n=2, dominance_share=90)


def table_of(rows: list[Row]) -> Cube:
    return cube([row[1:] for row in rows], ["service"], ["ward"])


def of_one_cell(*amounts: int) -> list[Row]:
    return [(f"provider {n}", ("A",), ("a",), amount) for n, amount in enumerate(amounts)]


def found_of(rule: Rule, *amounts: int) -> Sensitive:
    rows = of_one_cell(*amounts)
    table = table_of(rows)
    return sensitive(table.counts.reshape(-1), contributions(table, rows), rule)


@pytest.mark.parametrize(
    ("rule", "amounts", "level"),
    [
        (P10, (60, 30, 10), 0),  # the second knows 60 to within 10, and 10 % of it is 6
        (P20, (60, 30, 10), 2),  # 20 % of it is 12: two more are missing
        (P10, (60, 38, 2), 4),
        (P10, (605, 375, 20), 41),  # 60.5 - 20, upwards
        (P10, (50, 45, 5), 0),  # 5 is not less than 10 % of 50
        (P10, (50, 50), 5),
        (NK, (60, 30, 10), 0),  # 90 % is not more than 90 %
        (NK, (60, 31, 9), 2),  # 91 / 0.9 = 101.1, so that 1.1 are missing
        (NK, (60, 38, 2), 9),  # 98 / 0.9 = 108.9
        (RULES["acro"], (60, 38, 2), 10),  # few: 10 % of 100; p: 4; nk: 9. The greatest is what counts
        (Rule("few", "", 1, 3, "", "", dominance_n=1, dominance_share=99), (60, 30, 10), FEW_PERCENT),
    ],
)
def test_protection_levels(rule: Rule, amounts: tuple[int, ...], level: int) -> None:
    found = found_of(rule, *amounts)
    assert set(found.level.tolist()) == {level}  # the cell and its sums are the same
    assert found.primary.all() == (level > 0)


def test_each_reason_is_told() -> None:
    found = found_of(RULES["acro"], 60, 38, 2)
    assert found.few.all()
    assert found.dominated.all()
    assert found.estimated.all()
    found = found_of(P10, 60, 38, 2)
    assert not found.few.any()
    assert not found.dominated.any()
    assert few_percent(NK) == FEW_PERCENT
    assert few_percent(P20) == 20


def test_a_cell_of_nobody_is_sensitive_only_where_zeros_are_left_out() -> None:
    rows: list[Row] = [*of_one_cell(*[10] * 12), ("provider 0", ("B",), ("b",), 0)]
    table = table_of(rows)
    behind, units = contributions(table, rows), table.counts.reshape(-1)
    assert not sensitive(units, behind, P10).primary.any()
    acro = sensitive(units, behind, RULES["acro"])
    assert (acro.primary == (units == 0)).all()
    assert set(acro.level[units == 0].tolist()) == {1}


def test_somebody_in_several_rows_and_cells_is_one_contributor_in_their_sum() -> None:
    rows: list[Row] = [
        ("one", ("A",), ("a",), 30), ("one", ("A",), ("a",), 30), ("other", ("A",), ("a",), 40),
        ("one", ("A",), ("b",), 5), ("nobody", ("A",), ("b",), 0), ("third", ("B",), ("a",), 7),
    ]  # fmt: skip
    table = table_of(rows)
    behind = contributions(table, rows)
    cell = {
        (area, values[0]): n * table.width + k
        for n, (_, area) in enumerate(table.areas)
        for k, values in enumerate(table.combinations())
    }
    number, first, second, alone = behind.number(), behind.greatest(0), behind.greatest(1), behind.alone()
    assert (number[cell["A", "a"]], first[cell["A", "a"]], second[cell["A", "a"]]) == (2, 60, 40)
    assert (number[cell["A", "Total"]], first[cell["A", "Total"]]) == (2, 65)
    assert (number[cell["Total", "Total"]], behind.greatest(2)[cell["Total", "Total"]]) == (3, 7)
    assert number[cell["B", "b"]] == first[cell["B", "b"]] == 0
    assert alone[cell["A", "b"]] == alone[cell["Total", "b"]] != NOBODY  # who gives nothing is no company
    assert alone[cell["A", "a"]] == alone[cell["B", "b"]] == NOBODY
    assert np.array_equal(contributions(table, rows[::-1]).amounts, behind.amounts)
