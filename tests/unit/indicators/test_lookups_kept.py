"""Lookups that came with figures are there for whatever comes later, each once."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from joinedup.engine.indicators.lookups_kept import keep_lookups, lookups_kept
from joinedup.engine.indicators.store import Store

TABLE = pl.DataFrame({"lsoa": ["E01000002", "E01000001"], "ward": ["E05000001", None]})


def test_a_lookup_is_kept_once_in_whatever_order_its_rows_come(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert lookups_kept(store) == []
    first, second = keep_lookups(store, [TABLE]), keep_lookups(store, [TABLE.reverse()])
    assert first == second
    [told] = lookups_kept(store)
    assert set(told.rows()) == set(TABLE.rows())
