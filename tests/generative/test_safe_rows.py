"""Whatever the rows are, what leaves keeps every promise, or nothing leaves."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.errors import JoinedupError
from joinedup.engine.pseudonyms.closeness import t_closeness
from joinedup.engine.pseudonyms.coarsening import Promise, make_safe
from joinedup.engine.pseudonyms.diversity import Diversity, l_diversity
from joinedup.engine.pseudonyms.k_anonymity import k_anonymity
from joinedup.engine.pseudonyms.ladders import age_ladder

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


@settings(max_examples=80, deadline=None)
@given(ROWS, PROMISES)
def test_what_leaves_keeps_every_promise(rows: list[tuple[object, ...]], promise: Promise) -> None:
    kinds = {"age": pl.String, "sex": pl.String, "told": pl.String, "times": pl.Int64}
    table = pl.DataFrame(rows, schema=kinds, orient="row")
    quasi = ["age", "sex"]
    try:
        safe = make_safe(table, quasi, promise, {"age": age_ladder()})
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
