"""One supply, two tiers: an indicator for districts and their county, and what a district may see of the county."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.totals import total


@frozen(eq=False)
class RolledUp:
    """Figures of larger areas, columns of `extract.SCHEMA`. `partial`: areas without a figure as parts lack one."""

    figures: pl.DataFrame
    partial: Mapping[str, str]


def roll_up(figures: pl.DataFrame, parents: Mapping[str, str], indicator: Indicator) -> RolledUp:
    """The figures of the areas above, for every period and group: from counts, and none where a part is missing.

    `parents`: the area above each area. Figures that cannot be put together (scores, standardised rates) give none.
    """
    parts: dict[str, list[str]] = {}
    for area, parent in parents.items():
        parts.setdefault(parent, []).append(area)
    rows: list[list[object]] = []
    partial: dict[str, str] = {}
    for (series, group, starts, ends), own in figures.group_by(
        "series", "group", "starts", "ends", maintain_order=True
    ):
        for parent, areas in sorted(parts.items()):
            made = total(own, areas, indicator)
            note = "" if made.value is not None else "missing"
            if note:
                partial[parent] = made.why
            told = [made.value, made.numerator, made.denominator, None, None]
            rows.append([series, group, parent, starts, ends, *told, note, 0, "worked out"])
    return RolledUp(pl.DataFrame(rows, schema=SCHEMA, orient="row"), partial)


def may_see(figures: pl.DataFrame, viewer: str, districts: Mapping[str, str]) -> pl.DataFrame:
    """What a district sees: its own small areas, and every figure of districts and county, nobody else's small areas.

    `districts`: the district of each small area.
    """
    foreign = [area for area, district in districts.items() if district != viewer]
    return figures.filter(~pl.col("area").is_in(foreign))
