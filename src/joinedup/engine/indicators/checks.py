"""What can be wrong with figures that were read: areas of another year, missing or twice, figures that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from joinedup.engine.areas.area_set import AreaSet, is_code, kind_of
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.headings import is_no_count, is_share
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.said import NOTHING, Said

KEY = ("series", "group", "area", "starts", "ends")
_NAMED = 5
_NO_COUNTS = (Kind.PROPORTION, Kind.RATE)
_ROUNDING = 0.006  # of a figure that follows from its counts: published rates have few digits


def check_areas(table: pl.DataFrame, area_set: AreaSet | None, known: Sequence[AreaSet]) -> list[Defect]:
    """Codes of another year, and codes that no known set has. `area_set`: what most of the file's codes are.

    Where it is not known which areas there are, that is said: a file that lacks some would look whole. Where areas of
    their kind and year are known, and the file has not one of them, it stops: nobody can tell of which year they are.
    """
    if area_set is None:
        return _all_foreign(table, known) or _not_known(table, known)
    if not known:
        return []
    # figures for the areas above (a district's own, England's) beside the small ones are no mistake
    foreign = table.filter(~pl.col("area").is_in(list(area_set.codes))).unique("area", maintain_order=True)
    found = []
    for area, row, where in foreign.select("area", "row", "where").iter_rows():
        if kind_of(area) != area_set.kind and is_code(area):
            continue
        others = [one.title for one in known if area in one.names and one.kind == area_set.kind]
        if others:
            what = f"a code of {' and '.join(others)}, but the other codes are those of {area_set.title}"
            found.append(Defect("area-other-year", what, where, row, area))
        else:
            alike = ", ".join(one.title for one in known if one.kind == area_set.kind)
            what = f"not among the areas known here ({alike}); is it of another year?"
            found.append(Defect("area-unknown", what, where, row, area))
    return found


def _all_foreign(table: pl.DataFrame, known: Sequence[AreaSet]) -> list[Defect]:
    """Each area of a kind of which not one in the file is known, though areas of that kind and their year are."""
    areas = table.unique("area", maintain_order=True).select("area", "row", "where").rows()
    found = []
    for kind in dict.fromkeys(one.kind for one in known if one.year):
        own = [one for one in areas if kind_of(one[0]) == kind]
        alike = [one for one in known if one.kind == kind]
        if any(area in one.names for area, _, _ in own for one in alike):
            continue  # a file for the whole country has the areas known here among others
        there = ", ".join(one.title for one in alike)
        what = (
            f"not one of the file's areas of this kind is known here ({there} are), so that nobody can tell of which "
            "year they are; give the boundaries or the lookup of these areas first, or carry the figures over"
        )
        found += [Defect("area-unknown", what, where, row, area) for area, row, where in own]
    return found


def _not_known(table: pl.DataFrame, known: Sequence[AreaSet]) -> list[Defect]:
    """That gaps cannot be found, and the first areas of which nothing is known."""
    if table.is_empty():
        return []
    where = str(table["where"][0])
    so = "so that areas that are missing, or of another year, cannot be found"
    if not known:
        return [Defect("areas-not-known", f"which areas there are is not known, {so}", where, stops=False)]
    there = ", ".join(one.title for one in known[:_NAMED])
    codes = {code for one in known for code in one.codes}
    unknown = table.filter(~pl.col("area").is_in(list(codes))).unique("area", maintain_order=True)
    named = ", ".join(f"{area} in row {row}" for area, row in unknown.select("area", "row").head(_NAMED).iter_rows())
    more = f" and {unknown.height - _NAMED:,} more" if unknown.height > _NAMED else ""
    what = f"most of its areas are not known here ({there} are), {so}: {named}{more}"
    return [Defect("areas-not-known", what, where, stops=False)]


def check_figures(
    table: pl.DataFrame,
    indicators: Mapping[str, Indicator | None],
    said: Mapping[str, Kind | None] | None = None,
    series: Mapping[str, Said] | None = None,
) -> tuple[pl.DataFrame, list[Defect]]:
    """(the figures, each once; defects): an area twice, shares over 100 %, negative counts, limits crossed.

    indicators: each series as somebody describes it. `said`: what the headings of each table say that its figures are,
    for those that nobody has described; `series`: what the file says of each series.
    """
    defects = _twice(table)
    table = table.unique([*KEY, "value", "numerator", "denominator"], keep="first", maintain_order=True)
    defects += _impossible(table, indicators, said or {}, series or {})
    return table, defects


def _twice(table: pl.DataFrame) -> list[Defect]:
    if table.is_empty():
        return []
    again = (
        table.with_columns(pl.len().over(KEY).alias("times"), pl.col("row").min().over(KEY).alias("first_row"))
        .filter((pl.col("times") > 1) & (pl.col("row") > pl.col("first_row")))
        .join(table.select(*KEY, "row", "value"), left_on=[*KEY, "first_row"], right_on=[*KEY, "row"], suffix="_first")
    )
    found = []
    columns = ("area", "row", "where", "first_row", "value", "value_first")
    for area, row, where, first, value, earlier in again.select(columns).iter_rows():
        if value == earlier:
            what = f"the same figure as in row {first}; it is taken once"
            found.append(Defect("area-twice", what, where, row, area, stops=False))
        else:
            what = f"another figure for the same area and time than in row {first}"
            found.append(Defect("area-twice-contradicts", what, where, row, area))
    return found


def _impossible(
    table: pl.DataFrame,
    indicators: Mapping[str, Indicator | None],
    said: Mapping[str, Kind | None],
    told: Mapping[str, Said],
) -> list[Defect]:
    found: list[Defect] = []
    for (series, table_of), own in table.group_by("series", "where", maintain_order=True):
        meta, own_words = indicators.get(str(series)), told.get(str(series), NOTHING)
        in_file = own_words.kind if own_words.kind in (*_NO_COUNTS, Kind.COUNT) else said.get(str(table_of))
        kind = meta.kind if meta else in_file or (Kind.PROPORTION if is_share(str(series)) else None)
        claimed = is_no_count(f"{series} {meta.unit}") or in_file if meta else None
        if meta and meta.kind is Kind.COUNT and claimed in _NO_COUNTS:
            found.append(Defect("kind-doubted", _doubted(claimed, str(series)), str(table_of)))
            kind = claimed
        shares = kind is Kind.PROPORTION
        sure = kind is not None and (meta is not None or kind is not Kind.RATE)  # "inflation rate" may be below zero
        most = meta.per if meta and meta.per > 1 else 100
        value, top, bottom = pl.col("value"), pl.col("numerator"), pl.col("denominator")
        crossed = (pl.col("lower") > value) | (pl.col("upper") < value)
        tests: list[tuple[str, str, pl.Expr, bool]] = [
            ("count-negative", "a count below zero", (top < 0) | (bottom < 0), True),
            ("limits-crossed", "the figure lies outside its own limits", crossed, True),
        ]
        if shares:
            over = (value > most) & ~(top > bottom).fill_null(value=False)
            tests.append(("share-over-100", f"a share above {most:g}", over, True))
            tests.append(("part-over-whole", "the part is larger than the whole", top > bottom, True))
            own_values = own["value"].drop_nulls()
            if most == 100 and len(own_values) > 1 and 0 < float(own_values.max() or 0) <= 1:  # type: ignore[arg-type]
                what = "no share is above 1 %: they may be fractions of one, as a spreadsheet keeps what it shows as %"
                found.append(Defect("share-as-fraction", what, str(table_of), stops=False))
        elif meta is None:
            what = "the count is larger than the whole that it is of: right for events, wrong for people"
            tests.append(("part-over-whole", what, top.is_null() & (value > bottom), False))
        unit = meta.unit if meta and meta.unit else own_words.unit
        counted = kind is Kind.COUNT and not Indicator("", "", unit=unit).is_amount
        if counted:
            tests.append(("count-fraction", "a count with a fraction", value % 1 != 0, False))
        if kind is not Kind.INDEX:
            what = "a count below zero" if counted else "a figure below zero"
            tests.append(("figure-negative", what, value < 0, sure and (counted or kind is not Kind.COUNT)))
        if meta is not None and meta.kind in (Kind.PROPORTION, Kind.RATE):
            off = (value - top / bottom * meta.per).abs() > _ROUNDING * value.abs() + 0.06
            tests.append(("figure-not-from-counts", "the figure does not follow from its counts", off, False))
        of = f" in {series}" if series and table["series"].n_unique() > 1 else ""
        for code, what, test, stops in tests:
            for area, row, where in own.filter(test).select("area", "row", "where").iter_rows():
                found.append(Defect(code, f"{what}{of}", where, row, area, stops=stops))
    return found


def _doubted(claimed: Kind | None, series: str) -> str:
    """Why figures that somebody calls counts are none, and what to do."""
    what = "shares" if claimed is Kind.PROPORTION else "rates"
    named = f' "{series}"' if series else ""
    return (
        f"the heading{named} or the unit says that the figures are {what}, and they are "
        f"described as counts: describe them as {what}, or name the column by what is counted (Number of …)"
    )


def disagreements(first: pl.DataFrame, second: pl.DataFrame, tolerance: float = 0.0) -> list[Defect]:
    """Figures of one area and time that two files give differently, each named with both rows.

    `tolerance`: a share of the larger figure. Both tables must be of one series or name them alike.
    """
    both = first.join(second, on=list(KEY), suffix="_other").filter(
        (pl.col("value") - pl.col("value_other")).abs()
        > tolerance * pl.max_horizontal(pl.col("value").abs(), pl.col("value_other").abs())
    )
    places = both.select("area", "row", "where", "row_other", "where_other")
    return [
        Defect("files-disagree", f"another figure than in {other}, row {other_row}", where, row, area)
        for area, row, where, other_row, other in places.iter_rows()
    ]
