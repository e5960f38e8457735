"""Rounding and noise hold for all tables: sums add up, zeros stay, nothing is further off than was said."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.cell_keys import KEYS, noise_table
from joinedup.engine.disclosure.changed import round_table
from joinedup.engine.disclosure.choices import make_safe
from joinedup.engine.disclosure.cube import Cube, cube, sums_of
from joinedup.engine.disclosure.published import with_one_mark
from joinedup.engine.disclosure.rounding import controlled_rounding
from joinedup.engine.disclosure.rules import DEFAULT, RULES

NOISE = noise_table(5, 2.0)


@st.composite
def tables(draw: st.DrawFn) -> Cube:
    areas, first, second = draw(st.integers(1, 6)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    counts = st.one_of(st.integers(0, 9), st.integers(0, 60))
    rows = [
        ((f"L{a}", f"M{a // 2}"), (f"a{i}", f"b{j}"), draw(counts))
        for a in range(areas)
        for i in range(first)
        for j in range(second)
    ]
    return cube(rows, ["one", "other"], ["lsoa", "msoa"])


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from([3, 5, 10]))
def test_a_rounded_table_adds_up_and_no_inner_figure_is_a_base_off(table: Cube, base: int) -> None:
    made = controlled_rounding(table, base)
    assert not (made.counts % base).any()
    assert (sums_of(table, made.counts) == made.counts.reshape(-1)).all()
    off = np.abs(made.counts - table.counts)
    assert off[:, table.inner()].max() < base
    assert off.max() <= made.within
    assert int((off >= base).sum()) == made.not_beside


@settings(max_examples=15, deadline=None)
@given(tables())
def test_a_rounded_table_is_shown_safe_with_and_without_the_proof(table: Cube) -> None:
    made = round_table(table, DEFAULT, 5)
    assert made.attack.safe
    found = attack([made.published])
    assert found.safe
    assert found.narrow <= made.attack.narrow


@settings(max_examples=20, deadline=None)
@given(tables(), st.sampled_from(["opensafely", "opensafely-midpoint-6", "nhs-hes-2018", "nhs-sde", "ofqual"]))
def test_a_rule_set_that_rounds_gives_no_small_count_away_and_its_readers_are_told_the_truth(
    table: Cube, name: str
) -> None:
    made = make_safe(table, RULES[name], "rule-set")
    found = attack([with_one_mark(made.published)])
    assert found.safe
    counts = dict(zip((cell.key for cell in made.published.cells), table.counts.reshape(-1), strict=True))
    for one in found.readings:
        assert one.low <= counts[one.key]
        assert one.high is None or one.high >= counts[one.key]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, KEYS - 1)), min_size=1, max_size=30))
def test_noise_is_never_more_than_said_keeps_zeros_and_never_goes_below_them(cells: list[tuple[int, int]]) -> None:
    counts, keys = (np.array(column) for column in zip(*cells, strict=True))
    noise = NOISE.of(counts, keys)
    assert np.abs(noise).max() <= 5
    assert (counts + noise >= 0).all()
    assert (noise[counts == 0] == 0).all()
    assert (NOISE.of(counts[::-1], keys[::-1])[::-1] == noise).all()
