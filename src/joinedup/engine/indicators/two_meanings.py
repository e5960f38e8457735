"""Columns that would give one indicator two meanings: a share at one time, and at another only a count."""

from __future__ import annotations

from joinedup.engine.indicators.columns import Columns, FigureColumn, Role
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.grid import Grid
from joinedup.engine.indicators.headings import is_no_count
from joinedup.engine.indicators.periods import Period


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
