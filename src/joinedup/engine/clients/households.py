"""Households by score, without names: a list that orders attention, and can be opened only by who holds a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from joinedup.engine.clients.score import Factor


def household_list(
    scored: pl.DataFrame, factors: Sequence[Factor], *, top: int, pseudonym: Callable[[str], str]
) -> pl.DataFrame:
    """The first `top` households with a score: rank, household (a pseudonym), people, score, cost, points by factor.

    scored: from `score_households`. Households with equal scores keep the order of cost, then of their key.
    """
    names = [factor.name for factor in factors]
    return (
        scored.filter(pl.col("score") > 0)
        .head(top)
        .with_columns(pl.col("household").map_elements(pseudonym, return_dtype=pl.String))
        .with_columns(pl.int_range(1, pl.len() + 1).alias("rank"))
        .select("rank", "household", "people", "score", "factors", "cost", *names)
    )


def factor_shares(listed: pl.DataFrame, factors: Sequence[Factor]) -> dict[str, float]:
    """Each factor's share (0 to 1) of all points given in the list; zeros where no points were given."""
    points = {factor.name: int(listed[factor.name].sum() or 0) for factor in factors}
    whole = sum(points.values())
    return {name: (given / whole if whole else 0.0) for name, given in points.items()}
