"""A corrected figure stands beside the one that everybody has seen: neither of the two tells what the other hides.

Two counts of one area a few apart tell of those few, who were forgotten or counted wrongly: of a mean, what the one of
them had. And what one edition hid, the next may give away. So what was hidden stays so, and what was seen is changed by
more than a few, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.clearing.seen import PART, REST, counts_of
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.indicators.indicator import Indicator, Kind

_COUNTS = (PART, REST, "whole")


def hidden_in(figures: pl.DataFrame) -> frozenset[str]:
    """The areas whose figure was left out to protect people. figures: of one time, columns of `extract.SCHEMA`."""
    return frozenset(figures.filter(pl.col("note") == SUPPRESSED)["area"])


def few_between(
    new: pl.DataFrame, editions: Iterable[pl.DataFrame], indicator: Indicator, rule: Rule = DEFAULT
) -> frozenset[str]:
    """The areas of which a count in `new` is a few people more or fewer than in an edition that was seen.

    Looked at are those counted, the rest of the whole, and the whole, as where figures are cleared. A figure that is
    small itself is not: it is left out.
    """
    few = pl.any_horizontal(pl.col(name).is_between(rule.smallest, rule.largest) for name in _COUNTS)
    now = _counts(new, indicator).filter(~few.fill_null(value=False))
    found: set[str] = set()
    for edition in editions:
        both = now.join(_counts(edition, indicator), on="area", suffix="_then")
        apart = [
            (pl.col(name) - pl.col(f"{name}_then")).abs().is_between(max(rule.smallest, 1), rule.largest)
            for name in _COUNTS
        ]
        found |= set(both.filter(pl.any_horizontal(apart).fill_null(value=False))["area"])
    return frozenset(found)


def _counts(figures: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    none = pl.lit(None, dtype=pl.Float64)
    share = indicator.kind is Kind.PROPORTION
    return figures.filter(pl.col("value").is_not_null()).select(
        "area",
        counts_of(indicator, PART).alias(PART),
        (counts_of(indicator, REST) if share else none).alias(REST),
        (pl.col("denominator") if share else none).alias("whole"),
    )
