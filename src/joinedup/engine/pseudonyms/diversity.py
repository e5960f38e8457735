"""l-diversity: who is known to be in a group is still not known to have one value (Machanavajjhala et al., 2007).

Twenty people alike in age, sex and area hide each other; where all twenty have the same condition, it is known of
each of them all the same. Absence is a value like any other, but a group in which nobody has a value is let be:
that a service does not know somebody is what the paper calls a "don't care" value (its section 4.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import polars as pl
from attrs import frozen


class Diversity(StrEnum):
    """How different values are counted: each once, or as far as they are evenly spread (the stricter)."""

    DISTINCT = "distinct"
    ENTROPY = "entropy"


@frozen
class LDiversity:
    """The least over all groups in which anybody has a value: infinite where there is no such group.

    distinct: different values. entropy: exp of Shannon's entropy, so that l evenly spread values give l.
    """

    distinct: float
    entropy: float


def diversity_of_groups(counted: pl.DataFrame, quasi_identifiers: Sequence[str], sensitive: str) -> pl.DataFrame:
    """One row a group: the quasi-identifiers, `distinct` and `entropy`; infinite where nobody has a value.

    counted: one row a group and sensitive value, with the number of people in `rows`.
    """
    columns = list(quasi_identifiers)
    share = pl.col("rows") / pl.col("rows").sum()
    nobody = pl.col(sensitive).is_null().all()
    return (
        counted.group_by(*columns, sensitive)
        .agg(pl.col("rows").sum())
        .group_by(columns)
        .agg(
            pl.when(nobody).then(float("inf")).otherwise(pl.len().cast(pl.Float64)).alias("distinct"),
            pl.when(nobody).then(float("inf")).otherwise((-(share * share.log()).sum()).exp()).alias("entropy"),
        )
    )


def l_diversity(table: pl.DataFrame, quasi_identifiers: Sequence[str], sensitive: str) -> LDiversity:
    """How diverse the sensitive column is in the group where it is least so. An empty table has no such group."""
    counted = table.group_by(*quasi_identifiers, sensitive).len("rows")
    groups = diversity_of_groups(counted, quasi_identifiers, sensitive)
    if not groups.height:
        return LDiversity(float("inf"), float("inf"))
    return LDiversity(*(float(str(groups[name].min())) for name in ("distinct", "entropy")))
