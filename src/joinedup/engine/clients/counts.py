"""Count clients by area, age band and sex: each person once, however many partners know them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import polars as pl

from joinedup.engine.pseudonyms.ladders import UNKNOWN as UNKNOWN


def _no_key(client: str) -> int:
    return 0


def age_band(birth_year: pl.Expr, year: int, edges: Sequence[int]) -> pl.Expr:
    """The band of the age reached in `year`: edges (0, 16, 65) give 0-15, 16-64, 65+; missing years `UNKNOWN`."""
    age = pl.lit(year) - birth_year
    labels = [f"{low}-{high - 1}" for low, high in pairwise(edges)] + [f"{edges[-1]}+"]
    band = pl.lit(labels[0])
    for low, label in zip(edges[1:], labels[1:], strict=True):
        band = pl.when(age >= low).then(pl.lit(label)).otherwise(band)
    return pl.when(birth_year.is_null() | (age < 0)).then(pl.lit(UNKNOWN)).otherwise(band)


def clients_of(index: pl.DataFrame) -> pl.DataFrame:
    """One row a client: client, birth_year, sex, lsoa, household."""
    return index.sort("client").group_by("client", maintain_order=True).first()


def count_clients(
    index: pl.DataFrame,
    *,
    year: int,
    edges: Sequence[int],
    lookup: pl.DataFrame,
    record_key: Callable[[str], int] = _no_key,
) -> pl.DataFrame:
    """Counts of clients: the columns of `lookup` (lsoa first, then wider areas), age, sex, count, key.

    key: the sum of the clients' record keys (see `disclosure.cell_keys`), 0 without a `record_key`.
    index: rows of an index with client, birth_year, sex, lsoa. lookup: one row an LSOA with the areas
    above it. Clients who cannot be placed in an area of the lookup are not counted: their number is the
    difference between clients and the sum.
    """
    people = clients_of(index).select(
        "lsoa",
        age_band(pl.col("birth_year"), year, edges).alias("age"),
        pl.col("sex").fill_null(UNKNOWN).alias("sex"),
        pl.col("client").map_elements(record_key, return_dtype=pl.Int64).alias("key"),
    )
    counted = people.group_by("lsoa", "age", "sex").agg(pl.len().alias("count"), pl.col("key").sum())
    areas = list(lookup.columns)
    placed = counted.join(lookup, on="lsoa", how="inner").select(*areas, "age", "sex", "count", "key")
    return placed.sort(*areas, "age", "sex")
