"""What times and ages of one indicator tell by subtraction: April to September less April to June, 0-15 less 0-4.

Only what is shown is looked at: in the file, and of what is kept of the same indicator that the file does not replace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from joinedup.engine.clearing.seen import PART, REST, counts_of
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.errors import error
from joinedup.engine.indicators.ages import split
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.nested import Pair, Span, lying_in, told_by_difference
from joinedup.engine.indicators.periods import Period

_CELL = ("area", "group", "starts", "ends")
_ALL_AGES: Span = (0, float("inf"))
_DAYS = 30.4  # of a month
_TIMES = "give each quarter, or each month, by itself: what is small in one of them is then hidden"
_AGES = "give groups of ages that do not lie in one another: what is small in one of them is then hidden"


def check_differences(shown: pl.DataFrame, kept: pl.DataFrame | None, one: Indicator, rule: Rule) -> None:
    """That no small count is what one time, or group of ages, leaves of another. Raises `figures-unchecked`.

    shown: columns area, group, starts, ends, part and rest of what may be seen. kept: as `clear` has it.
    """
    problem = next(told_by_differences(shown, kept, one, rule), None)
    if problem is not None:
        raise error("figures-unchecked", title=one.title, problem=problem)


def told_by_differences(shown: pl.DataFrame, kept: pl.DataFrame | None, one: Indicator, rule: Rule) -> Iterator[str]:
    """In words what follows: one for times and one for ages at most for those counted, and the same for the rest."""
    columns = (PART, REST) if one.kind is Kind.PROPORTION else (PART,)
    there = shown.select(*_CELL, *columns)
    if kept is not None:
        before = kept.filter(pl.col("value").is_not_null()).select(
            *_CELL, *(counts_of(one, column).cast(pl.Float64).alias(column) for column in columns)
        )
        there = pl.concat([there, before.join(there, on=_CELL, how="anti")])
    for column in columns:
        counts = there.select(*_CELL, count=column).drop_nulls()
        yield from _by_times(counts, rule)
        yield from _by_ages(counts, rule)


def _by_times(counts: pl.DataFrame, rule: Rule) -> Iterator[str]:
    times = counts.select("starts", "ends").unique().sort("starts", "ends").rows()
    spans = [(starts.toordinal(), ends.toordinal() + 1.0) for starts, ends in times]
    pairs = lying_in(spans, lambda span: round((span[1] - span[0]) / _DAYS))
    found = _told(counts, ("area", "group"), ("starts", "ends"), times, pairs, rule)
    if found is not None:
        (area, _), pair = found
        labels = [Period(*times[at]).label for at in (pair.wider, *pair.parts)]
        yield f"{_less(labels)} tells a small count of {area}; {_TIMES}"


def _by_ages(counts: pl.DataFrame, rule: Rule) -> Iterator[str]:
    groups = counts["group"].unique().sort().to_list()
    read = [split(group) for group in groups]
    spans = [_ALL_AGES if band is None else band.span for _, band in read]
    pairs: list[Pair] = []
    for whom in dict.fromkeys(whom for whom, _ in read):
        # everybody is protected with the groups; only groups that lie in one another are not
        own = [at for at, (other, _) in enumerate(read) if other == whom and groups[at]]
        lying = lying_in([spans[at] for at in own], lambda span: int(min(span[1], 1000) - span[0]))
        pairs += [Pair(own[one.wider], tuple(own[at] for at in one.parts), fill=one.fill) for one in lying]
    pairs += [
        Pair(at, (other,))
        for at, (whom, band) in enumerate(read)
        for other, (part, of_age) in enumerate(read)
        if not whom and part and band is not None and band == of_age
    ]
    found = _told(counts, ("area", "starts", "ends"), ("group",), [(group,) for group in groups], pairs, rule)
    if found is not None:
        (area, starts, ends), pair = found
        labels = [f"“{groups[at]}”" for at in (pair.wider, *pair.parts)]
        yield f"{_less(labels)} tells a small count of {area} {Period(starts, ends).when}; {_AGES}"


def _told(
    counts: pl.DataFrame, rows: tuple[str, ...], columns: tuple[str, ...], order: Sequence[tuple[object, ...]],
    pairs: list[Pair], rule: Rule,
) -> tuple[tuple[Any, ...], Pair] | None:  # fmt: skip
    """(the row in words, the pair) that tells, of counts put into a table of these rows and columns."""
    if not pairs:
        return None
    at = pl.DataFrame(order, schema=[(name, counts.schema[name]) for name in columns], orient="row")
    placed = counts.join(at.with_row_index("_column"), on=columns)
    named = [str(column) for column in range(len(order))]
    wide = placed.pivot("_column", index=rows, values="count", aggregate_function="first", maintain_order=True)
    lacking = [pl.lit(None, dtype=pl.Float64).alias(name) for name in named if name not in wide.columns]
    wide = wide.with_columns(*lacking)
    found = told_by_difference(wide.select(named).to_numpy(), pairs, rule.smallest, rule.largest)
    return None if found is None else (wide.select(rows).row(found[0]), found[1])


def _less(labels: Sequence[str]) -> str:
    whole, *parts = labels
    taken = parts[0] if len(parts) == 1 else f"{parts[0]} to {parts[-1]}"
    return f"{whole} less {taken}"
