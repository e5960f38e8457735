"""Columns that may mean something else than they are taken for: a share at one time and at another only a count, or
two of counts of which the file says that they are shares.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from joinedup.engine.indicators.cells import read_cell
from joinedup.engine.indicators.columns import Columns, FigureColumn, Role
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.grid import Grid
from joinedup.engine.indicators.headings import is_no_count
from joinedup.engine.indicators.indicator import Kind
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.said import Said


def two_meanings(grid: Grid, columns: Columns) -> list[Defect]:
    """Each column of counts alone, where other times have beside their count, or instead of it, the figure itself."""
    figures = [one for one in columns.figures if one.role is Role.VALUE and not one.counted]
    shares = [one for one in figures if _is_no_count(one, columns)]
    if not shares:
        return []
    return [
        Defect(
            "two-meanings",
            f"{_called(one)} holds counts alone, and {_called(shares[0])} the figure itself: one indicator would have "
            "two meanings; add the figure, or what it is out of, or give the counts in a file of their own",
            grid.where,
            columns.header + 1,
        )
        for one in columns.figures
        if one.counted and not _beside(one, Role.DENOMINATOR, columns)
    ]


def perhaps_counts(grid: Grid, columns: Columns, table: pl.DataFrame, said: Mapping[str, Said]) -> list[Defect]:
    """That two columns of whole numbers, the one never above the other, were each taken for shares, as the file says.

    table: the figures of the grid, columns of `extract.SCHEMA`. said: what the file says of each series.
    """
    if len(columns.figures) != 2 or any(not one.series or is_no_count(one.series) for one in columns.figures):
        return []
    if any(said[series].kind is not Kind.PROPORTION for series in table["series"].unique()):
        return []
    first, second = columns.figures
    rows = [
        (top, bottom)
        for row in table["row"].unique()
        if (top := read_cell(grid.cell(row - 1, first.column)).value) is not None
        and (bottom := read_cell(grid.cell(row - 1, second.column)).value) is not None
    ]
    whole = all(float(one).is_integer() for row in rows for one in row)
    if not rows or not whole or not (all(a <= b for a, b in rows) or all(a >= b for a, b in rows)):
        return []
    what = (
        f"{_called(first)} and {_called(second)} were each taken for shares, as the file says that its figures are; if "
        "one counts and the other is what it is out of, head them numerator and denominator"
    )
    return [Defect("perhaps-counts", what, grid.where, columns.header + 1, stops=False)]


def _is_no_count(one: FigureColumn, columns: Columns) -> bool:
    return is_no_count(one.heading) is not None or _beside(one, Role.NUMERATOR, columns)


def _beside(one: FigureColumn, role: Role, columns: Columns) -> bool:
    """Whether a column of another role is of the same figure; one without a time is of every time."""
    return any(
        other.role is role and other.period in (one.period, None) and (other.group or one.group) == one.group
        for other in columns.figures
    )


def _called(one: FigureColumn) -> str:
    if one.period is None:
        return f"column {one.column + 1} ({one.heading})"
    when = one.period.label if isinstance(one.period, Period) else one.period.words
    return f"column {one.column + 1} ({one.heading}, {when})"
