"""Cohorts: filters over linked data run inside, and only counts come out.

A cohort is narrowed condition by condition. Every count is shown by the rule of NHS England's secure data environment
(below 10 not shown, others to the nearest 5); and a count is not shown either where, with those shown before, it would
tell of 1 to 9 people by subtraction (see `answers`). Zeros are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl
from attrs import frozen

from joinedup.engine.agreements.law.disadvantages import AT_LEAST, FACTORS
from joinedup.engine.clients.answers import LEAST, Answers, Asked, prefixes
from joinedup.engine.clients.score import Factor
from joinedup.engine.errors import error

NEAREST = 5


@frozen
class Narrowed:
    """One step: the condition, and how many are left, None where that is not shown."""

    condition: str
    people: int | None


def cohort(
    flagged: pl.DataFrame,
    conditions: Sequence[str],
    before: Collection[Asked] = (),
    least: int = LEAST,
    elsewhere: Collection[Asked] = (),
) -> tuple[Narrowed, ...]:
    """Everybody, then those who also meet each condition in turn.

    flagged: one row a person, a true/false column a condition. before: the cohorts of which the count was shown
    before; elsewhere: the same of people linked in another way. least: the fewest people that a count may stand for,
    where that is more than the rule says. Raises `exemplar-wrong` for a condition that is no column.
    """
    missing = [
        name
        for name in {*conditions, *(name for one in (*before, *elsewhere) for name in one)}
        if name not in flagged.columns
    ]
    if missing:
        raise error("exemplar-wrong", problem=f"there is no condition {', '.join(sorted(missing))}")
    least = max(least, LEAST)
    answers = Answers(flagged, before, least, elsewhere)
    return tuple(
        Narrowed(name, shown(answers.people(asked), least) if answers.show(asked) else None)
        for name, asked in zip(["everybody", *conditions], prefixes(conditions), strict=True)
    )


def shown(people: int, least: int = LEAST) -> int | None:
    """The count as it may be shown: 0 as it is, None below the least, others to the nearest 5."""
    if people == 0:
        return 0
    return None if people < least else NEAREST * ((people * 2 + NEAREST) // (2 * NEAREST))


def in_words(people: int | None) -> str:
    """The count for a sentence."""
    return "too few or too many to show" if people is None else f"about {people:,}" if people else "none"


def multiple_disadvantages(flagged: pl.DataFrame, factors: Iterable[Factor], *, by: str = "household") -> pl.DataFrame:
    """Who has two or more of the thirteen factors of the Digital Economy Act 2017 (SI 2018/912).

    One row a person or household (by: client or household): the key, `disadvantages` (0 to 13, each counted once
    however many members have it) and `multiple`. Factors without a disadvantage do not count. Raises `exemplar-wrong`
    for one that the regulations do not name.
    """
    told: dict[str, list[str]] = {}
    for factor in factors:
        if factor.disadvantage and factor.disadvantage not in FACTORS:
            raise error("exemplar-wrong", problem=f"{factor.disadvantage} is not among the thirteen factors")
        if factor.disadvantage:
            told.setdefault(factor.disadvantage, []).append(factor.name)
    return (
        flagged.filter(pl.col(by).is_not_null())
        .group_by(by)
        .agg(*_any_of(told))
        .with_columns(pl.sum_horizontal(pl.lit(0), *told).cast(pl.Int64).alias("disadvantages"))
        .select(by, "disadvantages", (pl.col("disadvantages") >= AT_LEAST).alias("multiple"))
        .sort(by)
    )


def _any_of(told: Mapping[str, Sequence[str]]) -> list[pl.Expr]:
    return [pl.any_horizontal(names).any().cast(pl.Int64).alias(which) for which, names in told.items()]
