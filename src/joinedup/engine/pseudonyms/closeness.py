"""t-closeness: a group tells little more than the whole table does (Li, Li and Venkatasubramanian, 2007).

The distance between a sensitive column's values in a group and in the whole table is the earth mover's distance,
0 for the same shares to 1: how much has to be moved how far. Between categories every move is as far as any other
(the paper's equal distance); between ordered values it is as far as the values stand apart in their order. An
absent value stands before the lowest, or is a category of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

_CELLS_AT_ONCE = 4_000_000  # of the matrix groups × values, 32 MB


def earth_movers_distance(share: NDArray[np.float64], whole: NDArray[np.float64], *, ordered: bool) -> float:
    """The distance between two lists of shares over the same values, each adding up to 1."""
    return float(_distances(share[np.newaxis, :], whole, ordered=ordered)[0])


def closeness_of_groups(
    counted: pl.DataFrame, quasi_identifiers: Sequence[str], sensitive: str, *, ordered: bool
) -> pl.DataFrame:
    """One row a group: the quasi-identifiers and its `distance` from the whole table.

    counted: one row a group and sensitive value, with the number of people in `rows`.
    """
    columns = list(quasi_identifiers)
    values = counted.select(pl.col(sensitive).unique()).sort(sensitive, nulls_last=False).with_row_index("value")
    groups = counted.select(columns).unique(maintain_order=True).with_row_index("group")
    cells = (
        counted.join(values, on=sensitive, nulls_equal=True)
        .join(groups, on=columns, nulls_equal=True)
        .select("group", "value", "rows")
        .sort("group")
    )
    group, value, rows = (cells[name].to_numpy() for name in ("group", "value", "rows"))
    width = values.height
    whole = np.bincount(value, weights=rows, minlength=width)
    whole = whole / whole.sum()
    distances = np.zeros(groups.height)
    step = max(1, _CELLS_AT_ONCE // width)
    for first in range(0, groups.height, step):
        some = slice(*np.searchsorted(group, [first, first + step]))
        matrix = np.zeros((min(step, groups.height - first), width))
        np.add.at(matrix, (group[some] - first, value[some]), rows[some])
        shares = matrix / matrix.sum(axis=1, keepdims=True)
        distances[first : first + matrix.shape[0]] = _distances(shares, whole, ordered=ordered)
    return groups.drop("group").with_columns(pl.Series("distance", distances))


def t_closeness(table: pl.DataFrame, quasi_identifiers: Sequence[str], sensitive: str) -> float:
    """The distance of the group that is farthest from the whole table; 0 for no rows.

    A column of numbers or dates is ordered, any other is not.
    """
    if not table.height:
        return 0.0
    counted = table.group_by(*quasi_identifiers, sensitive).len("rows")
    groups = closeness_of_groups(counted, quasi_identifiers, sensitive, ordered=is_ordered(table, sensitive))
    return float(str(groups["distance"].max()))


def is_ordered(table: pl.DataFrame, column: str) -> bool:
    """Whether the values of the column have an order that means something: numbers and dates."""
    kind = table.schema[column]
    return kind.is_numeric() or kind.is_temporal()


def _distances(shares: NDArray[np.float64], whole: NDArray[np.float64], *, ordered: bool) -> NDArray[np.float64]:
    apart = shares - whole
    if not ordered:
        return np.asarray(np.abs(apart).sum(axis=1) / 2)
    if apart.shape[1] < 2:
        return np.zeros(apart.shape[0])
    return np.asarray(np.abs(np.cumsum(apart, axis=1)).sum(axis=1) / (apart.shape[1] - 1))
