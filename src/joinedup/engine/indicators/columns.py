"""Which column of a grid is what: area, period, groups, figures; wide or long, one row of headings or two."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from attrs import evolve, field, frozen

from joinedup.engine.areas.area_set import as_code, plain_name
from joinedup.engine.indicators.age_headings import age_columns
from joinedup.engine.indicators.cells import is_figures
from joinedup.engine.indicators.grid import Grid, Merged
from joinedup.engine.indicators.headings import is_group, period_in, within
from joinedup.engine.indicators.periods import Period, read_period, read_periods
from joinedup.engine.indicators.year_parts import Part, are_questions, part_in, read_part

_LOOK_AT = 60  # rows among which the first area is looked for
_SAMPLE = 400
_ROWS_COMPARED = 20_000
_MONTHS_OF_A_YEAR = 12
_PARTS = {"quarter", "month", "qtr", "month name", "quarter name"}
_RATE = re.compile(r"\b(rate|smr|sir|isr|dsr|ratio|prevalence|mean|average|index)\b", re.IGNORECASE)


class Role(StrEnum):
    """What a column of figures holds."""

    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    LOWER = "lower"
    UPPER = "upper"


@frozen
class FigureColumn:
    """A column of figures. `series`: the indicator in a file with several side by side; `period` and `group` (of
    people) where headings tell them, a part where they name no year; `heading`: as it stands; `counted`: a count that
    stands in for the figure, as no column holds that.
    """

    column: int
    role: Role
    series: str = ""
    period: Period | Part | None = None
    group: str = ""
    heading: str = ""
    counted: bool = False


@frozen
class Columns:
    """Places in a grid, from 0. `first`: the first row of figures; `by_name`: areas are told by name;
    `any_code`: by codes of the NHS or of a partner's own, under a heading that says so. `within_year`: quarter and
    month beside a year; `unread`: columns of figures that are no part of any; `minus_one`:
    -1 stands for none, as in the upload files of UKHSA's Fingertips; `aged`: figures are a run of ages, of one count.
    """

    header: int
    first: int
    area: int
    figures: tuple[FigureColumn, ...]
    by_name: bool = False
    any_code: bool = False
    name: int | None = None
    within_year: tuple[int, ...] = ()
    minus_one: bool = False
    aged: bool = False
    period: int | None = None
    period_ends: int | None = None
    indicator: tuple[int, ...] = field(factory=tuple)
    group: tuple[int, ...] = field(factory=tuple)
    unread: tuple[int, ...] = field(factory=tuple)

    @property
    def labels(self) -> tuple[int, ...]:
        """Columns of words beside the figures; merged cells in them are read as if filled down."""
        more = [one for one in (self.period, self.period_ends) if one is not None]
        return (self.area, *more, *self.indicator, *self.group)


_PERIOD = {
    "period", "time period", "date", "year", "month", "quarter", "time", "reporting period", "financial year", "fy",
    "date from", "timeperiod", "data year", "calendar year", "academic year", "period name", "year ending",
    "deprivation data year", "reporting year",
}  # fmt: skip
_PERIOD_ENDS = {"date to", "period end", "end date"}
_INDICATOR = {"indicator", "measure", "indicator name", "indicator id", "indicatorid", "metric", "series", "pi",
              "performance indicator", "index domain", "domain", "indicator title"}  # fmt: skip
_GROUP = {"sex", "age", "age group", "age band", "inequality", "category", "group", "ethnicity", "breakdown", "gender",
          "deprivation decile", "ages", "ageband", "single year of age", "age in years",
          "age from years inclusive", "age to years inclusive", "deprivation category", "ageid",
          "sexid", "age id", "sex id", "categorytypeid", "categoryid"}  # fmt: skip
_AREA_NAMES = {"area", "area name", "name", "ward", "ward name", "district", "locality", "lsoa", "msoa", "town",
               "borough", "local authority", "neighbourhood", "areaname", "geography name", "cluster"}  # fmt: skip
_NOT_FIGURES = {"lon", "lat", "longitude", "latitude", "easting", "northing", "fid", "objectid", "id", "row",
                "no", "long", "compared to england", "valuenoteid", "yearrange", "denominator 2"}  # fmt: skip
_AREA_NAME = re.compile(r"(area|lsoa|msoa|ward|wd|lad|la|district|oa|ltla|utla)? ?\d* ?(nm|name)( \d+)?")
_AREA_CODE = re.compile(r"(area|geography|practice|organisation|org|ward|lsoa|msoa)( ?(code|cd)|id)")
_LIMIT = r"( (ci|cl|confidence)( (limit|interval))?)?( ?95( 0)?( ?c[il])?)?( limit)?"
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.LOWER, re.compile(r"(95 )?(lower|lci|lcl|lowerci|lowercl)" + _LIMIT)),
    (Role.UPPER, re.compile(r"(95 )?(upper|uci|ucl|upperci|uppercl)" + _LIMIT)),
    (Role.DENOMINATOR, re.compile(r"denominator|population|pop|base|denom|expected")),
    (Role.NUMERATOR, re.compile(r"numerator|count|number|events|cases|observed|num")),
    (
        Role.VALUE,
        re.compile(r"value|rate|percentage|percent|pct|proportion|figure|score|indicator value|result|actual"),
    ),
)
_N_AND_D = {"n": Role.NUMERATOR, "d": Role.DENOMINATOR}


def find_columns(grid: Grid, names: Iterable[Mapping[str, str]] = ()) -> Columns | None:
    """What the columns are; None where no area is found. `names`: code of each plain name, for files without codes."""
    found = _area_by_code(grid) or _area_by_name(grid, names)
    if found is None:
        return None
    area, first, by_name = found
    any_code = not by_name and not as_code(grid.cell(first, area))
    header = first - 1
    while header >= 0 and not any(cell.strip() for cell in grid.rows[header]):
        header -= 1
    if header < 0:
        return Columns(-1, first, area, (), by_name, any_code)
    return _roles(grid, Columns(header, first, area, (), by_name, any_code))


def turned(grid: Grid) -> Grid | None:
    """The grid with rows as columns, where the areas stand in a row; None where they do not."""
    for row in grid.rows[:_LOOK_AT]:
        if sum(as_code(cell) != "" for cell in row) >= 3:
            rows = tuple(
                tuple(grid.cell(place, column) for place in range(len(grid.rows))) for column in range(grid.width)
            )
            merged = tuple(Merged(one.left, one.top, one.right, one.bottom) for one in grid.merged)
            return evolve(grid, rows=rows, merged=merged)
    return None


def heading(grid: Grid, header: int, column: int) -> str:
    """A heading with blanks for punctuation and no capitals."""
    return re.sub(r"[^a-z0-9%/]+", " ", grid.cell(header, column).casefold()).strip()


def over(grid: Grid, header: int, column: int) -> str:
    """The heading above, where there are two rows of them: its merged cell, or the last one to the left."""
    for merged in grid.merged:
        if merged.covers(header - 1, column):
            return grid.cell(merged.top, merged.left)
    for left in range(column, -1, -1):
        text = grid.cell(header - 1, left)
        if text:
            return text
    return ""


def _area_by_code(grid: Grid) -> tuple[int, int, bool] | None:
    """(column, first row, False): of several columns of codes the one with most different codes, then the leftmost."""
    best: tuple[int, int, int] | None = None
    for column in range(min(grid.width, 200)):
        first = next((row for row in range(min(len(grid.rows), _LOOK_AT)) if as_code(grid.cell(row, column))), None)
        if first is None:
            continue
        below = [text for row in range(first, len(grid.rows)) if (text := grid.cell(row, column))]
        codes = {code for text in below if (code := as_code(text))}
        if sum(as_code(text) != "" for text in below) >= len(below) / 2 and (best is None or len(codes) > best[0]):
            best = (len(codes), column, first)
    return (best[1], best[2], False) if best else _area_by_heading(grid)


def _area_by_heading(grid: Grid) -> tuple[int, int, bool] | None:
    """Codes of another form than the national ones, below a heading that calls them codes of areas."""
    for row in range(min(len(grid.rows), _LOOK_AT)):
        for column in range(len(grid.rows[row])):
            if _AREA_CODE.fullmatch(heading(grid, row, column)):
                first = next((below for below in range(row + 1, len(grid.rows)) if grid.cell(below, column)), None)
                return (column, first, False) if first is not None else None
    return None


def _area_by_name(grid: Grid, names: Iterable[Mapping[str, str]]) -> tuple[int, int, bool] | None:
    for known in names:
        for column in range(min(grid.width, 200)):
            rows = [row for row in range(len(grid.rows)) if grid.cell(row, column)]
            hits = [row for row in rows if plain_name(grid.cell(row, column)) in known]
            if hits and len(hits) * 2 >= len([row for row in rows if row >= hits[0]]) and len(hits) >= 2:
                return column, hits[0], True
    return None


def _roles(grid: Grid, columns: Columns) -> Columns:
    named = {column: heading(grid, columns.header, column) for column in range(grid.width)}
    fingertips = {"yearrange", "valuenoteid"} <= set(named.values())
    period, parts = _when(grid, columns, named)
    ends = next((c for c, name in named.items() if name in _PERIOD_ENDS), None)
    indicator = tuple(c for c, name in named.items() if name in _INDICATOR)
    group = tuple(c for c, name in named.items() if name in _GROUP)
    taken = {columns.area, period, ends, *parts, *indicator, *group}
    figures: list[FigureColumn] = []
    others: list[FigureColumn] = []
    aged = _aged(grid, columns, taken)
    taken |= {one.column for one in aged}
    headings = grid.rows[columns.header]
    both = {"n", "d"} <= set(named.values())  # "n" alone is as well how many were asked
    parted = not are_questions(headings)  # else "Q1" is the first question, not the first quarter
    for column, name in named.items():
        if column in taken or name in _NOT_FIGURES or not name:
            continue
        cell = grid.cell(columns.header, column)
        above = over(grid, columns.header, column) if columns.header else ""
        role, own = (_N_AND_D[name], None) if both and name in _N_AND_D else _role(name, parted=parted)
        only = read_period(cell) or (within(above, cell) if above else None) or (read_part(cell) if parted else None)
        own = own or only or ((read_period(above) or (read_part(above) if parted else None)) if above else None)
        texts = [grid.cell(row, column) for row in range(columns.first, min(len(grid.rows), columns.first + _SAMPLE))]
        if any(as_code(text) for text in texts) or not (is_figures(texts) or role or own):
            continue
        if own is None and period is None and role is None and _are_periods(texts):
            period = column
            continue
        if role is not None or only is not None:
            figures.append(FigureColumn(column, role or Role.VALUE, "", own, heading=cell))
        elif is_figures(texts, 0.5):
            one = FigureColumn(column, Role.VALUE, cell, own, heading=cell)
            others.append(_by_heading(one, headings if parted else ()))
    if aged:
        figures, unread = aged, tuple(sorted(one.column for one in (*figures, *others)))
    else:
        figures, unread = _chosen(figures, others)
    told = evolve(
        columns,
        name=_name(named, columns.area),
        within_year=parts,
        minus_one=fingertips,
        aged=bool(aged),
        period=period,
        period_ends=ends,
        indicator=indicator,
        group=group,
        figures=tuple(_apart(grid, columns.header, _counts(figures))),
        unread=unread,
    )
    return evolve(told, group=(*group, *_more_groups(grid, told, named)))


def _aged(grid: Grid, columns: Columns, taken: Collection[int | None]) -> list[FigureColumn]:
    """The columns of a run of ages and their totals, each a group of the people of one count; none without one."""
    above = {column: over(grid, columns.header, column) for column in range(grid.width)} if columns.header else {}
    periods = {column: found for column, text in above.items() if (found := read_period(text)) is not None}
    return [
        FigureColumn(one.column, Role.VALUE, "", one.period, one.group, one.heading)
        for one in age_columns(grid, columns.header, above, periods)
        if one.column not in taken
    ]


def _when(grid: Grid, columns: Columns, named: Mapping[int, str]) -> tuple[int | None, tuple[int, ...]]:
    """(the column of periods, columns of quarters or months beside it where it holds whole years)."""
    found = [c for c, name in named.items() if name in _PERIOD or name in _PARTS]
    years = [c for c in found if named[c] not in _PARTS]
    for year in years:
        texts = {grid.cell(row, year) for row in range(columns.first, min(len(grid.rows), columns.first + _SAMPLE))}
        whole = [period for text in texts if (period := read_period(text)) is not None]
        if whole and all(period.months == _MONTHS_OF_A_YEAR for period in whole):
            return year, tuple(c for c in found if named[c] in _PARTS)
    return next(iter(found), None), ()


def _by_heading(one: FigureColumn, headings: Sequence[str]) -> FigureColumn:
    """An indicator, or a group of people, with the time told in the same heading: "Obesity 2018/19", "Obesity Q1"."""
    told = (period_in(one.series) or (part_in(one.series, headings) if headings else None)) if not one.period else None
    rest, period = told or (one.series, one.period)
    return (
        evolve(one, series="", group=rest, period=period) if is_group(rest) else evolve(one, series=rest, period=period)
    )


def _chosen(figures: list[FigureColumn], others: list[FigureColumn]) -> tuple[list[FigureColumn], tuple[int, ...]]:
    """(the columns that are read, those that are not): a rate beside its counts is the figure, whatever its name."""
    if not any(one.role in (Role.VALUE, Role.NUMERATOR) for one in figures):
        if not others:  # nothing but people: they are what is counted
            figures = [evolve(one, role=Role.VALUE) if one.role is Role.DENOMINATOR else one for one in figures]
            return figures, ()
        return others, ()  # each column an indicator of its own
    if not any(one.role is Role.VALUE for one in figures):
        rates = [one for one in others if _RATE.search(one.heading)]
        if len(rates) == 1 or len({one.period for one in rates}) == len(rates) > 0:
            figures = [*figures, *(evolve(one, series="") for one in rates)]
    read = {one.column for one in figures}
    return figures, tuple(one.column for one in others if one.column not in read)


def _apart(grid: Grid, header: int, figures: list[FigureColumn]) -> list[FigureColumn]:
    """Columns that would be one and the same are told apart by the headings above them: men and women."""
    keys = [(one.role, one.series, one.group, one.period) for one in figures]
    if len(set(keys)) == len(keys) or not header:
        return figures
    told = []
    for one in figures:
        above = over(grid, header, one.column)
        if not above or read_period(above) is not None:
            told.append(one)
        elif is_group(above):
            told.append(evolve(one, group=above))
        else:
            told.append(evolve(one, series=above))
    return told


def _more_groups(grid: Grid, columns: Columns, named: Mapping[int, str]) -> tuple[int, ...]:
    """Columns of words that tell apart rows of one area and time which nothing else does: "Tenure", "Ethnic group"."""
    labels = [columns.area, *columns.within_year, *columns.indicator, *columns.group]
    labels += [one for one in (columns.period, columns.period_ends) if one is not None]
    figures = {one.column for one in columns.figures} | set(columns.unread)
    rows = range(columns.first, min(len(grid.rows), columns.first + _ROWS_COMPARED))
    rows_of = [row for row in rows if grid.cell(row, columns.area)]
    held = [tuple(grid.cell(row, one) for one in labels) for row in rows_of]
    left = [
        c for c, name in named.items() if name and c not in figures and c not in labels and name not in _NOT_FIGURES
    ]
    found: list[int] = []
    while len(set(held)) < len(held) and left:
        by_column = {c: len({(*key, grid.cell(row, c)) for key, row in zip(held, rows_of, strict=True)}) for c in left}
        best = max(left, key=lambda c: by_column[c])
        if by_column[best] == len(set(held)):
            break
        held = [(*key, grid.cell(row, best)) for key, row in zip(held, rows_of, strict=True)]
        found.append(best)
        left.remove(best)
    return tuple(found) if len(set(held)) == len(held) else ()


def _name(named: Mapping[int, str], area: int) -> int | None:
    """The column with the areas' names: of several the one nearest to their codes."""
    found = [c for c, name in named.items() if c != area and (name in _AREA_NAMES or _AREA_NAME.fullmatch(name))]
    return min(found, key=lambda column: abs(column - area), default=None)


def _counts(figures: Sequence[FigureColumn]) -> list[FigureColumn]:
    """A count without a figure stands in for it (see `worked_out`); beside a rate it is its numerator."""
    periods = {one.period for one in figures if one.role is Role.VALUE}
    return [
        evolve(one, role=Role.VALUE, counted=True) if one.role is Role.NUMERATOR and one.period not in periods else one
        for one in figures
    ]


def _role(name: str, *, parted: bool) -> tuple[Role | None, Period | Part | None]:
    """(the role that a heading tells, the time in it): "2013/14 count", "Rate 2014", "Q1 count" where `parted`."""
    for role, pattern in _ROLES:
        if pattern.fullmatch(name) or (role is Role.VALUE and name == "%"):
            return role, None
        for found in pattern.finditer(name):
            rest = (name[: found.start()] + " " + name[found.end() :]).strip(" -:,")
            own = (read_period(rest) or (read_part(rest) if parted else None)) if rest and found[0] else None
            if own is not None:
                return role, own
    return None, None


def _are_periods(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    found = read_periods(filled)
    if not filled or any(found[text] is None for text in filled):
        return False
    return all(not text.isdigit() or 1900 <= int(text) <= 2100 for text in filled)
