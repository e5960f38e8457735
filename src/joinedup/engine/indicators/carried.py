"""An indicator's figures on the areas of another year, or of another kind: shared out by people, or whole by best fit.

Counts keep their sum, exactly. Rates, shares and means are worked out anew from the counts that were shared out. What
cannot be split (scores, ranks, standardised rates, figures without their counts) stands only where an area did not
change. An area made in part of one without a figure has none.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from attrs import evolve, field, frozen

from joinedup.engine.areas.change import Overlaps, incomplete, move_counts, move_rates, move_scores
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator, Kind

Row = tuple[float | None, float | None, float | None]  # value, numerator, denominator


@frozen(eq=False)
class Carried:
    """Figures on new areas, columns of `extract.SCHEMA`; no limits, which are worked out from the counts.

    `estimated`: new areas with a figure that was shared out; `without`: those that have none, as a part has none;
    `unplaced`: old areas that the overlaps do not know; `not_split`: old areas whose figure was left out; `small`: new
    areas whose estimate is not shown (see `carried_small`).
    """

    figures: pl.DataFrame = field(repr=False)
    estimated: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    unplaced: tuple[str, ...] = ()
    not_split: tuple[str, ...] = ()
    small: frozenset[str] = frozenset()


def by_best_fit(overlaps: Overlaps) -> Overlaps:
    """Each old area whole in the one new area where most of its people live."""
    return evolve(overlaps, people={old: {new: 1.0} for old, new in overlaps.best_fit().items()})


def carry(figures: pl.DataFrame, indicator: Indicator, overlaps: Overlaps) -> Carried:
    """Figures of one series on the new areas, each group and time by itself. figures: columns of `extract.SCHEMA`."""
    parts: list[list[object]] = []
    estimated: set[str] = set()
    without: set[str] = set()
    not_split: set[str] = set()
    unplaced = tuple(sorted(set(figures["area"].to_list()) - overlaps.people.keys()))
    known = figures.filter(~pl.col("area").is_in(unplaced))
    new = {code for onto in overlaps.people.values() for code in onto}
    for (series, group, starts, ends), own in known.group_by("series", "group", "starts", "ends", maintain_order=True):
        made, shared, left = _one_time(own, indicator, overlaps)
        there = own.filter(pl.col("value").is_not_null())["area"].to_list()
        lacking = set(incomplete(new, dict.fromkeys(there, 0.0), overlaps))
        # of an area none of whose parts is in the file nothing is said at all
        told = {code for old in own["area"] for code in overlaps.people[old]}
        without |= lacking & told
        estimated |= shared - lacking
        not_split |= set(left)
        for code in sorted(told):
            value, top, bottom = made.get(code, (None, None, None)) if code not in lacking else (None, None, None)
            note = "" if value is not None else "missing"
            parts.append([series, group, code, starts, ends, value, top, bottom, None, None, note, 0, "carried"])
    table = pl.DataFrame(parts, schema=SCHEMA, orient="row")
    return Carried(table, frozenset(estimated), frozenset(without), unplaced, tuple(sorted(not_split)))


def _one_time(
    own: pl.DataFrame, indicator: Indicator, overlaps: Overlaps
) -> tuple[Mapping[str, Row], frozenset[str], tuple[str, ...]]:
    """(figures by new area, those shared out, old areas left out)."""
    if indicator.kind is Kind.COUNT:
        moved = move_counts(dict(own.select("area", "value").drop_nulls().iter_rows()), overlaps)
        return {code: (value, None, None) for code, value in moved.values.items()}, moved.estimated, ()
    both = own.drop_nulls(["numerator", "denominator"])
    if indicator.kind.has_denominator and both.height:
        tops = dict(both.select("area", "numerator").iter_rows())
        rates = move_rates(tops, dict(both.select("area", "denominator").iter_rows()), overlaps, indicator.per)
        shared = {code for old in tops if len(overlaps.people[old]) > 1 for code in overlaps.people[old]}
        left = tuple(sorted(set(own.filter(pl.col("value").is_not_null())["area"].to_list()) - tops.keys()))
        return {code: (rate, top, bottom) for code, (top, bottom, rate) in rates.items()}, frozenset(shared), left
    kept, left = move_scores(dict(own.select("area", "value").drop_nulls().iter_rows()), overlaps)
    return {code: (value, None, None) for code, value in kept.items()}, frozenset(), left
