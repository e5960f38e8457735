"""What somebody without the key could guess from encoded records by how often values occur, with public names.

Equal values are taken for one name, the most frequent for the most common name, and so on. It is the simplest
attack; one that reads the bits themselves (pattern mining) is not tried here.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pyarrow as pa


def guesses(column: pa.ChunkedArray, common: Sequence[str]) -> list[str | None]:
    """For each row the name guessed; None where its value stands for no name of the list. common: most common first."""
    values = pl.DataFrame({"value": pl.from_arrow(column)})
    ranked = values.drop_nulls().group_by("value").len().sort(["len", "value"], descending=[True, False])
    named = ranked.head(len(common)).with_columns(pl.Series("name", list(common)[: ranked.height], dtype=pl.String))
    found: list[str | None] = values.join(named, on="value", how="left", maintain_order="left")["name"].to_list()
    return found
