"""The lookups that came with figures are kept beside them: what lies in what is then known of whatever comes later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import polars as pl

from joinedup.engine.indicators.store import Store
from joinedup.engine.indicators.store_files import Stamp, stamp_of, write_whole

_NAMED = 16  # characters of the digest that is its name


def keep_lookups(store: Store, tables: Iterable[pl.DataFrame]) -> set[Path]:
    """Keep lookups, each once; returns where. tables: a column of codes for each level, the finest first."""
    found = set()
    for table in tables:
        text = table.sort(table.columns).write_csv().encode()
        file = _folder(store) / f"{hashlib.sha256(text).hexdigest()[:_NAMED]}.csv"
        if not file.is_file():
            write_whole(file, text)
        found.add(file)
    return found


def lookups_kept(store: Store) -> list[pl.DataFrame]:
    """Every lookup that is kept."""
    return [_read(file, stamp_of(file)) for file in sorted(_folder(store).glob("*.csv"))]


def _folder(store: Store) -> Path:
    return store.folder / "lookups"


@lru_cache(maxsize=16)
def _read(file: Path, stamp: Stamp) -> pl.DataFrame:
    return pl.read_csv(file, infer_schema=False)
