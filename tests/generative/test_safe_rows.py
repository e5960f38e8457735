"""Whatever the rows are, what leaves keeps every promise, or nothing leaves."""

from __future__ import annotations

from collections import Counter
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.errors import JoinedupError
from joinedup.engine.pseudonyms.closeness import t_closeness
from joinedup.engine.pseudonyms.coarsening import Promise, make_safe
from joinedup.engine.pseudonyms.diversity import Diversity, l_diversity
from joinedup.engine.pseudonyms.k_anonymity import k_anonymity
from joinedup.engine.pseudonyms.ladders import Ladder, age_ladder, area_ladder, joined_ladder

ROWS = st.lists(
    st.tuples(
        st.integers(20, 45).map(str), st.sampled_from(["F", "M", None]), st.sampled_from(["x", "y", "z", None]),
        st.one_of(st.none(), st.integers(0, 4)),
    ),
    min_size=1, max_size=60,
)  # fmt: skip
PROMISES = st.builds(
    Promise,
    k=st.integers(2, 5),
    sensitive=st.just(("told", "times")),
    diverse=st.sampled_from([1.0, 1.5, 2.0, 3.0]),
    counting=st.sampled_from(Diversity),
    close=st.sampled_from([0.2, 0.5, 1.0]),
    most_left_out=st.sampled_from([0.0, 0.1, 0.5]),
)


@settings(max_examples=60, deadline=None)
@given(ROWS, PROMISES)
def test_what_leaves_keeps_every_promise(rows: list[tuple[object, ...]], promise: Promise) -> None:
    kinds = {"age": pl.String, "sex": pl.String, "told": pl.String, "times": pl.Int64}
    table = pl.DataFrame(rows, schema=kinds, orient="row")
    quasi = ["age", "sex"]
    try:
        safe = make_safe(table, quasi, promise, {"age": age_ladder(), "sex": joined_ladder(["F", "M"], "All")})
    except JoinedupError as refused:
        if refused.code != "rows-stand-out":
            raise
        return
    assert safe.left_out + safe.table.height == table.height
    assert safe.left_out <= promise.most_left_out * table.height
    assert 0 <= safe.loss <= 1
    assert k_anonymity(safe.table, quasi, promise.k).rows_below == 0
    for name in promise.sensitive:
        assert getattr(l_diversity(safe.table, quasi, name), promise.counting.value) >= promise.diverse - 1e-6
        assert promise.close == 1 or t_closeness(safe.table, quasi, name) <= promise.close + 1e-6


def _by_hand(rows: list[tuple[str, str]], k: int, most: float, ladders: dict[str, Ladder]) -> float | None:
    """The least normalised certainty penalty of any combination of rungs, worked out row by row; None for none."""
    columns = [sorted({row[place] for row in rows}) for place in (0, 1)]
    best = None
    for rungs in product(*(range(len(ladders[name].rungs) + 1) for name in ("age", "area"))):
        coarse = []
        for place, (name, rung) in enumerate(zip(("age", "area"), rungs, strict=True)):
            up = dict(ladders[name].rungs[rung - 1][1]) if rung else {}
            coarse.append({value: up.get(value, value) for value in columns[place]})
        joined = [Counter(one.values()) for one in coarse]
        alike = Counter((coarse[0][age], coarse[1][area]) for age, area in rows)
        loss, left_out = 0.0, 0
        for row in rows:
            values = tuple(coarse[place][row[place]] for place in (0, 1))
            if alike[values] < k:
                loss, left_out = loss + 1, left_out + 1
                continue
            sizes = [joined[place][values[place]] for place in (0, 1)]
            loss += sum(size / len(columns[place]) for place, size in enumerate(sizes) if size > 1) / 2
        if left_out <= most * len(rows):
            best = loss / len(rows) if best is None else min(best, loss / len(rows))
    return best


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(20, 45).map(str), st.sampled_from(["a1", "a2", "b1", "b2"])), min_size=1, max_size=40
    ),
    st.integers(2, 5),
    st.sampled_from([0.0, 0.05, 0.3]),
)
def test_no_other_choice_of_rungs_loses_less(rows: list[tuple[str, str]], k: int, most: float) -> None:
    areas = pl.DataFrame({"lsoa": ["a1", "a2", "b1", "b2"], "msoa": ["a", "a", "b", "b"], "lad": ["x"] * 4})
    ladders = {"age": age_ladder(), "area": area_ladder(areas)}
    table = pl.DataFrame(rows, schema=["age", "area"], orient="row")
    least = _by_hand(rows, k, most, ladders)
    if least is None:
        with pytest.raises(JoinedupError):
            make_safe(table, ["age", "area"], Promise(k, most_left_out=most), ladders)
    else:
        found = make_safe(table, ["age", "area"], Promise(k, most_left_out=most), ladders)
        assert found.loss == pytest.approx(least, abs=1e-6)
