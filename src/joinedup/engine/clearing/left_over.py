"""What a file tells without saying it: a larger area less the areas in it, everybody less the groups of people.

A file may come with its small counts taken out already, or lack an area or a group: with one number missing and the
sum beside it, the number follows. Only what is shown is looked at, as anybody would who has the file.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from joinedup.engine.areas.area_set import kind_of
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Indicator

SUPPRESSED = "suppressed"
_TIME = ("starts", "ends")
_COUNTS = ("part", "rest")
Parents = Mapping[str, Mapping[str, str]]


def check_left_over(
    counted: pl.DataFrame, figures: pl.DataFrame, finest: str, indicator: Indicator, parents: Parents, rule: Rule
) -> None:
    """That no small count is what a sum leaves when its parts are taken away. Raises `figures-unchecked`.

    counted: area, kind, group, starts, ends, part, rest, and `hidden`; figures: the file, for what it leaves out.
    """
    shown = counted.filter(~pl.col("hidden"))
    _by_groups(counted, shown, indicator, rule)
    suppressed = figures.filter(pl.col("value").is_null() & (pl.col("note") == SUPPRESSED))
    blanks = suppressed.select(
        "area", "group", *_TIME, kind=pl.col("area").map_elements(kind_of, return_dtype=pl.String)
    ).with_columns(pl.col("kind").replace("", "area"))
    sizes = dict(counted.group_by("kind").agg(pl.col("area").unique()).iter_rows())
    for lower in sizes:
        for upper in sizes:
            above = _above(finest, lower, upper, parents, sizes) if lower != upper else {}
            larger = upper != finest and len(sizes[upper]) <= len(sizes[lower])
            if above is None and larger and blanks.filter(pl.col("kind") == lower).height:
                raise _problem(
                    indicator,
                    f"it leaves small numbers out, and which areas lie in which {upper} is not known here, so that "
                    "they may be worked out from it",
                )
            if above:
                _by_areas(counted, blanks, (lower, upper), above, indicator, rule)


def _above(
    finest: str, lower: str, upper: str, parents: Parents, there: Mapping[str, list[str]]
) -> dict[str, str] | None:
    """The area of a larger kind above each of a smaller kind; None where nobody knows."""
    up = parents.get(upper, {})
    if not up.keys() & set(there[finest]):
        lone = there[upper] if len(there[upper]) == 1 else []
        return dict.fromkeys(there[lower], lone[0]) if lone else None
    if lower == finest:
        return dict(up)
    found: dict[str, str] = {}
    for small, larger in parents.get(lower, {}).items():
        if found.setdefault(larger, up.get(small, "")) != up.get(small, ""):
            return {}  # they cut across one another: neither is the sum of the other
    return found


def _by_areas(
    counted: pl.DataFrame, blanks: pl.DataFrame, kinds: tuple[str, str], above: Mapping[str, str],
    indicator: Indicator, rule: Rule,
) -> None:  # fmt: skip
    lower, upper = kinds
    keys = ("up", "group", *_TIME)
    up = pl.col("area").replace_strict(dict(above), default=None, return_dtype=pl.String).alias("up")
    below = counted.filter(pl.col("kind") == lower).with_columns(up).group_by(*keys)
    sums = below.agg(pl.col(*_COUNTS).sum().name.suffix("_sum"), pl.col("hidden").any())
    missing = blanks.filter(pl.col("kind") == lower).with_columns(up).group_by(*keys).agg(blank=pl.len())
    wholes = counted.filter((pl.col("kind") == upper) & ~pl.col("hidden")).select("group", *_TIME, *_COUNTS, up="area")
    both = wholes.join(sums.filter(~pl.col("hidden")), on=keys).join(missing, on=keys, how="left")
    blank = pl.col("blank").fill_null(0)
    left = [pl.col(name) - pl.col(f"{name}_sum") for name in _COUNTS]
    # of so many blanks, each a small count, a sum that is the least or the greatest possible tells every one
    ends = [(blank > 0) & ((one == blank * rule.smallest) | (one == blank * rule.largest)) for one in left]
    told = both.filter(pl.any_horizontal(*(_small(one, rule) for one in left), *ends).fill_null(value=False))
    if told.height:
        raise _problem(indicator, f"a small count follows from {told['up'][0]} and the areas of it that are shown")


def _by_groups(counted: pl.DataFrame, shown: pl.DataFrame, indicator: Indicator, rule: Rule) -> None:
    """Where none of an area's groups is hidden: all of them, and each by itself, taken from everybody."""
    keys = ("area", *_TIME)
    groups = counted.filter(pl.col("group") != "").group_by(*keys)
    parts = groups.agg(
        pl.col("hidden").any(), *(pl.col(name).sum().alias(f"{name}_sum") for name in _COUNTS),
        *(pl.col(name).alias(f"{name}_each") for name in _COUNTS),
    )  # fmt: skip
    both = shown.filter(pl.col("group") == "").join(parts.filter(~pl.col("hidden")), on=keys)
    of_all = [_small(pl.col(name) - pl.col(f"{name}_sum"), rule) for name in _COUNTS]
    told = both.filter(pl.any_horizontal(*of_all).fill_null(value=False))
    if told.is_empty():
        each = both.explode(*(f"{name}_each" for name in _COUNTS))
        of_each = [_small(pl.col(name) - pl.col(f"{name}_each"), rule) for name in _COUNTS]
        told = each.filter(pl.any_horizontal(*of_each).fill_null(value=False))
    if told.height:
        raise _problem(indicator, f"a small count follows from everybody of {told['area'][0]} and the groups shown")


def _small(count: pl.Expr, rule: Rule) -> pl.Expr:
    return count.is_between(max(rule.smallest, 1), rule.largest)


def _problem(indicator: Indicator, problem: str) -> Exception:
    return error("figures-unchecked", title=indicator.title, problem=problem)
