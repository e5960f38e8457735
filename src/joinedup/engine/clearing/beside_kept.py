"""Figures that come are attacked together with those that are kept: other areas, other indicators of the same people.

Looked at as anybody would who has both: only what is shown is used, so that it can be asked again when they are signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from attrs import frozen

from joinedup.engine.clearing.beside_coarser import problem_beside_coarser
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.parts import Part, rows_of
from joinedup.engine.indicators.relations import Counts, related, told_of
from joinedup.engine.indicators.store import NOTES, Slice, Store, area_key
from joinedup.engine.indicators.sums import sums_of_more

_SAMPLE = 60  # areas by which it is found out which counts belong together
_LATEST = 2  # times of an indicator that is kept by which it is
Cell = tuple[str, str, date, date]


def check_beside(parts: Sequence[Part], kept: Store, lookups: Sequence[pl.DataFrame] = ()) -> None:
    """That nothing hidden follows from these figures, or from them and those kept. Raises `figures-unchecked`."""
    found = problem_beside(parts, kept, lookups)
    if found is not None:
        title, problem = found
        raise error("figures-unchecked", title=title, problem=problem)


def problem_beside(parts: Sequence[Part], kept: Store, lookups: Sequence[pl.DataFrame] = ()) -> tuple[str, str] | None:
    """The title of an indicator of which something hidden follows from these figures and those kept, and how.

    lookups: what lies in what, a column of codes for each level, the finest first.
    """
    for one in parts:
        if problem := _by_other_areas(one, parts, kept):
            return one.indicator.title, problem
    if coarser := problem_beside_coarser(parts, kept, lookups):
        return coarser
    cells = sorted(
        {cell for one in parts for cell in one.figures.select("area", "group", "starts", "ends").iter_rows()}
    )
    index = {cell: place for place, cell in enumerate(cells)}
    new = [counts for one in parts for counts in _counts(one.indicator, one.figures, index)]
    coming = {one.indicator.key for one in parts}
    codes = sorted({area for area, *_ in cells})
    near = {kind for kind in kept.area_kinds() if not set(codes).isdisjoint(kept.codes(kind))}
    others = [
        (one, kind)
        for one in kept.indicators()
        if one.key not in coming
        for kind in kept.kinds(one.key)
        if kind in near
    ]
    wanted = set(codes[:: max(1, len(codes) // _SAMPLE)][:_SAMPLE])
    places = np.array([place for place, cell in enumerate(cells) if cell[0] in wanted], dtype=int)
    where: list[tuple[Indicator, str, int] | int] = list(range(len(new)))
    samples = [one.shown[places] for one in new]
    for other, kind in others:
        for number, counts in enumerate(_kept(kept, other, kind, index, latest=_LATEST)):
            where.append((other, kind, number))
            samples.append(counts.shown[places])
    read: dict[tuple[str, str], list[Counts]] = {}
    for found in (*related(samples, len(new)), *sums_of_more(samples, len(new))):
        whole = []
        for at in found:
            told = where[at]
            if isinstance(told, int):
                whole.append(new[told])
                continue
            other, kind, number = told
            if (other.key, kind) not in read:  # a whole that many indicators share is found with each of them
                read[other.key, kind] = _kept(kept, other, kind, index)
            whole.append(read[other.key, kind][number])
        cell = told_of(whole)
        if cell is not None:
            titles = " and ".join(dict.fromkeys(one.title for one in whole))
            problem = f"{titles} are of the same people, and together they tell what one hides of {cells[cell][0]}"
            return new[min(at for at in found if at < len(new))].title, problem
    return None


def _by_other_areas(part: Part, parts: Sequence[Part], kept: Store) -> str:
    """Figures of one indicator by two kinds of area were not protected together, so none of them may be hidden."""
    one = part.indicator
    figures = _not_kept_yet(part, kept)
    times = figures.select("starts", "ends").unique()
    hides = bool((figures["note"] == SUPPRESSED).any())
    of_it = [set(other.figures["area"].to_list()) for other in parts if other.indicator.key == one.key]
    for kind in kept.kinds(one.key):
        if any(areas & set(kept.codes(kind)) for areas in of_it):
            continue  # they take the place of those, beside which they were made safe
        there = rows_of(kept, one.key, kind).join(times, on=["starts", "ends"], how="semi")
        if there["value"].count() and (hides or (there["note"] == SUPPRESSED).any()):
            named = kept.areas(kind).title
            return f"figures of the same times by {named} are kept, and with both a hidden one may be worked out"
    return ""


def _not_kept_yet(part: Part, kept: Store) -> pl.DataFrame:
    """The figures that are not kept just as they are: those before a figure that is entered tell nothing new."""
    kind = area_key(part.areas)
    if kind not in kept.kinds(part.indicator.key):
        return part.figures
    told = ["area", "group", "starts", "ends", "value", "numerator", "denominator", "note"]
    return part.figures.join(rows_of(kept, part.indicator.key, kind), on=told, how="anti", nulls_equal=True)


@frozen(eq=False)
class _Columns:
    value: Any
    top: Any
    bottom: Any
    hidden: Any


def _empty(count: int) -> _Columns:
    nothing = np.full(count, np.nan)
    return _Columns(nothing, nothing.copy(), nothing.copy(), np.zeros(count, dtype=bool))


def _counts(one: Indicator, figures: pl.DataFrame, index: dict[Cell, int]) -> list[Counts]:
    told = _empty(len(index))
    at = [index[cell] for cell in figures.select("area", "group", "starts", "ends").iter_rows()]
    for name, into in (("value", told.value), ("numerator", told.top), ("denominator", told.bottom)):
        into[at] = figures[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    told.hidden[at] = (figures["note"] == SUPPRESSED).to_numpy()
    return list(_of_people(one, told))


def _kept(kept: Store, one: Indicator, kind: str, index: dict[Cell, int], latest: int | None = None) -> list[Counts]:
    """What is kept of an indicator, at the places of the new figures; of the latest times only where asked."""
    times = {(group, starts, ends) for _, group, starts, ends in index}
    slices = [s for s in kept.slices(one.key, kind) if (s.group, s.period.starts, s.period.ends) in times]
    slices = sorted(slices, key=lambda s: s.period)[-latest:] if latest else slices
    told = _empty(len(index))
    for each in slices:
        _fill(told, kept, one, kind, each, index)
    return list(_of_people(one, told)) if slices else []


def _fill(told: _Columns, kept: Store, one: Indicator, kind: str, each: Slice, index: dict[Cell, int]) -> None:
    figures = kept.figures(one.key, kind, each.period, each.group)
    pairs = [
        (index[cell], place)
        for place, code in enumerate(figures.codes)
        if (cell := (code, each.group, each.period.starts, each.period.ends)) in index
    ]
    if not pairs:
        return
    into, out = (list(one) for one in zip(*pairs, strict=True))
    for column, held in (
        (told.value, figures.values),
        (told.top, figures.numerators),
        (told.bottom, figures.denominators),
    ):
        if held is not None:
            column[into] = held[out]
    told.hidden[into] = np.array([str(NOTES[int(note)]) == SUPPRESSED for note in figures.notes[out]])


def _of_people(one: Indicator, told: _Columns) -> Iterator[Counts]:
    """The counts behind an indicator's figures. A whole is known from elsewhere: it tells, and is told by none."""
    if one.kind is Kind.COUNT:
        yield Counts(one.title, told.value, told.hidden)
        return
    part = told.bottom if one.kind is Kind.MEAN else told.top
    yield Counts(one.title, part, told.hidden)
    if one.kind is Kind.PROPORTION:
        yield Counts(one.title, told.bottom - told.top, told.hidden)
        yield Counts(one.title, told.bottom, np.zeros_like(told.hidden))
