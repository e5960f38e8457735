"""Figures that were read, held against those kept and against a second file: where they disagree, by row and area.

Looked at after small numbers were hidden: nothing is said of a hidden figure. Of a second file, which may hold what is
hidden here, only rows are named and never a figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import polars as pl
from attrs import evolve, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.checks import KEY, disagreements
from joinedup.engine.indicators.defects import stopping
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.parts import Part, rows_of
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.totals import of_larger_areas
from joinedup.service.indicators import queries
from joinedup.service.indicators.reading_in import Metadata, Read, parents_of, reading_of

MOST_NAMED = 200  # disagreements that are told one by one
_CELL = ["group", "area", "starts", "ends"]


@frozen
class OtherFile:
    """A second file of the same figures, or of the larger areas that they add up to."""

    name: str
    file: BinaryIO


def held_against(
    found: Read, other: OtherFile | None, described: Indicator, *, period: Period | None, metadata: Metadata | None
) -> Read:
    """What was read, with what it disagrees with among its facts. Raises `other-file-wrong` and the errors of files."""
    facts = found.facts | {"kept": against_kept(found.parts)}
    if other is not None:
        facts["against"] = _against_file(found.parts, other, described, period, metadata)
    return evolve(found, facts=facts)


def against_kept(parts: Sequence[Part]) -> dict[str, Any]:
    """Figures that are kept of the same areas and times: how many, how many of them are others now, and which."""
    compared, differ = 0, []
    for part in parts:
        kept, kind = queries.store(), queries.area_key(part.areas)
        there = kept.has(part.indicator.key, kind)
        if not there:
            continue
        before = rows_of(kept, part.indicator.key, kind).select(*_CELL, kept="value").drop_nulls("kept")
        both = part.figures.drop_nulls("value").join(before, on=_CELL)
        compared += both.height
        other = both.filter(pl.col("value") != pl.col("kept"))
        differ += [_told(part, row) | {"now": row["value"], "then": row["kept"]} for row in other.iter_rows(named=True)]
    differ.sort(key=lambda one: -_share(one["now"], one["then"]))  # the largest first: they are the mistakes
    return {"compared": compared, "differ": len(differ), "rows": differ[:MOST_NAMED]}


def _against_file(
    parts: Sequence[Part], other: OtherFile, described: Indicator, period: Period | None, metadata: Metadata | None
) -> dict[str, Any]:
    reading, sha256 = reading_of(other.name, other.file, described, period=period, metadata=metadata)
    if stopping(reading.defects):
        first = next(one for one in reading.defects if one.stops)
        raise error("other-file-wrong", where=reading.name, first=str(first))
    own = pl.concat([part.figures for part in parts])
    second = reading.table
    if own["series"].n_unique() == second["series"].n_unique() == 1:
        own, second = (one.with_columns(series=pl.lit("")) for one in (own, second))
    shown = own.drop_nulls("value")
    names = {code: name for part in parts for code, name in part.areas.names.items()}
    found = disagreements(shown, second)
    pairs = shown.select(*KEY).join(second.drop_nulls("value").select(*KEY), on=list(KEY))
    rows = [{"words": str(one), "name": names.get(one.area, "")} for one in found]
    sums = _do_not_add_up(own, second, other.name, names)
    return {
        "file": reading.name, "sha256": sha256, "compared": pairs.height, "differ": len(rows),
        "rows": rows[:MOST_NAMED], "sums": sums[:MOST_NAMED],
        "only_there": second.join(own, on=list(KEY), how="anti").height if pairs.height else 0,
        "only_here": shown.join(second, on=list(KEY), how="anti").height if pairs.height else 0,
    }  # fmt: skip


def _do_not_add_up(own: pl.DataFrame, second: pl.DataFrame, where: str, names: Mapping[str, str]) -> list[str]:
    """Larger areas whose figure in the second file is not the sum of its parts, where every part is shown."""
    found: list[str] = []
    for parents in parents_of(own).values():
        for (_starts, _group), at_once in own.group_by("starts", "group", maintain_order=True):
            whole = _shown_whole(at_once, parents)
            found += [str(one) for one in of_larger_areas(at_once, second, whole, where, names)]
    return found


def _shown_whole(figures: pl.DataFrame, parents: Mapping[str, str]) -> dict[str, str]:
    """The larger areas none of whose parts is without a figure: a sum beside a hidden one would tell it."""
    shown = set(figures.drop_nulls("value")["area"].to_list())
    lacking = {parent for area, parent in parents.items() if area not in shown}
    return {area: parent for area, parent in parents.items() if parent not in lacking}


def _told(part: Part, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": part.indicator.title, "row": row["row"], "area": row["area"],
        "name": part.areas.names.get(row["area"], row["area"]), "group": row["group"],
        "when": Period(row["starts"], row["ends"]).label,
    }  # fmt: skip


def _share(now: float, then: float) -> float:
    return abs(now - then) / max(abs(now), abs(then))
