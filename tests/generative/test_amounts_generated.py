"""Nobody comes nearer to a sensitive amount than its protection level: checked by linear programmes of SciPy."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from joinedup.engine.disclosure.amounts import ProtectedAmounts, protect_amounts
from joinedup.engine.disclosure.amounts_file import GREATEST_AMOUNT, Amounts
from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.contributions import Row, contributions
from joinedup.engine.disclosure.cube import TOTAL, cube, sums_of
from joinedup.engine.disclosure.published import PRIMARY, Key, Published, as_rows
from joinedup.engine.disclosure.rules import RULES, Rule

AREAS = {"L1": "M1", "L2": "M1", "L3": "M2", "L4": "M2"}
SHARES = Rule("p", "", 1, 2, "", "", p_percent=10)
RULE_SETS = [SHARES, Rule("nk", "", 1, 2, "", "", dominance_n=2, dominance_share=85), RULES["acro"]]


@st.composite
def contributed(draw: st.DrawFn, columns: int = 2) -> list[Row]:
    """Rows of a few contributors, in up to four areas by one or two columns; some in several cells, some of nothing."""
    categories = [["a", "b", "c"][: draw(st.integers(1, 3))], ["x", "y"]][:columns]
    amount = st.sampled_from([0, 1, 7, 30, 55, 120, 999, 4500])
    rows: list[Row] = []
    for area in sorted(AREAS)[: draw(st.integers(1, 4))]:
        for values in itertools.product(*categories):
            given_here = draw(st.lists(st.tuples(st.sampled_from("ABCDEFGH"), amount), max_size=5))
            rows += [(who, (area, AREAS[area]), values, much) for who, much in given_here]
    return rows or [("A", ("L1", "M1"), tuple(each[0] for each in categories), 30)]


def table_of(rows: Sequence[Row], times: int = 1) -> Amounts:
    larger = [(who, areas, values, much * times) for who, areas, values, much in rows]
    by = ["service", "kind"][: len(rows[0][2])]
    made = cube([row[1:] for row in larger], by, ["lsoa", "msoa"], greatest=GREATEST_AMOUNT)
    return Amounts(made, contributions(made, larger), 0)


def holds(key: Key, row: Row) -> bool:
    """Whether a row is part of a cell."""
    inside = key.area in (*row[1], TOTAL)
    return inside and all(one in (TOTAL, other) for one, other in zip(key.values, row[2], strict=True))


def given_by(rows: Sequence[Row], key: Key) -> dict[str, int]:
    """What each contributor gives to a cell, those of nothing left out."""
    found: dict[str, int] = {}
    for row in rows:
        if holds(key, row) and row[3]:
            found[row[0]] = found.get(row[0], 0) + row[3]
    return found


class Reader:
    """Who reads the table and knows that no amount is below 0, and whatever else is fixed for them."""

    def __init__(self, table: Published) -> None:
        self.cells, names = table.cells, sorted({row[0] for row in table.lookup})
        values = sorted({c.key.values for c in table.cells if TOTAL not in c.key.values})
        self.inner: list[Row] = [("", (name, AREAS[name]), each, 1) for name in names for each in values]
        self.sums = np.array([[float(holds(c.key, one)) for one in self.inner] for c in self.cells])
        self.shown = [i for i, c in enumerate(self.cells) if c.count is not None]
        self.low = np.zeros(len(self.inner))
        for cell, row in zip(self.cells, self.sums, strict=True):
            if cell.count is None and row.sum() == 1 and table.rule.zeros_published:
                self.low[row > 0] = 1.0

    def ends(self, i: int, scale: float, known: dict[int, int] | None = None) -> tuple[float, float]:
        """The least and greatest amount of a cell."""
        fixed = {**{j: self.cells[j].count or 0 for j in self.shown}, **(known or {})}
        found = []
        for sign in (1.0, -1.0):
            done = linprog(
                sign * self.sums[i],
                A_eq=self.sums[list(fixed)] if fixed else None,
                b_eq=np.array(list(fixed.values())) / scale if fixed else None,
                bounds=[(least, None) for least in self.low / scale],
            )
            assert done.status in (0, 3), done.message
            found.append(sign * done.fun * scale if done.status == 0 else np.inf)
        return found[0], found[1]


def level_of(gives: dict[str, int], rule: Rule) -> float:
    """How far from an amount a reader must stay, worked out anew; 0 where it is not sensitive."""
    amounts, total = sorted(gives.values(), reverse=True), sum(gives.values())
    first, second = [*amounts, 0, 0][:2]
    found = []
    if rule.smallest <= len(amounts) <= rule.largest:
        found.append(max(total * (rule.p_percent or 10) / 100, 1))
    if rule.p_percent and (total - first - second) < rule.p_percent / 100 * first:
        found.append(rule.p_percent / 100 * first - (total - first - second))
    if rule.dominance_n and sum(amounts[: rule.dominance_n]) > rule.dominance_share / 100 * total:
        found.append(sum(amounts[: rule.dominance_n]) * 100 / rule.dominance_share - total)
    return max(found, default=0.0)


def assert_nobody_comes_nearer(rows: Sequence[Row], made: ProtectedAmounts, times: int = 1) -> None:
    table = made.published
    reader, scale = Reader(table), float(max(times, 1))
    gives = [{who: much * times for who, much in given_by(rows, cell.key).items()} for cell in table.cells]
    levels = [level_of(each, table.rule) for each in gives]
    assert [cell.status == PRIMARY for cell in table.cells] == [level > 0 for level in levels]
    filled = np.array([bool(given_by(rows, Key("lsoa", one[1][0], one[2]))) for one in reader.inner])
    nearer = 0
    alone = {who for each in gives if len(each) == 1 for who in each}
    for i, (each, level) in enumerate(zip(gives, levels, strict=True)):
        if not level:
            continue
        total = sum(each.values())
        least = int(reader.sums[i] @ filled) if table.rule.zeros_published else 0
        down = min(level, total - least)
        for who in [None, *sorted(alone - set(each if len(each) == 1 else ()))]:
            known = {j: sum(other.values()) for j, other in enumerate(gives) if set(other) == {who}} if who else {}
            low, high = reader.ends(i, scale, known)
            near = int(low > total - down + 1e-4 * scale) + int(high < total + level - 1e-4 * scale)
            assert not (near and who is None), f"{table.cells[i].key}: {low} to {high} around {total}"
            nearer += near
    assert nearer <= made.exceptions


@settings(max_examples=20, deadline=None)
@given(contributed(), st.sampled_from(RULE_SETS))
def test_nobody_estimates_a_sensitive_amount_too_closely(rows: list[Row], rule: Rule) -> None:
    made = protect_amounts(table_of(rows), rule)
    assert made.attack.safe
    assert_nobody_comes_nearer(rows, made)


@settings(max_examples=6, deadline=None)
@given(contributed(), st.integers(10**8, 10**10))
def test_nor_where_amounts_are_too_large_for_floating_point(rows: list[Row], times: int) -> None:
    made = protect_amounts(table_of(rows, times), SHARES)
    assert_nobody_comes_nearer(rows, made, times)
    reader, place = Reader(made.published), {cell.key: i for i, cell in enumerate(made.published.cells)}
    for reading in attack([made.published]).readings:
        low, high = reader.ends(place[reading.key], times)
        assert abs(reading.low - low) < 1e-3 * times
        top = np.inf if reading.high is None else reading.high
        assert top == high or abs(top - high) < 1e-3 * times


@settings(max_examples=20, deadline=None)
@given(contributed(), st.randoms())
def test_the_order_of_rows_changes_nothing_and_sums_add_up(rows: list[Row], chance: random.Random) -> None:
    one = protect_amounts(table_of(rows), SHARES)
    other = protect_amounts(table_of(chance.sample(rows, len(rows))), SHARES)
    assert list(as_rows(one.published)) == list(as_rows(other.published))
    table = table_of(rows).table
    assert (sums_of(table, table.counts) == table.counts.reshape(-1)).all()
    shown = {cell.key: cell.count for cell in one.published.cells if cell.count is not None}
    assert all(count == sum(given_by(rows, key).values()) for key, count in shown.items())
