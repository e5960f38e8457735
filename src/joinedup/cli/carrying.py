"""Figures on other areas: each series carried, told in words, and written as a file that can be read again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
from attrs import frozen

from joinedup.cli import say
from joinedup.engine.areas.change import Overlaps
from joinedup.engine.clearing.carried_small import without_small
from joinedup.engine.disclosure.rules import DEFAULT
from joinedup.engine.errors import error
from joinedup.engine.indicators.carried import Carried, by_best_fit, carry
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.spreadsheet_safe import write_csv

HEADINGS = ("Area code", "Date from", "Date to", "Indicator", "Group", "Value", "Numerator", "Denominator", "How")
_NAMED = 5
_LEFT_OUT = "c"
_FIGURES = ("value", "numerator", "denominator")


@frozen
class Series:
    """One series of a file on other areas. `before`, `after`: the sum of its counts as they came and as they were
    carried, small estimates included, None for what is no count.
    """

    indicator: Indicator
    carried: Carried
    before: float | None
    after: float | None


def carried_series(
    figures: pl.DataFrame, overlaps: Overlaps, described: Mapping[str, Indicator], *, best_fit: bool, people: bool
) -> list[Series]:
    """Every series of a file on the new areas. described: what each series is. people: small estimates are left out."""
    onto = by_best_fit(overlaps) if best_fit else overlaps
    made = []
    for series in figures["series"].unique(maintain_order=True).to_list():
        own = figures.filter(pl.col("series") == series)
        one = described[series]
        placed = own.filter(pl.col("area").is_in(list(onto.people)))
        before = math.fsum(placed["value"].drop_nulls()) if one.kind is Kind.COUNT else None
        told = carry(own, one, onto)
        after = math.fsum(told.figures["value"].drop_nulls()) if before is not None else None
        made.append(Series(one, without_small(told, one) if people else told, before, after))
    return made


def say_absent(figures: pl.DataFrame, overlaps: Overlaps) -> None:
    """Name the old areas that the overlaps know and a file has no row of: a sum that stays the same lacks them too."""
    absent = overlaps.absent(figures["area"].unique().to_list())
    if not absent:
        return
    kind, year = overlaps.old
    told = f"{kind} {year}" if year else kind
    say.words(
        f"  warning: {len(absent):,} of {len(overlaps.people):,} old areas ({told}) in the overlaps are not in the "
        f"file: {_listed(absent)}; no sum and no new area has anything of them"
    )
    if not overlaps.districts:
        say.words(
            "  The overlaps do not say which districts areas lie in. With --lookup FILE those are named that the "
            "file's own districts lack."
        )


def _listed(codes: Sequence[str]) -> str:
    more = f" and {len(codes) - _NAMED:,} more" if len(codes) > _NAMED else ""
    return f"{', '.join(codes[:_NAMED])}{more}"


def write_carried(out: Path, made: Sequence[Series]) -> None:
    """Write them, and say what became of each. Raises `carry-nothing`, `file-unwritable`."""
    if all(one.carried.figures.is_empty() for one in made):
        raise error("carry-nothing", where=str(out))
    rows: list[tuple[str, ...]] = []
    for one in made:
        for told in one.carried.figures.iter_rows(named=True):
            shared = told["area"] in one.carried.estimated
            small = told["note"] == Gap.SUPPRESSED
            how = "left out" if small else "shared out" if shared else "whole" if told["value"] is not None else "none"
            numbers = ("" if told[name] is None else f"{told[name]:.10g}" for name in _FIGURES)
            figures = (_LEFT_OUT, "", "") if small else tuple(numbers)
            days = (told["starts"].isoformat(), told["ends"].isoformat())
            rows.append((told["area"], *days, one.indicator.title, told["group"], *figures, how))
    try:
        write_csv(out, HEADINGS, rows)
    except OSError:
        raise error("file-unwritable", where=str(out)) from None
    for one in made:
        _say(one)
    say.words(f"Wrote {out}.")


def _say(one: Series) -> None:
    carried = one.carried
    there = carried.figures.filter(pl.col("value").is_not_null())
    say.words(
        f"{one.indicator.title} ({one.indicator.kind}): {there.height:,} figures on {there['area'].n_unique():,} areas"
    )
    if one.before is not None:
        say.words(f"  sum before {one.before:,.10g}, after {one.after:,.10g}")
    for what, codes in (
        ("have figures that were shared out", sorted(carried.estimated)),
        ("have no figure, as a part has none", sorted(carried.without)),
        ("are not in the overlaps and were left out", carried.unplaced),
        ("changed, and their figure cannot be split", carried.not_split),
    ):
        if codes:
            say.words(f"  {len(codes):,} areas {what}: {_listed(codes)}")
    if carried.small:
        say.words(
            f"  {len(carried.small):,} areas have an estimate of {DEFAULT.smallest} to {DEFAULT.largest} people, which "
            f'is left out ("{_LEFT_OUT}"): {_listed(sorted(carried.small))}'
        )
        say.words(
            "  They were worked out and not counted, and could be taken for counts of a few people. If the figures are "
            "not about people: --about nobody."
        )
