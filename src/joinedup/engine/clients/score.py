"""A transparent additive score: agreed factors, each with its points, each with its share shown.

A score never decides about a person by itself (UK GDPR Articles 22A to 22D): it orders a list that people
look at. Every point can be traced to the factor that gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from joinedup.engine.agreements.factor import Factor as Factor
from joinedup.engine.errors import error


def flags(factors: Sequence[Factor], tables: Mapping[str, pl.DataFrame], index: pl.DataFrame) -> pl.DataFrame:
    """Which client has which factor: client, household, and a true/false column for each factor.

    tables: by data set, each with row_number and its items. index: with source_dataset, source_row,
    client, household.
    """
    people = index.select("client", "household").unique().group_by("client").agg(pl.col("household").min())
    for factor in factors:
        table = tables.get(factor.dataset)
        if table is None:
            raise error(
                "exemplar-wrong", problem=f"the factor {factor.name} reads {factor.dataset}, which is not there"
            )
        rows = table.filter(_condition(factor)).select("row_number")
        who = (
            index.filter(pl.col("source_dataset") == factor.dataset)
            .join(rows, left_on="source_row", right_on="row_number", how="semi")
            .select("client")
            .unique()
            .with_columns(pl.lit(True).alias(factor.name))
        )
        people = people.join(who, on="client", how="left")
    return people.with_columns(pl.col([f.name for f in factors]).fill_null(False)).sort("client")


def _condition(factor: Factor) -> pl.Expr:
    """Whether a row of the data set has the factor. Raises `exemplar-wrong` where neither test is set."""
    column = pl.col(factor.item)
    if factor.at_least is not None:
        return column.cast(pl.Float64, strict=False) >= factor.at_least
    if factor.one_of:
        return column.cast(pl.String).str.to_lowercase().is_in([value.lower() for value in factor.one_of])
    raise error("exemplar-wrong", problem=f"the factor {factor.name} has no test")


def score_households(factors: Sequence[Factor], flagged: pl.DataFrame) -> pl.DataFrame:
    """One row a household, highest score first: household, people, score, factors, cost, and points by factor.

    A factor counts once for a household, however many of its members have it; its cost counts for each
    member who has it. Clients without a household are left out: nothing can be added up for them.
    """
    points = [(pl.col(f.name).any().cast(pl.Int64) * f.points).alias(f.name) for f in factors]
    costs = [(pl.col(f.name).sum() * f.cost).alias(f"{f.name}: cost") for f in factors]
    scored = (
        flagged.filter(pl.col("household").is_not_null())
        .group_by("household")
        .agg(pl.len().alias("people"), *points, *costs)
        .with_columns(
            pl.sum_horizontal([f.name for f in factors]).alias("score"),
            pl.sum_horizontal([(pl.col(f.name) > 0).cast(pl.Int64) for f in factors]).alias("factors"),
            pl.sum_horizontal([f"{f.name}: cost" for f in factors]).alias("cost"),
        )
    )
    names = [f.name for f in factors]
    order = ["household", "people", "score", "factors", "cost", *names]
    return scored.select(order).sort(["score", "cost", "household"], descending=[True, True, False])
