"""A synthetic twin: rows of nobody in the shape of an extract, to write and try programs with.

Every column is drawn by itself from what is common in it: no row is anybody's, and no two columns go together as they
do in the extract. Categories of fewer than 10 people are not drawn and every frequency is rounded to 10 people;
numbers and dates lie between the 5th and the 95th percentile, rounded to two figures or a month, and those are told
only where at least 10 people are beyond each.
"""

from __future__ import annotations

import base64
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

LEAST_PEOPLE = 10  # who share a category, or stand beyond an end of a range, and the step of rounding
MOST_ROWS = 1000
PSEUDONYM = "pseudonym"
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_EPOCH = date(1970, 1, 1)
_PSEUDONYM_BYTES = 20  # 32 characters of base32, of which as many are kept as a real pseudonym has


def synthetic_twin(extract: pl.DataFrame, *, seed: int = 1) -> pl.DataFrame:
    """The twin: the columns of the extract, in their order and of their types.

    At most 1,000 rows, and no more than the extract has, rounded down to 10. The same extract and seed give the same
    twin. A column in which nothing is common enough to be drawn is empty.
    """
    rows = min(MOST_ROWS, extract.height // LEAST_PEOPLE * LEAST_PEOPLE)
    draw = np.random.default_rng(seed)
    columns = [
        _pseudonyms(extract[name], rows, draw) if name == PSEUDONYM else _drawn(extract[name], rows, draw)
        for name in extract.columns
    ]
    return pl.DataFrame(columns, schema=extract.schema)


def _pseudonyms(real: pl.Series, rows: int, draw: Generator) -> pl.Series:
    length = int(str(real.str.len_chars().max() or 0))
    made = [base64.b32encode(draw.bytes(_PSEUDONYM_BYTES)).decode()[:length] for _ in range(rows)]
    return pl.Series(PSEUDONYM, sorted(made), dtype=pl.String)


def _drawn(real: pl.Series, rows: int, draw: Generator) -> pl.Series:
    if real.dtype.is_numeric() or real.dtype == pl.Date:
        known = _between(real.drop_nulls(), rows, draw)
    else:
        known = _categories(real.drop_nulls(), rows, draw)
    missing = _rounded(real.null_count()) / max(_rounded(real.len()), 1)
    gaps = draw.random(rows) < missing
    return pl.Series(real.name, [None if gap else value for gap, value in zip(gaps, known, strict=True)], real.dtype)


def _categories(values: pl.Series, rows: int, draw: Generator) -> list[object]:
    counted = values.value_counts(name="people").sort(values.name)
    common = counted.filter(pl.col("people") >= LEAST_PEOPLE)
    if not common.height:
        return [None] * rows
    weights = np.array([_rounded(people) for people in common["people"]], dtype=float)
    chosen = draw.choice(common.height, size=rows, p=weights / weights.sum())
    told = common[values.name].to_list()
    return [told[one] for one in chosen]


def _between(values: pl.Series, rows: int, draw: Generator) -> list[object]:
    """Drawn evenly between the quantiles, the whole numbers as whole numbers; nothing where too few people."""
    if values.len() * _QUANTILES[0] < LEAST_PEOPLE:
        return [None] * rows
    if values.dtype == pl.Date:
        first = [_month_begins(int(day)) for day in _quantiles(values.cast(pl.Int32))]
        return [_EPOCH + timedelta(int(day)) for day in _interpolated(first, rows, draw)]
    drawn = _interpolated([_two_figures(number) for number in _quantiles(values)], rows, draw)
    return [int(number) for number in drawn] if values.dtype.is_integer() else [round(float(n), 2) for n in drawn]


def _quantiles(values: pl.Series) -> list[float]:
    return [float(str(values.quantile(share))) for share in _QUANTILES]


def _interpolated(edges: list[float], rows: int, draw: Generator) -> NDArray[np.float64]:
    return np.interp(draw.random(rows), np.linspace(0, 1, len(edges)), edges)


def _month_begins(days: int) -> float:
    """Days since 1970 of the first of that day's month."""
    return ((_EPOCH + timedelta(days)).replace(day=1) - _EPOCH).days


def _rounded(people: int) -> int:
    return round(people / LEAST_PEOPLE) * LEAST_PEOPLE


def _two_figures(number: float) -> float:
    return float(f"{number:.2g}")
