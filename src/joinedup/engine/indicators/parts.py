"""The figures of one indicator for one kind of area as a table: as they come from a file, and as they are kept."""

from __future__ import annotations

import numpy as np
import polars as pl
from attrs import evolve, frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.store import FIGURES, NOTES, Slice, Store, area_key

_WORDS = np.array([str(note) for note in NOTES], dtype=object)


@frozen(eq=False)
class Part:
    """The figures of one indicator for one kind of area, ready to be kept."""

    indicator: Indicator
    areas: AreaSet
    figures: pl.DataFrame


def rows_of(kept: Store, key: str, kind: str) -> pl.DataFrame:
    """Everything kept of an indicator and kind of area, columns of `extract.SCHEMA`."""
    parts = [rows_at(kept, key, kind, one) for one in kept.slices(key, kind)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=SCHEMA)


def everything_of(kept: Store, key: str) -> pl.DataFrame | None:
    """What is kept of an indicator for all kinds of area together; None for nothing."""
    there = [rows_of(kept, key, kind) for kind in kept.kinds(key)]
    return pl.concat(there) if there else None


def after_kept(kept: Store, part: Part, seen: Store | None = None, *, whole: bool = False) -> Part:
    """A part with what is kept of its indicator and areas at times, and of groups, that it has no figures of.

    A later edition then does not cost the history. What it has figures of takes the place of what is kept, whole.
    whole: what is kept of other times goes. seen: `kept` as whoever gives the part sees it: figures of areas that are
    for others' eyes stay in any case.
    """
    key, kind = part.indicator.key, area_key(part.areas)
    if not kept.has(key, kind):
        return part
    there, cell = kept.areas(kind), ["group", "starts", "ends"]
    everything = rows_of(kept, key, kind)
    own = part.figures["area"].unique().to_list()
    codes = kept.codes(kind)
    hidden = seen.withheld(key, codes) if seen is not None else None
    others = [] if hidden is None else [codes[at] for at in np.flatnonzero(hidden)]
    for_others = pl.col("area").is_in(others) & ~pl.col("area").is_in(own)
    stays = everything.filter(for_others)
    if not whole:
        stays = pl.concat(
            [stays, everything.filter(~for_others).join(part.figures.select(cell).unique(), on=cell, how="anti")]
        )
    if not stays.height:
        return part
    areas = evolve(
        part.areas, names={**there.names, **part.areas.names}, parents={**there.parents, **part.areas.parents}
    )
    stays = stays.with_columns(series=pl.lit(part.figures["series"][0] if part.figures.height else ""))
    return evolve(part, areas=areas, figures=pl.concat([stays, part.figures]))


def rows_at(kept: Store, key: str, kind: str, one: Slice) -> pl.DataFrame:
    """What is kept of one time and group, columns of `extract.SCHEMA`."""
    told = kept.figures(key, kind, one.period, one.group)
    held = (told.values, told.numerators, told.denominators, told.lower, told.upper)
    count = len(told.codes)
    return pl.DataFrame(
        {
            "series": [""] * count, "group": [one.group] * count, "area": list(told.codes),
            "starts": [one.period.starts] * count, "ends": [one.period.ends] * count,
            **{
                name: pl.Series(np.full(count, np.nan) if column is None else column, nan_to_null=True)
                for name, column in zip(FIGURES, held, strict=True)
            },
            "note": _WORDS[told.notes].tolist(), "row": [0] * count, "where": [""] * count,
        },
        schema=SCHEMA,
    )  # fmt: skip
