"""No figure of a small area leaves that tells of a few people: the counts behind figures pass the disclosure rules.

The counts of each time are protected as a table by area and group of people, those of larger areas in the same file
included; of shares so are those who were not counted, the rest of the whole. What the engine leaves out in either table
is hidden with everything beside it (value, counts, limits), so that the tables say nothing about each other. Figures
that take the place of others are made safe beside those: what was seen of them is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl
from attrs import frozen

from joinedup.engine.areas.area_set import kind_of
from joinedup.engine.clearing.differences import check_differences
from joinedup.engine.clearing.left_over import SUPPRESSED, check_left_over
from joinedup.engine.clearing.seen import AREA, PART, REST, Shape, kept_of, seen
from joinedup.engine.disclosure.beside import make_beside
from joinedup.engine.disclosure.corrected import said_before
from joinedup.engine.disclosure.cube import ALL, TOTAL, Cube, cube
from joinedup.engine.disclosure.differencing import Release
from joinedup.engine.disclosure.protection import Protected, protect
from joinedup.engine.disclosure.published import SHOWN, Key, Published
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.errors import JoinedupError, error
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.over_time import told_by_time
from joinedup.engine.indicators.periods import Period

_UNKNOWN = "which areas lie in which {kind} is not known here, so that one may be worked out from the other"
_FIGURES = ("value", "numerator", "denominator", "lower", "upper")
PEOPLE = ("everybody",)


@frozen(eq=False)
class Cleared:
    """Figures that may be seen. `small`: hidden because they are small.

    `beside`: hidden so that those cannot be worked out.
    """

    figures: pl.DataFrame
    small: int = 0
    beside: int = 0


def clear(
    figures: pl.DataFrame,
    indicator: Indicator,
    parents: Mapping[str, Mapping[str, str]],
    rule: Rule = DEFAULT,
    kept: pl.DataFrame | None = None,
) -> Cleared:
    """Hide what must not be seen. `figures`: of one series, columns of `extract.SCHEMA`, areas of every size.

    `parents`: for each kind of larger area the code above each small one. `kept`: the figures of this indicator that
    everybody has seen and whose place these take; nothing small follows from both. Raises `figures-unchecked` where the
    counts that would have to be looked at are not there or do not fit together, or where what was seen tells too much,
    and `not-safe`.
    """
    counted = _counted(figures, indicator)
    if counted.is_empty():
        return Cleared(figures)
    finest = _finest(counted, parents)
    if not counted.select(_is_small(rule).any()).item():
        counted = counted.with_columns(hidden=pl.lit(value=False))
        check_left_over(counted, figures, finest, indicator, parents, rule)
        check_differences(counted, kept, indicator, rule)
        return Cleared(figures)
    levels = _levels(counted, finest, indicator, parents)
    by_group = counted["group"].n_unique() > 1
    shape = Shape(finest, tuple(levels), parents, by_group)
    there = kept_of(kept, counted["group"].unique().to_list(), by_group=by_group) if kept is not None else None
    hidden: list[tuple[str, str, object, object]] = []
    first = 0
    for (starts, ends), own in counted.group_by("starts", "ends", maintain_order=True):
        base = own.filter(pl.col("kind") == finest)
        if by_group:
            _groups_add_up(base, indicator)
        before = None if there is None else there.filter(starts=starts, ends=ends)
        places, primary = _left_out(base, shape, rule, indicator, before)
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
    check_differences(counted.filter(~pl.col("hidden")), kept, indicator, rule)
    schema = {name: figures.schema[name] for name in ("area", "group", "starts", "ends")}
    marks = pl.DataFrame(hidden, schema=schema, orient="row").with_columns(_hide=pl.lit(value=True))
    marked = figures.join(marks, on=list(schema), how="left", maintain_order="left")
    hide = pl.col("_hide").fill_null(value=False)
    had = int(marked.select((hide & pl.col("value").is_not_null()).sum()).item())
    empty = [pl.when(hide).then(None).otherwise(pl.col(name)).alias(name) for name in _FIGURES]
    note = pl.when(hide).then(pl.lit(SUPPRESSED)).otherwise(pl.col("note")).alias("note")
    return Cleared(marked.with_columns(*empty, note).drop("_hide"), min(first, had), max(0, had - first))


def small_counts(figures: pl.DataFrame, indicator: Indicator, rule: Rule = DEFAULT) -> int:
    """How many figures of one series show a few people, or all but a few. Raises `figures-unchecked` as `clear`."""
    counted = _counted(figures, indicator)
    return 0 if counted.is_empty() else int(counted.select(_is_small(rule).sum()).item())


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
    base: pl.DataFrame, shape: Shape, rule: Rule, indicator: Indicator, before: pl.DataFrame | None
) -> tuple[set[tuple[str, str]], int]:
    """(area and group of every figure to be hidden, `Total` for the whole and for everybody; how many are small)."""
    groups = base.filter(pl.col("group") != "") if shape.by_group else base
    places: set[tuple[str, str]] = set()
    for column in (PART, REST) if indicator.kind is Kind.PROPORTION else (PART,):
        rows = [
            (shape.areas(area), (group,) if shape.by_group else (), int(n))
            for area, group, n in groups.select(AREA, "group", column).iter_rows()
        ]
        table = cube(rows, shape.by, (AREA, *shape.levels))
        protected = protect(table, rule, indicator.title)
        if before is not None and before.height:
            former = seen(before, indicator, shape, column, rule, indicator.title)
            protected = _beside_former(table, protected, former, rule, indicator)
        places |= {
            (cell.key.area, cell.key.values[0] if shape.by_group else TOTAL)
            for cell in protected.published.cells
            if cell.status != SHOWN
        }
    return places, groups.filter(_is_small(rule)).height


def _beside_former(table: Cube, alone: Protected, former: Published, rule: Rule, indicator: Indicator) -> Protected:
    """The table made safe beside its former edition, that everybody has seen. Raises `figures-unchecked`."""
    keys = (Key(level, code, values) for level, code in table.areas for values in table.combinations())
    true = dict(zip(keys, map(int, table.counts.reshape(-1)), strict=True))
    said = said_before(alone.published, former, true)
    hidden = {cell.key for cell in alone.published.cells if cell.status != SHOWN}
    if not any(cell.key in hidden for cell in said.cells):
        return alone  # nothing is known that is not shown again

    def make(also: Collection[Key]) -> Protected:
        return protect(table, rule, indicator.title, also=also)

    lookup = ((*table.levels, ALL), [(*codes, TOTAL) for codes in table.lookup()])
    try:
        made = make_beside(alone, make, PEOPLE, [Release(said, PEOPLE)], [lookup], hide=True).made
    except JoinedupError as failure:
        problem = "with the figures whose place they take, a small count follows that must be hidden"
        raise error("figures-unchecked", title=indicator.title, problem=problem) from failure
    assert isinstance(made, Protected)
    return made
