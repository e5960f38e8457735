"""Figures of an area made of others: from numerators and denominators, never from rates, never over a gap."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import polars as pl
from attrs import frozen

from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period


@frozen
class Total:
    """A figure of several areas. `value` is None where it may not be made; `why` says so.

    `missing`: areas without a figure; with any of them the sum is `partial`, which is no figure of the whole.
    """

    value: float | None
    numerator: float | None
    denominator: float | None
    missing: tuple[str, ...] = ()
    partial: float | None = None
    why: str = ""


def total(figures: pl.DataFrame, areas: Collection[str], indicator: Indicator) -> Total:
    """The figure of all `areas` together. `figures`: of one series, group and time, columns of `extract.SCHEMA`."""
    own = figures.filter(pl.col("area").is_in(list(areas)))
    needed = [pl.col("value")] if indicator.kind is Kind.COUNT else [pl.col("numerator"), pl.col("denominator")]
    if not indicator.kind.has_denominator and indicator.kind is not Kind.COUNT:
        return Total(None, None, None, why=f"a {indicator.kind} cannot be put together from areas")
    there = own.filter(pl.all_horizontal(one.is_not_null() for one in needed))
    missing = tuple(sorted(set(areas) - set(there["area"].to_list())))
    if indicator.kind is Kind.COUNT:
        top, bottom = math.fsum(there["value"]), None
        made: float | None = top
    else:
        top, bottom = math.fsum(there["numerator"]), math.fsum(there["denominator"])
        made = top * indicator.per / bottom if bottom else None
    if missing:
        why = f"{len(missing):,} of {len(set(areas)):,} areas have no figure"
        return Total(None, None, None, missing, made, why)
    return Total(made, top, bottom)


def of_larger_areas(
    figures: pl.DataFrame, larger: pl.DataFrame, parents: Mapping[str, str], where: str, names: Mapping[str, str]
) -> list[Defect]:
    """Where the counts of areas do not add up to what another file has for the area above, at the same times.

    Counts that all end in 0 or 5 were rounded: each may be off by half of five. A month told by its first day is that
    month. figures, larger: columns of `extract.SCHEMA`; where: the other file; names: of the areas, by code.
    """
    found = []
    keys = ["series", "group", "starts"]
    for key, own in figures.group_by(keys, maintain_order=True):
        same = pl.all_horizontal(pl.col(name) == value for name, value in zip(keys, key, strict=True))
        count = pl.coalesce("numerator", "value").alias("value")  # a count beside its rate
        published = dict(larger.filter(same).select("area", count).drop_nulls().iter_rows())
        own = own.with_columns(count)
        counts = own["value"].drop_nulls()
        if not published or not len(counts) or (counts != counts.floor()).any():
            continue
        rounding = 2.5 if (counts % 5 == 0).all() else 0.0
        when = Period(own["starts"][0], own["ends"][0]).label
        for one in add_up(own, parents, published, rounding=rounding):
            what = f"{names.get(one.area, '')}, {when}: {one.told(where)}".removeprefix(", ")
            found.append(Defect("does-not-add-up", what, str(own["where"][0]), area=one.area, stops=False))
    return found


@frozen
class Mismatch:
    """A published figure of a larger area, and what its parts add up to."""

    area: str
    published: float
    added: float
    parts: int
    missing: int

    @property
    def share(self) -> float:
        """How far the sum is from the published figure, as a share of it."""
        return (self.added - self.published) / self.published

    def told(self, where: str) -> str:
        """In words, the area left out. `where`: in which file the larger area's figure is published."""
        lacks = f"; {self.missing:,} of its {self.parts + self.missing:,} have no figure here" if self.missing else ""
        return (
            f"its {self.parts:,} areas add up to {self.added:,.0f}, and {self.published:,.0f} "
            f"is published in {where} ({self.share:+.1%}){lacks}"
        )


def add_up(
    figures: pl.DataFrame,
    parents: Mapping[str, str],
    published: Mapping[str, float],
    *,
    rounding: float = 0.0,
) -> Sequence[Mismatch]:
    """Where counts of areas do not add up to what is published for the area above.

    `parents`: the area above each area; `rounding`: by how much each single count may be off (2.5 for multiples of 5).
    """
    parts: dict[str, list[str]] = {}
    for area, parent in parents.items():
        parts.setdefault(parent, []).append(area)
    values = dict(figures.filter(pl.col("value").is_not_null()).select("area", "value").iter_rows())
    found = []
    for parent, whole in published.items():
        own = parts.get(parent, [])
        there = [area for area in own if area in values]
        if not own or not whole:
            continue
        added = math.fsum(values[area] for area in there)
        # independent roundings add up like the root of their number; three times that is no accident
        allowed = 3 * rounding * math.sqrt(len(there)) + rounding
        if abs(added - whole) > allowed:
            found.append(Mismatch(parent, whole, added, len(there), len(own) - len(there)))
    return tuple(found)
