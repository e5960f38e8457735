"""What figures tell that their source has published already: said in words, and nothing is held up for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from attrs import evolve

from joinedup.engine.areas.area_set import kind_of
from joinedup.engine.clearing.beside_kept import problem_beside
from joinedup.engine.clearing.differences import told_by_differences
from joinedup.engine.clearing.seen import AREA, PART, REST, Shape, counts_of, seen
from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.parts import Part
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import Store

_NAMED = 3
Parents = Mapping[str, Mapping[str, str]]


def telling(
    parts: Sequence[Part], files: Sequence[tuple[Indicator, pl.DataFrame, Parents]], kept: Store,
    lookups: Sequence[pl.DataFrame],
) -> list[str]:  # fmt: skip
    """One sentence for each thing that readers can say of a few people. No count is in any of them.

    files: the figures of each indicator, areas of every size, with what lies in what. parts: the same by kind of area.
    """
    found = [words for one, figures, parents in files for words in _of(one, figures, parents)]
    beside = problem_beside(parts, kept, lookups)
    return found if beside is None else [*found, f"{beside[1]}."]


def _of(one: Indicator, figures: pl.DataFrame, parents: Parents, rule: Rule = DEFAULT) -> Iterator[str]:
    columns = (PART, REST) if one.kind is Kind.PROPORTION else (PART,)
    counted = figures.select(*(counts_of(one, column).alias(column) for column in columns), "value")
    if one.kind is not Kind.INDEX and (bare := counted.filter(pl.col("value").is_not_null())[PART].null_count()):
        yield f"{one.title}: figures without their counts ({bare:,}) were not looked at."
    small = counted.select(
        pl.any_horizontal(pl.col(*columns).is_between(max(rule.smallest, 1), rule.largest)).fill_null(value=False).sum()
    ).item()
    if small:
        few = f"a count of {rule.smallest} to {rule.largest} people, or all but so many"
        yield f"{one.title}: {small:,} figure{'s' * (small > 1)} show{'s' * (small == 1)} {few}."
    there = figures.filter(pl.col("value").is_not_null())
    counts = there.with_columns(*(counts_of(one, column).cast(pl.Float64).alias(column) for column in columns))
    yield from (f"{one.title}: {words.split(';')[0]}." for words in told_by_differences(counts, None, one, rule))
    told = sorted({place for column in columns for place in _follow(one, figures, parents, column)})
    if told:
        named = ", ".join(f"{area} in {label}" for area, label in told[:_NAMED])
        more = f" and {len(told) - _NAMED:,} others" if len(told) > _NAMED else ""
        yield f"{one.title}: what is left out of {named}{more} follows from the other figures."


def _follow(one: Indicator, figures: pl.DataFrame, parents: Parents, column: str) -> Iterator[tuple[str, str]]:
    """(area, time) of each figure left out that the others of its time give exactly."""
    kinds = figures["area"].map_elements(lambda code: kind_of(code) or AREA, return_dtype=pl.String)
    told = figures.with_columns(kind=kinds)
    sizes = dict(told.group_by("kind").agg(pl.col("area").n_unique()).iter_rows())
    finest = max(sizes, key=lambda kind: (sizes[kind], kind))
    base = set(told.filter(kind=finest)["area"])
    above = [kind for kind in sorted(sizes, key=lambda kind: -sizes[kind]) if base <= parents.get(kind, {}).keys()]
    shape = Shape(finest, tuple(above), parents, told["group"].n_unique() > 1)
    for (starts, ends), own in told.filter(pl.col("kind").is_in([finest, *above])).group_by("starts", "ends"):
        table = seen(own, one, shape, column, evolve(DEFAULT, smallest=0), one.title)
        if all(cell.count is not None for cell in table.cells):
            continue
        try:
            outcome = attack([table], exact=False)
        except JoinedupError:
            continue  # its groups or areas do not add up, so that nothing follows
        label = Period(starts, ends).label
        yield from ((reading.key.area, label) for reading in outcome.readings if reading.pinned)
