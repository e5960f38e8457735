"""Read an indicator file as its owner holds it: whole or not at all, and every defect named by file, row and area."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
from attrs import field, frozen

from joinedup.engine.areas.area_set import AreaSet, as_code, best_set
from joinedup.engine.errors import error
from joinedup.engine.indicators.cells import read_cell
from joinedup.engine.indicators.checks import check_areas, check_figures, gaps
from joinedup.engine.indicators.columns import Columns, Role, find_columns, turned
from joinedup.engine.indicators.defects import Defect, stopping, told
from joinedup.engine.indicators.extract import SCHEMA, extract
from joinedup.engine.indicators.grid import Grid, read_grids
from joinedup.engine.indicators.headings import is_share, period_above
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period

_LOOK_AT = 2_000
_MOST = 0.5
_COUNT = re.compile(r"counts?|number|numbers|num|events|cases|observed|numerator", re.IGNORECASE)


@frozen(eq=False)
class Reading:
    """What was read. `table`: one figure a row (see `extract.SCHEMA`), empty where a defect stops the file.

    `area_set`: the areas that the file is about; None where they are not known. `series`: the indicators found.
    `names`: what the file calls its areas.
    """

    name: str
    table: pl.DataFrame = field(repr=False)
    series: tuple[str, ...]
    area_set: AreaSet | None
    defects: tuple[Defect, ...]
    names: Mapping[str, str] = field(factory=dict, repr=False)

    @property
    def may_be_loaded(self) -> bool:
        """Whether no defect stops the file."""
        return not stopping(self.defects)

    def figures(self) -> pl.DataFrame:
        """The figures. Raises `indicator-file-wrong`, with the first defects, where the file may not be loaded."""
        wrong = stopping(self.defects)
        if wrong:
            first = "; ".join(str(one) for one in wrong[:3])
            raise error("indicator-file-wrong", where=self.name, count=len(wrong), first=first)
        return self.table


def read_indicator_file(
    path: Path,
    *,
    known: Sequence[AreaSet] = (),
    expected: AreaSet | None = None,
    period: Period | None = None,
    indicators: Mapping[str, Indicator] | None = None,
    columns: Columns | None = None,
) -> Reading:
    """Every figure of a file in any layout, and what is wrong with it.

    `known`: areas of every kind and year, to tell codes of another year; `expected`: the areas that there should be
    figures for (found among `known` if not given); `period`: for a file that names none; `indicators`: metadata by
    the series' name, "" for the only one; `columns`: where they are, if they are not to be found out.
    Raises `file-missing` and the `supply-…` errors of bytes and archives.
    """
    defects: list[Defect] = []
    parts: list[pl.DataFrame] = []
    names: dict[str, str] = {}
    said: dict[str, Kind | None] = {}
    by_name = [one.by_name() for one in known]
    for grid in _with_figures(read_grids(path)):
        found, usable = _columns_of(grid, by_name, columns)
        if found is None:
            if usable.sheet == "" or not parts:
                defects.append(Defect("no-areas", "no column of area codes or known names was found", usable.where))
            continue
        if found.header < 0:
            defects.append(Defect("no-headings", "there is no row of headings", usable.where, row=1))
            continue
        if not found.figures:
            defects.append(Defect("no-figures", "no column of figures was found", usable.where))
            continue
        at, note = _when(usable, found, period)
        part, wrong = extract(usable, found, by_name, at)
        said |= {usable.where: what_is_said(usable, found)}
        defects.extend([*note, *_signs(usable, found)])
        if found.name is not None:
            pairs = (
                (as_code(text := usable.cell(row, found.area)) or text, row)
                for row in range(found.first, len(usable.rows))
            )
            names.update({code: name for code, row in pairs if (name := usable.cell(row, found.name))})
        defects.extend(wrong)
        parts.append(part)
    if parts:  # a workbook's notes and metadata sheets hold no areas
        defects = [one for one in defects if one.code != "no-areas"]
    table = pl.concat(parts) if parts else pl.DataFrame(schema=SCHEMA)
    area_set = expected or best_set(table["area"].unique().to_list(), known)
    defects.extend(check_areas(table, area_set, known))
    table, wrong = check_figures(table, indicators or {}, said)
    defects.extend(wrong)
    if area_set is not None:
        defects.extend(gaps(table, area_set))
    if table.is_empty() and not stopping(defects):
        defects.append(Defect("no-figures", "there is not one figure in it", path.name))
    series = tuple(table["series"].unique(maintain_order=True).to_list())
    listed = told(defects)
    loaded = table.clear() if stopping(listed) else table
    return Reading(path.name, loaded, series, area_set, listed, names)


def _when(grid: Grid, columns: Columns, period: Period | None) -> tuple[Period | None, list[Defect]]:
    """(the period for figures that have none of their own, the warning that it was taken from the lines above)."""
    if period is not None or columns.period is not None or any(one.period for one in columns.figures):
        return period, []
    above = period_above(grid.rows[: columns.header])
    if above is None:
        return None, []
    found, row = above
    what = f"the figures name no time; {found.label} was taken from this line above them"
    return found, [Defect("period-from-above", what, grid.where, row + 1, stops=False)]


def _with_sign(grid: Grid, columns: Columns, column: int) -> float:
    """The share of filled cells that end with a percent sign."""
    rows = range(columns.first, min(len(grid.rows), columns.first + _LOOK_AT))
    filled = [text for row in rows if (text := grid.cell(row, column)) and read_cell(text).value is not None]
    return sum(text.endswith("%") for text in filled) / len(filled) if filled else 0.0


def _signs(grid: Grid, columns: Columns) -> list[Defect]:
    """Columns in which some figures bear a percent sign and others none: 60% and 0.6 are not told apart."""
    what = "some of its figures bear a percent sign and others none"
    return [
        Defect("percent-mixed", f"column {one.column + 1}: {what}", grid.where, stops=False)
        for one in columns.figures
        if 0 < _with_sign(grid, columns, one.column) < 1
    ]


def what_is_said(grid: Grid, columns: Columns) -> Kind | None:
    """What the headings or signs of a table say that its figures are: shares, counts, or None where they do not."""
    values = [one for one in columns.figures if one.role is Role.VALUE and not one.series]
    if values and all(is_share(one.heading) or _with_sign(grid, columns, one.column) >= _MOST for one in values):
        return Kind.PROPORTION
    return Kind.COUNT if values and all(_COUNT.fullmatch(one.heading.strip()) for one in values) else None


def _with_figures(grids: Sequence[Grid]) -> list[Grid]:
    return [grid for grid in grids if len(grid.rows) > 1]


def _columns_of(grid: Grid, names: Sequence[Mapping[str, str]], columns: Columns | None) -> tuple[Columns | None, Grid]:
    if columns is not None:
        return columns, grid
    found = find_columns(grid, names)
    few = found is None or len({grid.cell(row, found.area) for row in range(found.first, len(grid.rows))}) < 2
    if found is None or found.header < 0 or few:
        other = turned(grid)
        if other is not None:
            return find_columns(other, names), other
    return found, grid
