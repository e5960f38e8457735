"""What a file itself says of its figures: shares, rates or counts, for each how many, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl
from attrs import evolve, frozen

from joinedup.engine.indicators.columns import Columns
from joinedup.engine.indicators.grid import Grid
from joinedup.engine.indicators.headings import is_change, is_no_count, kind_said, per_said
from joinedup.engine.indicators.indicator import Kind

_UNIT = {"unit", "units", "unit of measure", "value type", "measure type"}
COUNT = re.compile(r"counts?|number|numbers|num|events|cases|observed|numerator", re.IGNORECASE)
_COUNTED = re.compile(r"(^|\| )(number|count)s?( of\b|$)", re.IGNORECASE)
_STANDARDISED = (Kind.DIRECTLY_STANDARDISED, Kind.INDIRECTLY_STANDARDISED)
_LEAST_PER = 100  # "per 3 months" is none
_SAYS_A_KIND = re.compile(r"%|percent(age)?s?|per cent|pct|proportion|rate|share|value|figure", re.IGNORECASE)


@frozen
class Said:
    """`kind`: None where nothing says it; `per`: 0 where nothing does; `unit`: in the file's words.

    `settled`: the figures were read as this kind, so that no title may let anybody guess another.
    """

    kind: Kind | None = None
    per: float = 0
    unit: str = ""
    settled: bool = False


NOTHING = Said()


def unit_columns(grid: Grid, columns: Columns) -> list[int]:
    """The columns that say in which unit figures are."""
    return [one for one in range(grid.width) if grid.cell(columns.header, one).casefold().strip() in _UNIT]


def by_series(grid: Grid, columns: Columns, table: pl.DataFrame, otherwise: Kind | None) -> dict[str, Said]:
    """What columns of units, and the words that name it, say of each series of a table.

    table: its figures, columns of `extract.SCHEMA`. otherwise: the kind that its headings and signs say.
    """
    units = unit_columns(grid, columns)
    found: dict[str, Said] = {}
    for (series,), own in table.group_by("series", maintain_order=True):
        texts = {grid.cell(row - 1, column) for column in units for row in own["row"].unique()} - {""}
        found[str(series)] = _of(str(series), texts, otherwise)
    return found


def _of(series: str, texts: set[str], otherwise: Kind | None) -> Said:
    kinds = {Kind.COUNT if COUNT.fullmatch(text.strip()) else is_no_count(text) for text in texts}
    in_units = next(iter(kinds)) if len(kinds) == 1 else None
    plain = [text for text in sorted(texts) if not COUNT.fullmatch(text) and not _SAYS_A_KIND.fullmatch(text)]
    unit = plain[0] if len(plain) == 1 else ""
    unit = (
        unit.lower() if unit.istitle() and unit.isalpha() else re.sub(r"^(crude )?rate (?=per\b)", "", unit, flags=re.I)
    )
    per = next((told for text in (*sorted(texts), series) if (told := per_said(text)) >= _LEAST_PER), 0.0)
    per = per or (float(_LEAST_PER) if in_units is Kind.PROPORTION else 0.0)
    return Said(_kind(series, in_units, otherwise), per, unit)


def _kind(series: str, in_units: Kind | None, otherwise: Kind | None) -> Kind | None:
    """What a unit says; else the words that name a series; else headings. A word like "prevalence" comes last."""
    told = kind_said(series)
    if told in _STANDARDISED:
        return told
    sure = in_units or (Kind.COUNT if _COUNTED.search(series) else is_no_count(series)) or otherwise
    if sure is Kind.COUNT and is_change(series):
        return None  # "Net migration" may be below zero
    return sure or (told if told in (Kind.PROPORTION, Kind.MEAN) else None)


def together(parts: Sequence[Mapping[str, Said]]) -> dict[str, Said]:
    """What all sheets of a file say of each series; nothing of what two say differently."""
    found: dict[str, Said] = {}
    for part in parts:
        for series, said in part.items():
            before = found.get(series, said)
            found[series] = Said(
                before.kind if before.kind is said.kind else None,
                before.per if before.per == said.per else 0,
                before.unit if before.unit == said.unit else "",
            )
    return found


def settled(said: Said, kind: Kind, per: float = 1) -> Said:
    """The same of figures that were read as a kind, for each `per`."""
    return evolve(said, kind=kind, per=per, settled=True)
