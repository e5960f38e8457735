"""k-anonymity: nobody stands out in what a stranger might know of them (Sweeney, 2002; Samarati, 2001).

Rows alike in every quasi-identifier form a group; a table is k-anonymous when every group has at least k rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from attrs import frozen

from joinedup.engine.errors import error


@frozen
class KAnonymity:
    """What was found: the smallest group (0 for no rows), every group's size, and the rows in groups below k."""

    k: int
    groups: pl.DataFrame
    rows_below: int


def k_anonymity(table: pl.DataFrame, quasi_identifiers: Sequence[str], k: int = 5) -> KAnonymity:
    """How well the rows hide each other. groups: the quasi-identifiers and `size`, smallest first.

    A missing value counts as a value of its own. Raises `k-anonymity-impossible` for a column that is not there.
    """
    check_columns(table, quasi_identifiers)
    if k < 2:
        raise error("k-anonymity-impossible", problem="k must be 2 or more")
    columns = list(quasi_identifiers)
    groups = table.group_by(columns).len("size").sort("size", *columns)
    smallest = int(groups["size"][0]) if groups.height else 0
    below = int(groups.filter(pl.col("size") < k)["size"].sum())
    return KAnonymity(smallest, groups, below)


def check_columns(table: pl.DataFrame, quasi_identifiers: Sequence[str]) -> None:
    """Raises `k-anonymity-impossible` where there are no quasi-identifiers, or one is no column of the table."""
    missing = [name for name in quasi_identifiers if name not in table.columns]
    if missing or not quasi_identifiers:
        raise error("k-anonymity-impossible", problem=f"there is no column {', '.join(missing) or 'to look at'}")
