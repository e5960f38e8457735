"""Figures that come are attacked together with those that are kept: other areas, other indicators of the same people.

Looked at as anybody would who has both: only what is shown is used, so that it can be asked again when they are signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import polars as pl

from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.clearing.placed import CELL, WHOLE, Cells
from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.parts import Part, rows_of
from joinedup.engine.indicators.relations import Counts, related, told_of
from joinedup.engine.indicators.store import Store, area_key
from joinedup.engine.indicators.sums import sums_of_more

_SAMPLE = 60  # areas by which it is found out which counts belong together
_LATEST = 2  # times of an indicator that is kept by which it is
_OPEN = 8  # indicators that are kept of which all cells are held at once


def check_beside(parts: Sequence[Part], kept: Store) -> None:
    """That nothing hidden follows from these figures, or from them and those kept. Raises `figures-unchecked`."""
    found = problem_beside(parts, kept)
    if found is not None:
        title, problem = found
        raise error("figures-unchecked", title=title, problem=problem)


def problem_beside(parts: Sequence[Part], kept: Store) -> tuple[str, str] | None:
    """The title of an indicator of which something hidden follows from these figures and those kept, and how."""
    for one in parts:
        if problem := _by_other_areas(one, parts, kept):
            return one.indicator.title, problem
    return _by_other_indicators(parts, kept) if parts else None


def _by_other_indicators(parts: Sequence[Part], kept: Store) -> tuple[str, str] | None:
    cells = Cells(pl.concat([one.figures.select(CELL) for one in parts]).unique().sort(CELL), kept)
    areas = cells.areas()
    few, places = cells.of_areas(areas[:: max(1, len(areas) // _SAMPLE)][:_SAMPLE])
    new = [counts for one in parts for counts in cells.counts(one.indicator, one.figures)]
    others = _others(parts, set(areas), kept)
    sampled = [few.counts_kept(*other, latest=_LATEST) for other in others]
    samples: list[Any] = [one.shown[places] for one in new]
    samples += [counts.shown for own in sampled for counts in own]
    # of each sample its indicator among the others, and which of its counts it is
    where = [(at, number) for at, own in enumerate(sampled) for number in range(len(own))]

    @lru_cache(maxsize=_OPEN)
    def read(other: int) -> list[Counts]:
        return cells.counts_kept(*others[other])

    def whole(at: int) -> Counts:
        if at < len(new):
            return new[at]
        other, number = where[at - len(new)]
        return read(other)[number]

    hiding = [bool(one.hidden.any()) for one in new]
    for found in chain(related(samples, len(new)), sums_of_more(samples, len(new))):
        if not any(hiding[at] if at < len(new) else where[at - len(new)][1] < WHOLE for at in found):
            continue  # what everybody knows the size of hides nothing
        counts = [whole(at) for at in found]
        cell = told_of(counts)
        if cell is not None:
            titles = " and ".join(dict.fromkeys(one.title for one in counts))
            area = cells.table["area"][cell]
            problem = f"{titles} are of the same people, and together they tell what one hides of {area}"
            return new[min(at for at in found if at < len(new))].title, problem
    return None


def _others(parts: Sequence[Part], areas: set[str], kept: Store) -> list[tuple[Indicator, str]]:
    """The other indicators that are kept for areas that come, each by the kinds that those are of."""
    coming = {one.indicator.key for one in parts}
    near = {kind for kind in kept.area_kinds() if not areas.isdisjoint(kept.codes(kind))}
    return [
        (one, kind)
        for one in kept.indicators()
        if one.key not in coming
        for kind in kept.kinds(one.key)
        if kind in near
    ]


def _by_other_areas(part: Part, parts: Sequence[Part], kept: Store) -> str:
    """Figures of one indicator by two kinds of area were not protected together, so none of them may be hidden."""
    one = part.indicator
    of_it = {area for other in parts if other.indicator.key == one.key for area in other.figures["area"].unique()}
    # those of the same areas they take the place of, beside which they were made safe
    others = [kind for kind in kept.kinds(one.key) if of_it.isdisjoint(kept.codes(kind))]
    if not others:
        return ""
    figures = _not_kept_yet(part, kept)
    times = figures.select("starts", "ends").unique()
    hides = bool((figures["note"] == SUPPRESSED).any())
    for kind in others:
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
