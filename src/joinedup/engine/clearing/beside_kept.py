"""Figures that come are attacked together with those that are kept: other areas, other indicators of the same people.

Looked at as anybody would who has both: only what is shown is used, so that it can be asked again when they are signed.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from joinedup.engine.clearing.beside_coarser import problem_beside_coarser
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.clearing.same_people import problem_of_same_people
from joinedup.engine.errors import error
from joinedup.engine.indicators.parts import Part, rows_of
from joinedup.engine.indicators.store import Store, area_key


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
    if not parts:
        return None
    return problem_of_same_people(parts, kept) or problem_beside_coarser(parts, kept, lookups)


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
    if not kept.has(part.indicator.key, kind):
        return part.figures
    told = ["area", "group", "starts", "ends", "value", "numerator", "denominator", "note"]
    return part.figures.join(rows_of(kept, part.indicator.key, kind), on=told, how="anti", nulls_equal=True)
