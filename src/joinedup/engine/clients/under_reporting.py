"""How many one system misses that another knows of, and how many there were in truth, by kind; counts only.

The truth is estimated by capture and recapture as Chapman (1951) corrected it: (a + 1)(b + 1) ÷ (both + 1) − 1, which
holds where both systems know of people independently of one another and the linkage misses few.
"""

from __future__ import annotations

import polars as pl
from attrs import frozen

from joinedup.engine.clients.cohort import shown

_KIND = "kind of client"  # no item has blanks in its name


@frozen
class Reported:
    """One kind. Counts as they may be shown (None: not shown): first: known to the first system, second: to the second.

    share: of those whom the second knows, how many the first knows too, 0 to 1. truth: the estimate. Both None where
    a count they rest on is not shown.
    """

    kind: str
    first: int | None
    second: int | None
    both: int | None
    share: float | None
    truth: int | None


def under_reporting(
    index: pl.DataFrame, first: tuple[str, pl.DataFrame], second: tuple[str, pl.DataFrame], item: str
) -> tuple[Reported, ...]:
    """By kind of the item, each client once; a client's kind is the second system's where it has one.

    index: source_dataset, source_row, client. first, second: a data set's name and its table with row_number and the
    item. Kinds in alphabetical order. A client whom both know, but too few to show apart, is in neither share.
    """
    one, other = (_clients(index, name, table, item) for name, table in (first, second))
    whole = one.join(other, on="client", how="full", coalesce=True, suffix="_second")
    kinds = whole.with_columns(pl.coalesce(f"{item}_second", item).alias(_KIND)).filter(pl.col(_KIND).is_not_null())
    found = []
    for (kind,), people in kinds.group_by(_KIND):
        by_first = people[item].is_not_null()
        by_second = people[f"{item}_second"].is_not_null()
        known, seen, both = int(by_first.sum()), int(by_second.sum()), int((by_first & by_second).sum())
        parts = (both, known - both, seen - both)
        safe = all(shown(part) is not None for part in parts)
        found.append(
            Reported(
                str(kind),
                shown(known) if safe else None,
                shown(seen) if safe else None,
                shown(both) if safe else None,
                _rounded_share(both, seen) if safe and seen else None,
                shown(round((known + 1) * (seen + 1) / (both + 1) - 1)) if safe else None,
            )
        )
    return tuple(sorted(found, key=lambda one: one.kind))


def _rounded_share(both: int, seen: int) -> float | None:
    """From the rounded counts, so that the exact ones cannot be worked out from it."""
    above, below = shown(both), shown(seen)
    return None if above is None or not below else round(min(1.0, above / below), 2)


def _clients(index: pl.DataFrame, dataset: str, table: pl.DataFrame, item: str) -> pl.DataFrame:
    return (
        index.filter(pl.col("source_dataset") == dataset)
        .join(table.select("row_number", item), left_on="source_row", right_on="row_number", how="inner")
        .filter(pl.col(item).is_not_null())
        .group_by("client")
        .agg(pl.col(item).mode().sort().first())
    )
