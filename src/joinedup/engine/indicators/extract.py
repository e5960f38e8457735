"""From a grid to figures: one row a figure, with where it stood."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from joinedup.engine.areas.area_set import as_code, plain_name
from joinedup.engine.indicators.bands import read_band
from joinedup.engine.indicators.cells import SURE_COMMA, WRONG, Cell, Gap, read_cell
from joinedup.engine.indicators.columns import Columns, FigureColumn, Role, heading
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.grid import Grid
from joinedup.engine.indicators.headings import period_named, within
from joinedup.engine.indicators.merged_areas import apart
from joinedup.engine.indicators.periods import Period, read_periods
from joinedup.engine.indicators.two_meanings import two_meanings
from joinedup.engine.indicators.year_parts import Part, out_of_turn, why_not

# series: the indicator's name in the file; group: "Male", "Most deprived quintile", "" for everybody;
# note: why there is no value (missing, suppressed); row: in the file, from 1; where: file and sheet
SCHEMA = {
    "series": pl.String, "group": pl.String, "area": pl.String, "starts": pl.Date, "ends": pl.Date, "value": pl.Float64,
    "numerator": pl.Float64, "denominator": pl.Float64, "lower": pl.Float64, "upper": pl.Float64, "note": pl.String,
    "row": pl.Int64, "where": pl.String,
}  # fmt: skip
COUNTED = "counted"  # beside them while a file is read: the value is a count, as no column holds the figure itself
EXTRACTED = {**SCHEMA, COUNTED: pl.Boolean}
_WORDS = {
    Gap.DECIMAL_COMMA: "a decimal comma; write a point",
    Gap.EITHER_COMMA: "a comma that may part thousands or be the decimal sign; write none, or a decimal point",
    Gap.TOO_LARGE: "a number too large to be one",
    Gap.SPREADSHEET_ERROR: "a spreadsheet's error instead of a figure",
    Gap.NOT_A_NUMBER: "neither a figure nor one of the marks for none (NA, -, *)",
}
_NO_PERIOD = "no period is named: say for which time the figures are (2019/20, Mar 2023)"
_TOTALS = re.compile(
    r"((grand|overall|sub)[ -]?)?totals?\b.*|overall|all( areas| wards)?|.* (total|average)|sum|mean", re.I
)
_ROLES = tuple(Role)
_CODE_ON_A_LINE = re.compile(r"\n\W*[EWSNKJ]\d{8}\b", re.IGNORECASE)
_LIKE_A_CODE = re.compile(r"[A-Za-z]{0,2}\d{5,10}")
_FIRST_DAY, _LAST_DAY = 25_569, 73_050  # spreadsheets' numbers of 1 January 1970 and 2100
_AGES = {"age", "ages", "age group", "age band", "ageband", "single year of age", "age in years"}
_EVERYBODY = {"", "na", "n/a", "persons", "all", "all ages", "total", "-1", "all persons", "none"}


def extract(
    grid: Grid, columns: Columns, names: Sequence[Mapping[str, str]], period: Period | None
) -> tuple[pl.DataFrame, list[Defect]]:
    """(figures by `SCHEMA`, and `COUNTED`; defects): merged cells among figures, what is no figure, periods and areas
    unknown.
    """
    tests = (_merged, _twice, two_meanings, _ragged, _swallowed, _unread)
    defects = [check for test in tests for check in test(grid, columns)]
    labels = _labels(grid, columns)
    by_name = {name: code for known in names for name, code in known.items()} if columns.by_name else {}
    periods = _periods(labels, columns)
    ages = {one for one in columns.group if heading(grid, columns.header, one) in _AGES}
    sheet = period_named(grid.sheet) if grid.sheet else None
    sets = _sets(columns.figures)
    counts = {one.column for one in columns.figures if one.counted}
    unsure, unnamed = grid.delimiter == ";" and _commas_unsure(grid, columns), False
    unplaced: dict[Part, Period | None] = {}
    out: dict[str, list[object]] = {name: [] for name in EXTRACTED}
    for row in range(columns.first, len(grid.rows)):
        told = labels.get(row)
        if told is None:
            continue
        if _TOTALS.fullmatch(told[columns.area]):
            what = "a row of totals was left out: totals are made from their areas"
            defects.append(Defect("totals-row", what, grid.where, row + 1, stops=False))
            continue
        text = told[columns.area]
        area = by_name.get(plain_name(text), "") if columns.by_name else as_code(text)
        area = area or (text if columns.any_code else "")
        if not area:
            if any(read_cell(grid.cell(row, one.column)).value is not None for one in columns.figures):
                defects.append(_no_area(text, grid.where, row, by_name=columns.by_name))
            continue
        series = " | ".join(told[one] for one in columns.indicator)
        group = ", ".join(
            _age(told[one]) if one in ages else told[one]
            for one in columns.group
            if told[one].casefold() not in _EVERYBODY
        )
        for (own_series, own_group, own_period), roles in sets.items():
            whole = _at(told, columns, periods, sheet or period)
            at = own_period.of(whole) if isinstance(own_period, Part) else own_period or whole
            if at is None:
                if isinstance(own_period, Part):
                    unplaced.setdefault(own_period, whole)
                    continue
                if columns.period is None:  # for all rows alike: said once
                    defects.extend([] if unnamed else [Defect("period-unknown", _NO_PERIOD, grid.where)])
                    unnamed = True
                    continue
                defects.append(
                    Defect("period-unknown", _why_no_period(told, columns, periods), grid.where, row + 1, area)
                )
                continue
            cells = {role: read_cell(grid.cell(row, column), unsure_comma=unsure) for role, column in roles.items()}
            if columns.minus_one:
                cells = {role: Cell(None, Gap.MISSING) if one.value == -1 else one for role, one in cells.items()}
            for role, cell in cells.items():
                if cell.gap in WRONG:
                    code = str(cell.gap).replace(" ", "-")
                    column = f"column {roles[role] + 1}"
                    defects.append(Defect(code, f"{column}: {_WORDS[cell.gap]}", grid.where, row + 1, area))
            main = cells.get(Role.VALUE)
            out["series"].append(" | ".join(part for part in (series, own_series) if part))
            out["group"].append(", ".join(part for part in (group, own_group) if part))
            out["area"].append(area)
            out["starts"].append(at.starts)
            out["ends"].append(at.ends)
            for role in _ROLES:
                out[role].append(cells[role].value if role in cells else None)
            out["note"].append(str(main.gap) if main else "")
            out["row"].append(row + 1)
            out["where"].append(grid.where)
            out[COUNTED].append(roles.get(Role.VALUE) in counts)
    defects.extend(_parts(grid, columns, sheet or period, unplaced))
    table, merged = apart(pl.DataFrame(out, schema=EXTRACTED), grid, columns)
    return table, [*merged, *defects]


def _parts(grid: Grid, columns: Columns, year: Period | None, unplaced: Mapping[Part, Period | None]) -> list[Defect]:
    """What is wrong with headings that are parts of a year: the first that is at no time, or their order."""
    wrong = [Defect("period-unknown", why_not(part, whole), grid.where) for part, whole in unplaced.items()]
    if not wrong and year is not None and columns.period is None:
        turn = out_of_turn([one.period for one in columns.figures if isinstance(one.period, Part)], year)
        wrong = [Defect("period-out-of-turn", turn, grid.where, columns.header + 1)] if turn else []
    return wrong[:1]  # what is to do is the same for all


def _age(words: str) -> str:
    """An age as a group is called: a bare number in a column of ages is a year of age."""
    band = read_band(words) if words.isdigit() else None
    return band.words if band is not None else words


def _sets(figures: Sequence[FigureColumn]) -> dict[tuple[str, str, Period | Part | None], dict[Role, int]]:
    """Columns that belong together: of one series, one group of people and one period."""
    found: dict[tuple[str, str, Period | Part | None], dict[Role, int]] = {}
    for one in figures:
        found.setdefault((one.series, one.group, one.period), {}).setdefault(one.role, one.column)
    # a denominator without a period of its own is that of every period
    shared = found.get(("", "", None), {})
    if Role.VALUE not in shared and len(found) > 1:
        found.pop(("", "", None), None)
        for roles in found.values():
            for role, column in shared.items():
                roles.setdefault(role, column)
    return found


def _merged(grid: Grid, columns: Columns) -> list[Defect]:
    """A cell merged over several rows or columns of figures: whose figure it is cannot be told."""
    places = {one.column for one in columns.figures}
    return [
        Defect(
            "merged-cells",
            f"cells are merged over {merged.bottom - merged.top + 1} rows and {merged.right - merged.left + 1} columns "
            "of figures; unmerge them and write each figure in its own row",
            grid.where,
            max(merged.top, columns.first) + 1,
            _area_beside(grid, columns, max(merged.top, columns.first)),
        )
        for merged in grid.merged
        if merged.bottom >= columns.first and any(merged.left <= place <= merged.right for place in places)
    ]


def _ragged(grid: Grid, columns: Columns) -> list[Defect]:
    """Rows of delimited text that go on beyond the headings: a value that holds the delimiter moved all after it."""
    if not grid.delimiter:
        return []
    width = len(grid.rows[columns.header])
    what = "more values than headings; one that holds the delimiter needs quotation marks around it"
    return [
        Defect("row-longer", what, grid.where, row + 1)
        for row in range(columns.first, len(grid.rows))
        if any(cell.strip() for cell in grid.rows[row][width:])
    ]


def _twice(grid: Grid, columns: Columns) -> list[Defect]:
    """Two columns of figures with one heading: which of them is meant cannot be told."""
    seen: dict[tuple[str, str, str, Period | Part | None], int] = {}
    found = []
    for one in columns.figures:
        key = (one.role, one.series, one.group, one.period)
        if key in seen:
            what = f"columns {seen[key] + 1} and {one.column + 1} are both {one.series or one.role}"
            found.append(Defect("headings-twice", what, grid.where, columns.header + 1))
        seen.setdefault(key, one.column)
    for place in (columns.period, columns.period_ends):
        if place is not None:
            again = [
                other
                for other in range(place + 1, grid.width)
                if grid.cell(columns.header, other) == grid.cell(columns.header, place)
            ]
            if again:
                what = f"columns {place + 1} and {again[0] + 1} have the same heading"
                found.append(Defect("headings-twice", what, grid.where, columns.header + 1))
    return found


def _swallowed(grid: Grid, columns: Columns) -> list[Defect]:
    """Cells that hold whole rows, since a quotation mark that opens one is closed further down."""
    if not grid.delimiter:
        return []
    what = "a cell runs on over rows below: a quotation mark is opened here and not closed"
    return [
        Defect("rows-swallowed", what, grid.where, row + 1, _area_beside(grid, columns, row))
        for row in range(columns.first, len(grid.rows))
        if any("\n" in cell and _CODE_ON_A_LINE.search(cell) for cell in grid.rows[row])
    ]


def _unread(grid: Grid, columns: Columns) -> list[Defect]:
    """Columns of figures that are no part of what was read: they are said, so that nobody takes them for loaded."""
    return [
        Defect(
            "column-unread",
            f"column {column + 1} ({grid.cell(columns.header, column)}) holds figures as well, and was not read",
            grid.where,
            columns.header + 1,
            stops=False,
        )
        for column in columns.unread
    ]


def _commas_unsure(grid: Grid, columns: Columns) -> bool:
    """Whether nothing in a file shows that a comma before three digits parts thousands: no decimal point, no 1,234,567,
    no whole number just below a thousand. Where semicolons part columns it may then as well be the decimal sign.
    """
    rows = range(columns.first, len(grid.rows))
    return not any(SURE_COMMA.fullmatch(grid.cell(row, one.column)) for one in columns.figures for row in rows)


def _no_area(text: str, where: str, row: int, *, by_name: bool) -> Defect:
    if by_name:
        return Defect("area-unknown", "an area name that is not known", where, row + 1, text)
    if _LIKE_A_CODE.fullmatch(text):
        return Defect("area-none", "this is no area code: one has a letter and eight digits", where, row + 1, text)
    what = (
        "figures without an area code; where an area stands once above several rows, write it in each of them; a total "
        "or a note belongs outside the table"
    )
    return Defect("area-none", what, where, row + 1, stops=bool(text))


def _as_number(words: str) -> str:
    """What a spreadsheet's number for a day means, where a date was exported as one."""
    if not words.isdigit() or not _FIRST_DAY <= int(words) <= _LAST_DAY:
        return ""
    day = date(1899, 12, 30) + timedelta(days=int(words))
    return f", a spreadsheet's number for {day.day} {day:%B %Y}; write the date"


def _area_beside(grid: Grid, columns: Columns, row: int) -> str:
    return as_code(grid.cell(row, columns.area))


def _labels(grid: Grid, columns: Columns) -> dict[int, dict[int, str]]:
    """The words of each row that has any; cells merged downwards are repeated."""
    filled: dict[tuple[int, int], str] = {}
    for merged in grid.merged:
        if merged.left == merged.right and merged.left in columns.labels:
            text = grid.cell(merged.top, merged.left)
            filled.update({(row, merged.left): text for row in range(merged.top, merged.bottom + 1)})
    found = {}
    for row in range(columns.first, len(grid.rows)):
        words = {column: filled.get((row, column)) or grid.cell(row, column) for column in columns.labels}
        if columns.within_year and columns.period is not None:
            words[columns.period] = _within_year(words[columns.period], grid, row, columns)
        if any(words.values()) or any(grid.cell(row, one.column) for one in columns.figures):
            found[row] = words
    return found


def _within_year(year: str, grid: Grid, row: int, columns: Columns) -> str:
    """A year with the quarter or month beside it, as words that are read as that part; -1 and nothing for neither."""
    for column in columns.within_year:
        text = grid.cell(row, column)
        if text not in ("", "-1"):
            is_quarter = heading(grid, columns.header, column) in ("quarter", "qtr")
            if text.isdigit():
                text = (
                    f"Q{int(text)}" if is_quarter else calendar.month_name[int(text)] if 1 <= int(text) <= 12 else text
                )
            found = within(year, text)
            return found.label if found is not None else f"{text} {year}"
    return year


def _periods(labels: Mapping[int, Mapping[int, str]], columns: Columns) -> dict[str, Period | None]:
    texts = [
        told[column]
        for told in labels.values()
        for column in (columns.period, columns.period_ends)
        if column is not None
    ]
    return read_periods(texts)


def _at(
    told: Mapping[int, str], columns: Columns, periods: Mapping[str, Period | None], whole: Period | None
) -> Period | None:
    """The period of a row by its own words; `whole`, that of the file, where it has none. "Q2" is that of `whole`."""
    words = [told[one] for one in (columns.period, columns.period_ends) if one is not None]
    if columns.period is None or not any(words):
        return whole
    begun = periods.get(told[columns.period])
    if begun is None and whole is not None and told[columns.period]:
        begun = within(whole.label, told[columns.period])
    if begun is None or columns.period_ends is None:
        return begun
    ended = periods.get(told[columns.period_ends])
    if ended is None or ended.ends < begun.starts:
        return None
    return Period(begun.starts, ended.ends, f"{told[columns.period]} to {told[columns.period_ends]}")


def _why_no_period(told: Mapping[int, str], columns: Columns, periods: Mapping[str, Period | None]) -> str:
    """What is wrong with a row's own words for its period."""
    places = (columns.period, columns.period_ends)
    words = [told[one] for one in places if one is not None]
    if not any(words):
        return "no period is named"
    for one in words:
        if periods.get(one) is None:
            return (
                f'no period can be read from "{one}"{_as_number(one)}' if one else "only one end of the period is named"
            )
    return f'the period ends ("{words[1]}") before it begins ("{words[0]}"); are the columns the wrong way round?'


def one_period(table: pl.DataFrame, starts: date, ends: date) -> pl.DataFrame:
    """The figures of one period."""
    return table.filter((pl.col("starts") == starts) & (pl.col("ends") == ends))
