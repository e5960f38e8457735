"""No figure of a small area leaves that tells of a few people: the counts behind figures pass the disclosure rules.

The counts of each time are protected as a table by area and group of people, those of larger areas in the same file
included; of shares so are those who were not counted, the rest of the whole. What the engine leaves out in either table
is hidden with everything beside it (value, counts, limits), so that the tables say nothing about each other.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from joinedup.engine.areas.area_set import kind_of
from joinedup.engine.disclosure.cube import TOTAL, cube
from joinedup.engine.disclosure.protection import protect
from joinedup.engine.disclosure.published import SHOWN
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.over_time import told_by_time
from joinedup.engine.indicators.periods import Period
from joinedup.service.indicators.left_over import SUPPRESSED, check_left_over

_FIGURES = ("value", "numerator", "denominator", "lower", "upper")
_UNKNOWN = "which areas lie in which {kind} is not known here, so that one may be worked out from the other"
_NONE = "none"  # the larger area of a small one that lies in none that is known


@frozen(eq=False)
class Cleared:
    """Figures that may be seen. `small`: hidden because they are small.

    `beside`: hidden so that those cannot be worked out.
    """

    figures: pl.DataFrame
    small: int = 0
    beside: int = 0


def clear(
    figures: pl.DataFrame, indicator: Indicator, parents: Mapping[str, Mapping[str, str]], rule: Rule = DEFAULT
) -> Cleared:
    """Hide what must not be seen. `figures`: of one series, columns of `extract.SCHEMA`, areas of every size.

    `parents`: for each kind of larger area the code above each small one. Raises `figures-unchecked` where the counts
    that would have to be looked at are not there or do not fit together, and `not-safe`.
    """
    counted = _counted(figures, indicator)
    if counted.is_empty():
        return Cleared(figures)
    finest = _finest(counted, parents)
    if not counted.select(_is_small(rule).any()).item():
        check_left_over(counted.with_columns(hidden=pl.lit(value=False)), figures, finest, indicator, parents, rule)
        return Cleared(figures)
    shares = indicator.kind is Kind.PROPORTION
    levels = _levels(counted, finest, indicator, parents)
    by_group = counted["group"].n_unique() > 1
    hidden: list[tuple[str, str, object, object]] = []
    first = 0
    for (starts, ends), own in counted.group_by("starts", "ends", maintain_order=True):
        base = own.filter(pl.col("kind") == finest)
        if by_group:
            _groups_add_up(base, indicator)
        places, primary = _left_out(base, levels, parents, rule, by_group=by_group, shares=shares)
        first += primary
        for row in own.select("area", "group", "kind").iter_rows():
            area, group, kind = row
            where = TOTAL if kind != finest and kind not in levels else area
            if (where, group if by_group and group else TOTAL) in places:
                hidden.append((area, group, starts, ends))
    counted = _with_hidden(counted, hidden)
    _none_is_small(counted, indicator, rule)
    check_left_over(counted, figures, finest, indicator, parents, rule)
    _hidden_by_time(counted, indicator, rule)
    schema = {name: figures.schema[name] for name in ("area", "group", "starts", "ends")}
    marks = pl.DataFrame(hidden, schema=schema, orient="row").with_columns(_hide=pl.lit(value=True))
    marked = figures.join(marks, on=list(schema), how="left", maintain_order="left")
    hide = pl.col("_hide").fill_null(value=False)
    had = int(marked.select((hide & pl.col("value").is_not_null()).sum()).item())
    empty = [pl.when(hide).then(None).otherwise(pl.col(name)).alias(name) for name in _FIGURES]
    note = pl.when(hide).then(pl.lit(SUPPRESSED)).otherwise(pl.col("note")).alias("note")
    return Cleared(marked.with_columns(*empty, note).drop("_hide"), min(first, had), max(0, had - first))


def _with_hidden(counted: pl.DataFrame, hidden: list[tuple[str, str, object, object]]) -> pl.DataFrame:
    places = set(hidden)
    gone = [cell in places for cell in counted.select("area", "group", "starts", "ends").iter_rows()]
    return counted.with_columns(hidden=pl.Series(gone))


def _none_is_small(counted: pl.DataFrame, indicator: Indicator, rule: Rule) -> None:
    """That every small count is hidden: that of a larger area need not be what its parts in the file add up to."""
    left = counted.filter(~pl.col("hidden") & _is_small(rule))
    if left.height:
        problem = f"{left['area'][0]} has a small count, and is not the sum of the areas in it that have figures"
        raise error("figures-unchecked", title=indicator.title, problem=problem)


def _hidden_by_time(counted: pl.DataFrame, indicator: Indicator, rule: Rule) -> None:
    """That the year does not tell what one of its quarters hides. Raises `figures-unchecked`."""
    counts = counted.select("area", "group", "starts", "ends", "hidden", count="part")
    told = told_by_time(counts, lambda count: rule.smallest <= count <= rule.largest)
    if told is not None:
        area, (starts, ends) = told
        problem = (
            f"its times overlap, and what is hidden of {area} in {Period(starts, ends).label}, or in a part of it, "
            "follows from the others; give either the longer times or the shorter"
        )
        raise error("figures-unchecked", title=indicator.title, problem=problem)


def _is_small(rule: Rule) -> pl.Expr:
    counts = pl.col("part", "rest", "whole")
    return pl.any_horizontal(counts.is_between(rule.smallest, rule.largest)).fill_null(value=False)


def _counted(figures: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """Each figure's whole numbers: part, the rest of the whole, and the whole, null where there is none."""
    there = figures.filter(pl.col("value").is_not_null())
    top = pl.col("value") if indicator.kind is Kind.COUNT else pl.col("numerator")
    whole = pl.col("denominator") if indicator.kind in (Kind.PROPORTION, Kind.MEAN) else pl.lit(None, dtype=pl.Float64)
    if indicator.kind is Kind.MEAN:
        top = pl.col("denominator")  # how many people a mean is of; their sum says nothing of how many they are
        whole = pl.lit(None, dtype=pl.Float64)
    made = there.with_columns(
        part=top, whole=whole, rest=whole - top,
        kind=pl.col("area").map_elements(lambda code: kind_of(code) or "area", return_dtype=pl.String),
    )  # fmt: skip
    lacking = int(made["part"].null_count())
    if indicator.kind is Kind.INDEX and lacking == made.height:
        return made.clear()
    if lacking:
        raise error(
            "figures-unchecked", title=indicator.title, problem=f"{lacking:,} figures come without their counts"
        )
    if indicator.kind is Kind.PROPORTION and made["whole"].null_count():
        count = int(made["whole"].null_count())
        raise error("figures-unchecked", title=indicator.title, problem=f"{count:,} shares lack their whole")
    if made.filter((pl.col("part") != pl.col("part").floor()) | (pl.col("whole") != pl.col("whole").floor())).height:
        raise error("figures-unchecked", title=indicator.title, problem="the counts are not whole numbers")
    return made


def _finest(counted: pl.DataFrame, parents: Mapping[str, Mapping[str, str]]) -> str:
    """The kind of the smallest areas: that of which it is known what they lie in, otherwise that with most areas."""
    sizes = dict(counted.group_by("kind").agg(pl.col("area").n_unique()).iter_rows())
    known = {kind_of(next(iter(above))) for above in parents.values() if above}
    return str(max(sizes, key=lambda kind: (kind in known, sizes[kind], kind)))


def _levels(
    counted: pl.DataFrame, finest: str, indicator: Indicator, parents: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """The kinds above whose figures are there as well, finest first; not those whose one area is the whole."""
    areas = dict(counted.group_by("kind").agg(pl.col("area").unique()).iter_rows())
    base = set(areas[finest])
    above = sorted((kind for kind in areas if kind != finest), key=lambda kind: (-len(areas[kind]), kind))
    levels = []
    for kind in above:
        known = base & parents.get(kind, {}).keys()
        if len(areas[kind]) == 1:
            [lone] = areas[kind]
            if not known and _is_less(counted, finest, lone):
                raise error("figures-unchecked", title=indicator.title, problem=_UNKNOWN.format(kind=kind))
            if not known or all(parents[kind].get(area) == lone for area in base):
                continue
        elif not known:
            raise error("figures-unchecked", title=indicator.title, problem=_UNKNOWN.format(kind=kind))
        levels.append(kind)
    return levels


def _is_less(counted: pl.DataFrame, finest: str, lone: str) -> bool:
    """Whether one area has fewer than all the smallest areas together, and so cannot be their whole."""
    keys = ("group", "starts", "ends")
    sums = counted.filter(pl.col("kind") == finest).group_by(*keys).agg(pl.col("part").sum().alias("sum"))
    both = counted.filter(pl.col("area") == lone).join(sums, on=keys)
    return bool((both["part"] < both["sum"]).any())


def _groups_add_up(base: pl.DataFrame, indicator: Indicator) -> None:
    everybody = base.filter(pl.col("group") == "").select("area", "part")
    parts = base.filter(pl.col("group") != "").group_by("area").agg(pl.col("part").sum().alias("sum"))
    both = everybody.join(parts, on="area")
    if both.filter(pl.col("part") != pl.col("sum")).height:
        problem = "its groups of people do not add up to everybody, so that one may be worked out from the others"
        raise error("figures-unchecked", title=indicator.title, problem=problem)


def _left_out(
    base: pl.DataFrame, levels: list[str], parents: Mapping[str, Mapping[str, str]], rule: Rule, *,
    by_group: bool, shares: bool,
) -> tuple[set[tuple[str, str]], int]:  # fmt: skip
    """(area and group of every figure to be hidden, `Total` for the whole and for everybody; how many are small)."""
    groups = base.filter(pl.col("group") != "") if by_group else base
    places: set[tuple[str, str]] = set()
    for column in ("part", "rest") if shares else ("part",):
        rows = [
            (
                (area, *(parents.get(level, {}).get(area, _NONE) for level in levels)),
                (group,) if by_group else (),
                int(n),
            )
            for area, group, n in groups.select("area", "group", column).iter_rows()
        ]
        protected = protect(cube(rows, ("group",) if by_group else (), ("area", *levels)), rule)
        places |= {
            (cell.key.area, cell.key.values[0] if by_group else TOTAL)
            for cell in protected.published.cells
            if cell.status != SHOWN
        }
    return places, groups.filter(_is_small(rule)).height
