"""Make rows safe by saying less of everybody: the choice of rungs that loses least and keeps what was promised.

Every row climbs alike, so that columns stay comparable. Rows that would still stand out are left out and counted;
where more than the agreed share would have to go, nothing leaves. What is lost is told as the normalised certainty
penalty (Xu et al., 2006): a value that may now be any of m of the column's n values costs m ÷ n, one that is as it
was costs 0, a row left out costs 1; the mean over rows and columns is 0 for nothing lost and 1 for everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import polars as pl
from attrs import field, frozen, validators

from joinedup.engine.errors import error
from joinedup.engine.pseudonyms.closeness import closeness_of_groups, is_ordered
from joinedup.engine.pseudonyms.diversity import Diversity, diversity_of_groups
from joinedup.engine.pseudonyms.k_anonymity import check_columns, k_anonymity
from joinedup.engine.pseudonyms.ladders import Ladder

MOST_LEFT_OUT = 0.05  # of the rows
AS_IT_WAS = "as it was"
_MOST_STEPS = 20_000  # combinations of rungs; three ladders of five rungs are 125


@frozen
class Promise:
    """What must hold of every group of rows alike in the quasi-identifiers.

    k: least rows, 2 or more. diverse: least different values of each sensitive column (1: not asked), counted by
    `counting`. close: the largest distance of a group from the whole (1: not asked). most_left_out: the largest share
    of rows that may be left out (0 to 1).
    """

    k: int
    sensitive: tuple[str, ...] = ()
    diverse: float = field(default=1.0, validator=validators.ge(1))
    counting: Diversity = Diversity.DISTINCT
    close: float = field(default=1.0, validator=[validators.ge(0), validators.le(1)])
    most_left_out: float = field(default=MOST_LEFT_OUT, validator=[validators.ge(0), validators.le(1)])


@frozen
class SafeRows:
    """A table that keeps its promise.

    k: its smallest group. left_out: rows, and share: the same of all rows (0 to 1). steps: pairs of a column and the
    name of the rung it was brought to. loss: the normalised certainty penalty, 0 to 1.
    """

    table: pl.DataFrame
    k: int
    left_out: int
    share: float
    steps: tuple[tuple[str, str], ...]
    loss: float


def make_safe(
    table: pl.DataFrame, quasi_identifiers: Sequence[str], promise: Promise, ladders: Mapping[str, Ladder]
) -> SafeRows:
    """The table with least lost that keeps the promise.

    ladders: by column, for the quasi-identifiers that may be made coarser (as text). The search is exhaustive: the
    choices are tried in the order of what they lose with nobody left out, and it ends where no other can lose less.
    Ties go to the lower rungs. Raises `k-anonymity-impossible` where a column is missing, k is below 2 or the
    ladders have too many combinations, and `rows-stand-out` where too many rows would have to be left out.
    """
    check_columns(table, (*quasi_identifiers, *promise.sensitive))
    if promise.k < 2:
        raise error("k-anonymity-impossible", problem="k must be 2 or more")
    columns = list(quasi_identifiers)
    if not table.height:
        return SafeRows(table, 0, 0, 0.0, tuple((name, AS_IT_WAS) for name in columns), 0.0)
    climbing = [name for name in columns if name in ladders]
    choices = list(product(*(range(len(ladders[name].rungs) + 1) for name in climbing)))
    if len(choices) > _MOST_STEPS:
        raise error("k-anonymity-impossible", problem=f"the ladders have {len(choices):,} combinations")
    price = {name: _prices(table, name, ladders[name]) for name in climbing}

    def least(choice: Sequence[int]) -> float:
        costs = (price[name][rung].mean() for name, rung in zip(climbing, choice, strict=True))
        return sum(float(str(cost)) for cost in costs) / len(columns)

    parts = [table.select(*columns, *([name] if name else [])) for name in (None, *promise.sensitive)]
    counted = [part.group_by(part.columns).len("rows") for part in parts]
    best: tuple[float, int, tuple[int, ...]] | None = None
    fewest = 1.0
    for floor, _, choice in sorted((round(least(one), 9), sum(one), one) for one in choices):
        if best is not None and floor > best[0]:
            break
        kept = _kept([_climb(one, climbing, choice, ladders) for one in counted], columns, promise)
        share = 1 - int(kept["rows"].sum()) / table.height
        fewest = min(fewest, share)
        if share > promise.most_left_out:
            continue
        loss = round(_loss(table, columns, climbing, choice, ladders, price, kept), 9)
        best = min(best or (2.0, 0, ()), (loss, sum(choice), choice))
    if best is None:
        raise error("rows-stand-out", share=f"{fewest:.1%}", most=f"{promise.most_left_out:.1%}")
    loss, _, choice = best
    groups = _kept([_climb(one, climbing, choice, ladders) for one in counted], columns, promise)
    safe = _climb(table, climbing, choice, ladders).join(
        groups.select(columns), on=columns, how="semi", nulls_equal=True, maintain_order="left"
    )
    taken = dict(zip(climbing, choice, strict=True))
    steps = tuple((name, ladders[name].rungs[taken[name] - 1][0] if taken.get(name) else AS_IT_WAS) for name in columns)
    left_out = table.height - safe.height
    smallest = k_anonymity(safe, columns, promise.k).k
    return SafeRows(safe, smallest, left_out, left_out / table.height, steps, round(loss, 6))


def _kept(counted: Sequence[pl.DataFrame], columns: list[str], promise: Promise) -> pl.DataFrame:
    """The groups that keep the promise, with `rows`. Again until none fails: the whole changes when groups go."""
    people, *by_sensitive = counted
    groups = people.group_by(columns).agg(pl.col("rows").sum()).filter(pl.col("rows") >= promise.k)
    while groups.height:
        before = groups.height
        for name, cells in zip(promise.sensitive, by_sensitive, strict=True):
            if not groups.height:
                break
            cells = cells.join(groups.select(columns), on=columns, how="semi", nulls_equal=True)
            if promise.diverse > 1:
                enough = pl.col(promise.counting.value) >= promise.diverse - 1e-9
                passing = diversity_of_groups(cells, columns, name).filter(enough)
                groups = groups.join(passing, on=columns, how="semi", nulls_equal=True)
            if promise.close < 1:
                found = closeness_of_groups(cells, columns, name, ordered=is_ordered(cells, name))
                passing = found.filter(pl.col("distance") <= promise.close + 1e-9)
                groups = groups.join(passing, on=columns, how="semi", nulls_equal=True)
        if groups.height == before:
            break
    return groups


def _prices(table: pl.DataFrame, name: str, ladder: Ladder) -> list[pl.Series]:
    """For rung 0 and each rung, what every row of the column would cost."""
    values = table[name].cast(pl.String)
    counts = values.value_counts(name="rows").rename({values.name: "value"})
    whole = counts.height
    prices = [pl.zeros(table.height, pl.Float64, eager=True)]
    for _, coarser in ladder.rungs:
        climbed = counts.with_columns(pl.col("value").replace(dict(coarser)).alias("coarse"))
        joined = climbed.with_columns(pl.len().over("coarse").alias("joined"))
        cost = pl.when(pl.col("joined") == 1).then(0.0).otherwise(pl.col("joined") / whole)
        priced = joined.select("value", cost.alias("cost"))
        prices.append(values.to_frame("value").join(priced, on="value", how="left", nulls_equal=True)["cost"])
    return prices


def _loss(
    table: pl.DataFrame,
    columns: list[str],
    climbing: Sequence[str],
    choice: Sequence[int],
    ladders: Mapping[str, Ladder],
    price: Mapping[str, list[pl.Series]],
    kept: pl.DataFrame,
) -> float:
    """The normalised certainty penalty of a choice, those left out included."""
    costs = [price[name][rung].alias(f"cost {name}") for name, rung in zip(climbing, choice, strict=True)]
    each = (pl.sum_horizontal([cost.name for cost in costs]) if costs else pl.lit(0.0)) / len(columns)
    priced = (
        _climb(table.select(columns), climbing, choice, ladders).with_columns(costs).with_columns(each.alias("cost"))
    )
    staying = priced.join(kept.select(columns), on=columns, how="semi", nulls_equal=True)
    return (float(staying["cost"].sum()) + table.height - staying.height) / table.height


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
