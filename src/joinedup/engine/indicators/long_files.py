"""Large files in long form, read column by column: a national indicator's third of a million figures in a moment.

The same checks as `reading`, the first of each kind named by row and area; a file in any other form belongs there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.errors import error
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.periods import MISSING, SUPPRESSED, read_periods

FIGURES = ("value", "numerator", "denominator", "lower", "upper")
_NO_FIGURE = sorted(MISSING | SUPPRESSED)


def read_long(path: Path, columns: Mapping[str, str], areas: AreaSet) -> pl.DataFrame:
    """The figures of a CSV or Parquet file, columns of `extract.SCHEMA`.

    `columns`: the file's heading for area, period and value, and where it has them for numerator, denominator, lower,
    upper, group and series. Raises `file-missing` and `long-file-wrong`; nothing is read half.
    """
    if not path.is_file():
        raise error("file-missing", where=path.name)
    try:
        if _is_parquet(path):
            table = pl.read_parquet(path).select(pl.all().cast(pl.String))
        else:
            table = pl.read_csv(path, infer_schema=False)
        table = table.select(pl.col(heading).alias(name) for name, heading in columns.items())
    except (pl.exceptions.PolarsError, OSError):
        raise _wrong(path, "it has not the columns named, or is no CSV in UTF-8") from None
    table = table.with_row_index("row", 2)
    table = _with_periods(path, _with_areas(path, table, areas))
    table = _with_figures(path, table)
    table = table.with_columns(where=pl.lit(path.name), row=pl.col("row").cast(pl.Int64))
    for name, kind in SCHEMA.items():
        if name not in table.columns:
            table = table.with_columns(pl.lit("" if kind == pl.String else None, kind).alias(name))
    table = table.select(list(SCHEMA))
    _refuse_twice(path, table)
    return table


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _wrong(path: Path, problem: str, row: int = 0, area: str = "") -> Exception:
    where = ", ".join(part for part in (path.name, f"row {row}" if row else "", area) if part)
    return error("long-file-wrong", where=where, problem=problem)


def _with_areas(path: Path, table: pl.DataFrame, areas: AreaSet) -> pl.DataFrame:
    known = pl.Series("code", sorted(areas.codes))
    foreign = table.filter(~pl.col("area").is_in(known.implode()) | pl.col("area").is_null()).head(1)
    if foreign.height:
        row, code = foreign.select("row", "area").row(0)
        raise _wrong(path, f"the area is none of {areas.title}", row, code or "")
    return table


def _with_periods(path: Path, table: pl.DataFrame) -> pl.DataFrame:
    words = table["period"].fill_null("").unique().to_list()
    found = read_periods(words)
    unknown = [one for one in words if found[one] is None]
    if unknown:
        row, area = table.filter(pl.col("period").fill_null("") == unknown[0]).select("row", "area").row(0)
        raise _wrong(path, "no period can be read", row, area)
    known = [(word, period.starts, period.ends) for word, period in found.items() if period is not None]
    periods = pl.DataFrame(known, schema={"period": pl.String, "starts": pl.Date, "ends": pl.Date}, orient="row")
    return table.join(periods, on="period", how="left", maintain_order="left")


def _with_figures(path: Path, table: pl.DataFrame) -> pl.DataFrame:
    for name in (one for one in FIGURES if one in table.columns):
        number = table[name].cast(pl.Float64, strict=False)
        note = pl.Series("note", [""]).new_from_index(0, table.height)
        number = number.set(number.is_infinite().fill_null(value=False), None)  # 1e999 is no figure
        if number.null_count():  # most files are plain figures throughout, and need no look at their words
            number, note = _read_words(path, table, name, number)
        table = table.with_columns(number.alias(name))
        if name == "value":
            table = table.with_columns(note.alias("note"))
    return table


def _read_words(path: Path, table: pl.DataFrame, name: str, number: pl.Series) -> tuple[pl.Series, pl.Series]:
    """(figures, notes) of a column in which some cells are no plain figures."""
    odd = number.is_null()
    text = table[name].fill_null("").str.strip_chars()
    plain = text.str.strip_suffix("%").str.replace_all(r"^([-+]?[1-9]\d{0,2}),(\d{3})$", "$1$2")
    lowered = text.str.to_lowercase()
    empty, hidden = lowered.is_in(_NO_FIGURE), lowered.is_in(sorted(SUPPRESSED))
    read = plain.cast(pl.Float64, strict=False)
    read = read.set(read.is_infinite().fill_null(value=False), None)
    wrong = odd & read.is_null() & ~empty
    if wrong.any():
        row, area = table.filter(wrong).select("row", "area").row(0)
        raise _wrong(path, f"the {name} is no figure (a decimal point is written as a point)", row, area)
    note = pl.when(hidden).then(pl.lit(Gap.SUPPRESSED.value)).when(empty).then(pl.lit(Gap.MISSING.value))
    figures = pl.when(empty).then(None).otherwise(read)
    return pl.select(figures).to_series(), pl.select(note.otherwise(pl.lit(""))).to_series()


def _refuse_twice(path: Path, table: pl.DataFrame) -> None:
    key = [name for name in ("series", "group") if table[name].n_unique() > 1] + ["area", "starts", "ends"]
    again = table.select(key).is_duplicated()
    if not again.any():
        return
    row, area = table.filter(~pl.struct(key).is_first_distinct()).select("row", "area").row(0)
    raise _wrong(path, "the area has a figure twice for one time", row, area)
