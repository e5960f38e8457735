"""Estimates of a few people on areas that were split: they are no counts of anybody, could be taken for some, and are
not shown. What they were worked out from is shown already, so that nothing has to be hidden beside them.
"""

from __future__ import annotations

import polars as pl
from attrs import evolve

from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.indicators.carried import Carried
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.indicator import Indicator, Kind

_FIGURES = ("value", "numerator", "denominator")


def without_small(made: Carried, one: Indicator, rule: Rule = DEFAULT) -> Carried:
    """Carried figures about people without the estimates that a rule calls small; `small` names their areas.

    Of shares those are small too whose rest or whole is. Nothing is left out of what is measured: tonnes, £, days.
    """
    if one.is_amount or made.figures.is_empty():
        return made
    top, whole = pl.col("numerator"), pl.col("denominator")
    counts = {
        Kind.COUNT: [pl.col("value")], Kind.RATE: [top], Kind.MEAN: [whole], Kind.PROPORTION: [top, whole - top, whole],
    }.get(one.kind, [])  # fmt: skip
    if not counts:
        return made
    few = pl.any_horizontal(((each > 0) & (each < rule.largest + 1)).fill_null(value=False) for each in counts)
    small = few & pl.col("area").is_in(list(made.estimated)) & pl.col("value").is_not_null()
    hidden = frozenset(made.figures.filter(small)["area"])
    empty = [pl.when(small).then(None).otherwise(pl.col(name)).alias(name) for name in _FIGURES]
    note = pl.when(small).then(pl.lit(str(Gap.SUPPRESSED))).otherwise(pl.col("note")).alias("note")
    return evolve(made, figures=made.figures.with_columns(*empty, note), small=hidden)
