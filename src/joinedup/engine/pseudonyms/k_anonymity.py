"""k-anonymity: nobody stands out in what a stranger might know of them (Sweeney, 2002; Samarati, 2001).

Rows alike in every quasi-identifier form a group; a table is k-anonymous when every group has at least k rows.
A table is made so by climbing agreed ladders (every row climbs alike, so that columns stay comparable), and by
leaving out, and counting, the few rows that would still stand out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import polars as pl
from attrs import frozen

from joinedup.engine.errors import error

MOST_LEFT_OUT = 0.05  # of the rows; above this the next coarser step is better than more suppression
_MOST_STEPS = 20_000  # combinations of rungs; three ladders of five rungs are 125


@frozen
class KAnonymity:
    """What was found: the smallest group (0 for no rows), every group's size, and the rows in groups below k."""

    k: int
    groups: pl.DataFrame
    rows_below: int


@frozen
class Ladder:
    """Coarser and coarser values of one column, finest first; what is not on a rung keeps its value.

    rungs: pairs of a name ("in bands of 10 years") and the coarser value of each value of the column.
    """

    rungs: tuple[tuple[str, Mapping[str, str]], ...]


@frozen
class KAnonymousTable:
    """A table that is k-anonymous.

    k: its smallest group, at least what was asked for. left_out: rows suppressed. steps: pairs of a column and
    the name of the rung it was brought to ("as it was" for none). loss: 0 nothing lost, 1 everything.
    """

    table: pl.DataFrame
    k: int
    left_out: int
    steps: tuple[tuple[str, str], ...]
    loss: float


def k_anonymity(table: pl.DataFrame, quasi_identifiers: Sequence[str], k: int = 5) -> KAnonymity:
    """How well the rows hide each other. groups: the quasi-identifiers and `size`, smallest first.

    A missing value counts as a value of its own. Raises `k-anonymity-impossible` for a column that is not there.
    """
    _check(table, quasi_identifiers, k)
    columns = list(quasi_identifiers)
    groups = table.group_by(columns).len("size").sort("size", *columns)
    smallest = int(groups["size"][0]) if groups.height else 0
    below = int(groups.filter(pl.col("size") < k)["size"].sum())
    return KAnonymity(smallest, groups, below)


def make_k_anonymous(
    table: pl.DataFrame,
    quasi_identifiers: Sequence[str],
    *,
    k: int,
    ladders: Mapping[str, Ladder],
    most_left_out: float = MOST_LEFT_OUT,
) -> KAnonymousTable:
    """The table with as little lost as reaches k: the best combination of rungs, leftovers suppressed.

    ladders: by column, for the quasi-identifiers that may be made coarser (as text). most_left_out: the largest
    share of rows that may be suppressed (0 to 1) while a coarser step remains. The loss of a combination is the
    mean over the columns of the share of distinct values lost,
    where a suppressed row has lost everything (after Iyengar, 2002). Ties go to the lower rungs. Raises
    `k-anonymity-impossible` where a column is missing, k is below 2, or not one row can be kept.
    """
    _check(table, quasi_identifiers, k)
    if not table.height:
        return KAnonymousTable(table, 0, 0, tuple((name, "as it was") for name in quasi_identifiers), 0.0)
    columns = list(quasi_identifiers)
    climbing = [name for name in columns if name in ladders]
    counted = table.select(pl.col(columns)).group_by(columns).len("rows")
    choices = list(product(*(range(len(ladders[name].rungs) + 1) for name in climbing)))
    if len(choices) > _MOST_STEPS:
        raise error("k-anonymity-impossible", problem=f"the ladders have {len(choices):,} combinations")
    detail = {name: counted[name].n_unique() for name in columns}

    def tried(choice: Sequence[int]) -> tuple[float, float]:
        """The share of rows left out, and the loss."""
        coarse = _climb(counted, climbing, choice, ladders)
        groups = coarse.group_by(columns).agg(pl.col("rows").sum())
        left_out = int(groups.filter(pl.col("rows") < k)["rows"].sum()) / table.height
        fallen = sum(_fallen(detail[name], coarse[name].n_unique()) for name in columns) / len(columns)
        return left_out, left_out + (1 - left_out) * fallen

    results = {choice: tried(choice) for choice in choices}
    within = [choice for choice in choices if results[choice][0] <= most_left_out]
    allowed = within or choices
    best = min(allowed, key=lambda choice: (round(results[choice][1], 9), sum(choice), choice))
    coarse = _climb(table, climbing, best, ladders)
    kept = coarse.filter(pl.len().over(columns) >= k)
    if not kept.height:
        raise error("k-anonymity-impossible", problem=f"no {k} rows are alike, however coarse")
    taken = dict(zip(climbing, best, strict=True))
    steps = tuple(
        (name, ladders[name].rungs[taken[name] - 1][0] if taken.get(name) else "as it was") for name in columns
    )
    smallest = k_anonymity(kept, columns, k).k
    return KAnonymousTable(kept, smallest, table.height - kept.height, steps, round(results[best][1], 6))


def _check(table: pl.DataFrame, quasi_identifiers: Sequence[str], k: int) -> None:
    missing = [name for name in quasi_identifiers if name not in table.columns]
    if missing or not quasi_identifiers:
        raise error("k-anonymity-impossible", problem=f"there is no column {', '.join(missing) or 'to look at'}")
    if k < 2:
        raise error("k-anonymity-impossible", problem="k must be 2 or more")


def _fallen(before: int, after: int) -> float:
    """The share of a column's detail that was lost: 0 for none, 1 where one value is left of several."""
    return 0.0 if before <= 1 else (before - after) / (before - 1)


def _climb(
    table: pl.DataFrame, climbing: Sequence[str], choice: Sequence[int], ladders: Mapping[str, Ladder]
) -> pl.DataFrame:
    """The table with each climbing column brought to its rung; rung 0 is the column as it was."""
    coarser = [
        pl.col(name).cast(pl.String).replace(dict(ladders[name].rungs[rung - 1][1])).alias(name)
        for name, rung in zip(climbing, choice, strict=True)
        if rung
    ]
    return table.with_columns(coarser)
