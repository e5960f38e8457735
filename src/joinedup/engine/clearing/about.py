"""What figures are about, as whoever loads them says, and what is done with their small numbers for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from joinedup.engine.areas.area_set import kind_of
from joinedup.engine.clearing.beside_kept import check_beside
from joinedup.engine.clearing.small_numbers import Cleared, clear, small_counts
from joinedup.engine.clearing.telling import telling
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.parts import Part, everything_of
from joinedup.engine.indicators.store import Store

PEOPLE, PUBLISHED, NOT_PEOPLE = "people", "published", "not about people"
Parents = Mapping[str, Mapping[str, str]]


def clear_as(about: str, figures: pl.DataFrame, one: Indicator, parents: Parents, kept: Store) -> Cleared:
    """Figures of one series, areas of every size, as they may be kept: about people, what is small is hidden.

    kept: where they will be; those whose place they take were seen. Raises as `clear`.
    """
    return clear(figures, one, parents, kept=everything_of(kept, one.key)) if about == PEOPLE else Cleared(figures)


def beside_others(
    about: str, parts: Sequence[Part], files: Sequence[tuple[Indicator, pl.DataFrame, Parents]], kept: Store,
    lookups: Sequence[pl.DataFrame],
) -> list[str]:  # fmt: skip
    """What cleared figures tell beside everything that is kept: about people, nothing, or they are refused.

    Of what its source has published one sentence for each thing it tells (see `telling`). files: each indicator's
    figures as they came. lookups: what lies in what, as `problem_beside` has it. Raises `figures-unchecked`.
    """
    if about == PEOPLE:
        check_beside(parts, kept, lookups)
    return telling(parts, files, kept, lookups) if about == PUBLISHED else []


def not_looked_at(about: str, one: Indicator, figures: pl.DataFrame) -> list[str]:
    """In words that nothing was looked for in figures about people, as a score has no counts; nothing otherwise."""
    if about != PEOPLE or one.kind is not Kind.INDEX or not figures["value"].count() or figures["numerator"].count():
        return []
    why = "an index or score without counts does not say of how many people it is. If these are counts, say so"
    return [f"{one.title}: small numbers were not looked for: {why}."]


def must_be_said(figures: pl.DataFrame, one: Indicator, parents: Parents, rule: Rule = DEFAULT) -> int:
    """How many small counts figures have of which nobody has said what they are about; 0 where it makes no difference.

    Raises `figures-unchecked` where it cannot be told: shares without their counts, a small count that follows.
    """
    small = small_counts(figures, one, rule)
    if not small:
        clear(figures, one, parents, rule)  # nothing is hidden; what cannot be judged is not let through
    return small


def above_in(table: pl.DataFrame, areas: Sequence[str]) -> Parents:
    """For each kind of larger area the code above each of the smallest of these areas, as far as a lookup knows it.

    table: a column of codes for each level, the finest first. A level that cuts across the areas is left out.
    """
    there = set(areas)
    found: dict[str, Mapping[str, str]] = {}
    for at, small in enumerate(table.columns):
        if not there & set(table[small]):
            continue
        for larger in table.columns[at + 1 :]:
            pairs = table.select(small, larger).drop_nulls().unique()
            if pairs.height and pairs[small].is_unique().all():
                found[kind_of(pairs[larger][0]) or larger] = dict(pairs.iter_rows())
        break
    return found
