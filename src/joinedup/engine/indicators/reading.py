"""Read an indicator file as its owner holds it: whole or not at all, and every defect named by file, row and area."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl
from attrs import field, frozen

from joinedup.engine.areas.area_set import AreaSet, as_code, best_set
from joinedup.engine.errors import error
from joinedup.engine.indicators.ages import held, in_bands, oldest_open
from joinedup.engine.indicators.cells import read_cell
from joinedup.engine.indicators.checks import check_areas, check_figures
from joinedup.engine.indicators.columns import Columns, Role, find_columns, turned
from joinedup.engine.indicators.defects import Defect, stopping, told
from joinedup.engine.indicators.describing import each_described
from joinedup.engine.indicators.extract import EXTRACTED, extract
from joinedup.engine.indicators.grid import Grid, read_grids
from joinedup.engine.indicators.headings import is_no_count, is_share, period_above, period_named
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.missing_areas import gaps
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.said import COUNT, NOTHING, Said, by_series, together, unit_columns
from joinedup.engine.indicators.two_meanings import perhaps_counts
from joinedup.engine.indicators.worked_out import worked_out

_LOOK_AT = 2_000
_MOST = 0.5


@frozen(eq=False)
class Reading:
    """What was read. `table`: one figure a row (see `extract.SCHEMA`), empty where a defect stops the file.

    `area_set`: the areas that the file is about; None where they are not known. `series`: the indicators found.
    `names`: what the file calls its areas; `by_age`: it is one count of people by single years or bands of age;
    `said`: what it says of each series' figures, or what they were read as.
    """

    name: str
    table: pl.DataFrame = field(repr=False)
    series: tuple[str, ...]
    area_set: AreaSet | None
    defects: tuple[Defect, ...]
    names: Mapping[str, str] = field(factory=dict, repr=False)
    by_age: bool = False
    said: Mapping[str, Said] = field(factory=dict)

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
    bands: str = "",
    usual: Indicator | None = None,
    counts: bool = False,
) -> Reading:
    """Every figure of a file in any layout, and what is wrong with it.

    `known`: areas of every kind and year, to tell codes of another year; `expected`: the areas that there should be
    figures for (found among `known` if not given); `period`: for a file that names none; `indicators`: metadata by
    the series' name, "" for the only one; `columns`: where they are, if they are not to be found out; `bands`: those
    that its ages are put together into (see `ages.bands_wanted`); `usual`: what somebody answered for all its figures,
    where there is no metadata; `counts`: counts are wanted as they are, to be made into rates afterwards.
    Raises `file-missing`, `age-bands-wrong` and the `supply-…` errors of bytes and archives.
    """
    defects: list[Defect] = []
    parts: list[pl.DataFrame] = []
    names: dict[str, str] = {}
    said: dict[str, Kind | None] = {}
    units: list[dict[str, Said]] = []
    aged: dict[str, tuple[str, int]] = {}
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
        units.append(by_series(usable, found, part, said[usable.where]))
        defects.extend([*note, *_signs(usable, found), *perhaps_counts(usable, found, part, units[-1])])
        if found.aged:
            aged[usable.where] = (_as_ages(found), found.header + 1)
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
    defects.extend(_said_of_ages(path.name, aged))
    table = pl.concat(parts) if parts else pl.DataFrame(schema=EXTRACTED)
    told_of = each_described(table["series"].unique(maintain_order=True).to_list(), indicators or {})
    made = worked_out(table, told_of, together(units), usual, counts=counts)
    named_by_column = any(one.code == "two-meanings" for one in defects)
    defects.extend(one for one in made.defects if not (named_by_column and one.code == "figure-lacking"))
    table, wrong = oldest_open(made.figures)
    defects.extend(wrong)
    area_set = expected or best_set(table["area"].unique().to_list(), known)
    defects.extend(check_areas(table, area_set, known))
    table, wrong = check_figures(table, told_of, said, made.said)
    defects.extend(wrong)
    table, wrong = _by_age(table, told_of, said, made.said, aged)
    defects.extend(wrong)
    if bands and not stopping(defects):
        table, wrong = in_bands(table, bands)
        defects.extend(wrong)
    if area_set is not None:
        defects.extend(gaps(table, area_set))
    if table.is_empty() and not stopping(defects):
        defects.append(Defect("no-figures", "there is not one figure in it", path.name))
    series = tuple(table["series"].unique(maintain_order=True).to_list())
    listed = told(defects)
    loaded = table.clear() if stopping(listed) else table
    by_age = bool(parts) and len(aged) == len(parts) and bool((table["value"].drop_nulls() % 1 == 0).all())
    return Reading(path.name, loaded, series, area_set, listed, names, by_age, made.said)


def _as_ages(columns: Columns) -> str:
    """That columns were taken for ages, so that nobody has to find out."""
    own = [one for one in columns.figures if "aged" in one.group]
    return f"{len(own):,} columns ({own[0].heading} to {own[-1].heading}) are ages: they were read as one indicator"


def _said_of_ages(name: str, aged: Mapping[str, tuple[str, int]]) -> list[Defect]:
    """One line for all sheets that are alike."""
    alike: dict[str, list[tuple[str, int]]] = {}
    for where, (what, row) in aged.items():
        alike.setdefault(what, []).append((where, row))
    return [
        Defect("ages-read", what, *places[0], stops=False)
        if len(places) == 1
        else Defect("ages-read", f"{what}; in {len(places):,} sheets", name, stops=False)
        for what, places in alike.items()
    ]


def _by_age(
    table: pl.DataFrame,
    indicators: Mapping[str, Indicator | None],
    said: Mapping[str, Kind | None],
    told_of: Mapping[str, Said],
    aged: Collection[str],
) -> tuple[pl.DataFrame, list[Defect]]:
    """The figures with the totals of their ages held against these, where they are counts."""
    if "aged" not in "".join(table["group"].unique()) and not any(
        Kind.COUNT is one for one in (*said.values(), *(each.kind for each in told_of.values()))
    ):
        return table, []
    parts, defects = [table], list[Defect]()
    for (series, where), own in table.group_by("series", "where", maintain_order=True):
        meta, own_words = indicators.get(str(series)), told_of.get(str(series), NOTHING)
        in_file = own_words.kind if own_words.settled else said.get(str(where))
        kind = meta.kind if meta else Kind.COUNT if where in aged else in_file
        if kind is Kind.COUNT:
            added, wrong = held(own, make=where in aged)
            parts.append(added)
            defects += wrong
    return pl.concat(parts), defects


def _when(grid: Grid, columns: Columns, period: Period | None) -> tuple[Period | None, list[Defect]]:
    """(the period for figures that have none of their own, the warning that it was taken from the lines above)."""
    if (
        period is not None
        or columns.period is not None
        or any(isinstance(one.period, Period) for one in columns.figures)
    ):
        return period, []
    if grid.sheet and period_named(grid.sheet) is not None:
        return None, []
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
    """What headings, signs or a column of units say that figures are: shares, rates, counts, or None."""
    values = [one for one in columns.figures if one.role is Role.VALUE and not one.series]
    itself = [one for one in values if not one.counted]
    of_others = not itself and any(one.role is Role.DENOMINATOR for one in columns.figures)
    values = itself or values
    if values and all(is_share(one.heading) or _with_sign(grid, columns, one.column) >= _MOST for one in values):
        return Kind.PROPORTION
    units = unit_columns(grid, columns)
    rows = range(columns.first, min(len(grid.rows), columns.first + _LOOK_AT))
    in_units = {is_no_count(text) for column in units for row in rows if (text := grid.cell(row, column))}
    for kinds in ({is_no_count(one.heading) for one in values}, in_units):
        if len(kinds) == 1 and (only := next(iter(kinds))) is not None:
            return only
    # a count beside what it is out of may as well be the upper half of a share
    counts = values and not of_others and all(COUNT.fullmatch(one.heading.strip()) for one in values)
    return Kind.COUNT if counts else None


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
