"""An area's cell that is merged over several rows: whose the figures of the lower rows are cannot be told."""

from __future__ import annotations

import polars as pl
from attrs import evolve

from joinedup.engine.areas.area_set import as_code
from joinedup.engine.indicators.columns import Columns
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.grid import Grid, Merged

_FIGURE = ("series", "group", "starts", "ends")
_NUMBERS = ("value", "numerator", "denominator", "lower", "upper")


def apart(table: pl.DataFrame, grid: Grid, columns: Columns) -> tuple[pl.DataFrame, list[Defect]]:
    """(figures without those that such cells make contradict each other, the defect of each cell).

    table: what was read from the grid, columns of `extract.SCHEMA`. That cells of areas above their own times were
    read as standing in each row is said, in one line.
    """
    found, filled = [], list[Merged]()
    for merged in sorted(grid.merged, key=lambda one: one.top):
        top = max(merged.top, columns.first)
        if merged.bottom <= top or not merged.left <= columns.area <= merged.right:
            continue
        lower = pl.col("row").is_between(top + 2, merged.bottom + 1)
        own = table.filter(lower | (pl.col("row") == top + 1))
        contradict = own.unique([*_FIGURE, *_NUMBERS]).height > own.unique(_FIGURE).height
        if contradict or _lost(grid, columns, merged, top):
            text = grid.cell(merged.top, merged.left if merged.left == columns.area else columns.area)
            what = (
                f"its cell is merged over rows {top + 1} to {merged.bottom + 1}, so that it cannot be told which area "
                "the figures of the lower rows are of; unmerge the cells and write in each row the area that it is of"
            )
            found.append(Defect("merged-areas", what, grid.where, top + 1, as_code(text) or text))
            table = table.filter(~lower)
        elif own.height:
            filled.append(evolve(merged, top=top))
    if filled:
        first = f"rows {filled[0].top + 1} to {filled[0].bottom + 1}"
        cells = f"{len(filled):,} cells of areas are" if len(filled) > 1 else "a cell of an area is"
        what = f"{cells} merged over several rows ({first}): each row was read as of the area that its cell names"
        found.append(Defect("merged-areas-read", what, grid.where, filled[0].top + 1, stops=False))
    return table, found


def _lost(grid: Grid, columns: Columns, merged: Merged, top: int) -> bool:
    """Whether rows with figures have no area, as the cell is merged over several columns too."""
    if merged.left == merged.right:
        return False
    rows = range(top + 1, min(merged.bottom + 1, len(grid.rows)))
    return any(grid.cell(row, one.column) for row in rows for one in columns.figures)
