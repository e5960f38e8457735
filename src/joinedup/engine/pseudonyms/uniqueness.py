"""Uniqueness: who is the only one of their kind in what leaves, and how likely also among everybody.

Where the counts of the whole population are there, population uniqueness is counted. Where only the sampling
fraction is known, the chance that a unique match is right is estimated from the sample alone by data intrusion
simulation (Skinner and Elliot, 2002): fraction × uniques ÷ (fraction × uniques + 2 × (1 − fraction) × pairs).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.pseudonyms.k_anonymity import check_columns


@frozen
class Uniqueness:
    """What was found.

    sample: rows alone in their group. pairs: groups of two rows. population: the rows that are alone in the
    population too, None where it is not known. match: the chance (0 to 1) that somebody who finds exactly one row
    like a person they know has found that person; 0 where no row is unique.
    """

    sample: int
    pairs: int
    population: int | None
    match: float


def uniqueness(
    table: pl.DataFrame,
    quasi_identifiers: Sequence[str],
    *,
    population: pl.DataFrame | None = None,
    fraction: float = 1.0,
) -> Uniqueness:
    """How many rows are unique.

    population: one row a person with the same quasi-identifiers, those in the table included; with it `match` is
    the mean over sample uniques of 1 ÷ the people like them. Without it, fraction (above 0, at most 1) is the share
    of the population that is in the table. Raises `k-anonymity-impossible` for a column that is not there or a
    fraction outside its range.
    """
    check_columns(table, quasi_identifiers)
    if not 0 < fraction <= 1:
        raise error("k-anonymity-impossible", problem="the sampling fraction must be above 0 and at most 1")
    columns = list(quasi_identifiers)
    groups = table.group_by(columns).len("size")
    alone = groups.filter(pl.col("size") == 1)
    pairs = groups.filter(pl.col("size") == 2).height
    if population is None:
        weight = fraction * alone.height + 2 * (1 - fraction) * pairs
        return Uniqueness(alone.height, pairs, None, fraction * alone.height / weight if alone.height else 0.0)
    check_columns(population, quasi_identifiers)
    everybody = population.group_by(columns).len("people")
    found = alone.join(everybody, on=columns, how="left", nulls_equal=True)["people"].fill_null(1)
    match = float((1 / found).sum()) / alone.height if alone.height else 0.0
    return Uniqueness(alone.height, pairs, int((found == 1).sum()), match)
