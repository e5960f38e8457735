"""Figures that come, and those of other indicators that are kept, are counts of the same people: what both tell.

Which counts belong together is found out from a few areas of all that is kept. Only those that do, and of which one
may hide what the others tell, are read for every area.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
import polars as pl
from attrs import field, frozen

from joinedup.engine.clearing.behind import WHOLE
from joinedup.engine.clearing.placed import CELL, Cells
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.parts import Part
from joinedup.engine.indicators.relations import Counts, related, told_of
from joinedup.engine.indicators.store import Store
from joinedup.engine.indicators.sums import sums_of_more

_LATEST = 2  # times of an indicator that is kept by which it is found out
_OPEN = 8  # indicators that are kept of which all areas are held at once


def problem_of_same_people(parts: Sequence[Part], kept: Store) -> tuple[str, str] | None:
    """The title of an indicator that comes with counts that tell of one another what is hidden, and how; or None."""
    cells = Cells(pl.concat([one.figures.select(CELL) for one in parts]).unique().sort(CELL), kept)
    few, places = cells.some()
    new = [counts for one in parts for counts in cells.counts(one.indicator, one.figures)]
    others = _others(parts, set(cells.areas), kept)
    sampled = [few.counts_kept(*other, latest=_LATEST) for other in others]
    samples: list[Any] = [one.shown[places] for one in new]
    samples += [counts.shown for own in sampled for counts in own]
    where = [(at, number) for at, own in enumerate(sampled) for number in range(len(own))]
    told = _Told(cells, new, others, where)
    for found in chain(related(samples, len(new)), sums_of_more(samples, len(new))):
        if not told.may_tell(found):
            continue
        counts = told.counts(found)
        if (cell := told_of(counts)) is not None:
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


@frozen(eq=False)
class _Told:
    """The counts that belong together, by their places among all: those that come, and then those that are kept.

    where: of each that is kept its indicator among the others, and which of that indicator's counts it is.
    """

    cells: Cells
    new: list[Counts]
    others: list[tuple[Indicator, str]]
    where: list[tuple[int, int]]
    _read: Any = field(init=False)
    _tell: dict[tuple[int, ...], bool] = field(factory=dict, init=False)

    @_read.default
    def _reading(self) -> Any:
        return lru_cache(maxsize=_OPEN)(lambda other: self.cells.counts_kept(*self.others[other]))

    def counts(self, found: Sequence[int]) -> list[Counts]:
        """Those at these places, of every area."""
        return [self.new[at] if at < len(self.new) else self._kept(*self.where[at - len(self.new)]) for at in found]

    def _kept(self, other: int, number: int) -> Counts:
        counts: list[Counts] = self._read(other)
        return counts[number]

    def may_tell(self, found: Sequence[int]) -> bool:
        """Whether one of them may hide what all others show, as far as it can be said without reading them."""
        mine = tuple(at for at in found if at < len(self.new))
        theirs = {self.where[at - len(self.new)] for at in found if at >= len(self.new)}
        return self._new_tell(mine) or any(self._kept_tell(one, theirs) for one in theirs)

    def _new_tell(self, mine: tuple[int, ...]) -> bool:
        if mine not in self._tell:
            shown = [~np.isnan(self.new[at].shown) for at in mine]
            self._tell[mine] = any(
                bool(np.logical_and.reduce([self.new[at].hidden, *shown[:place], *shown[place + 1 :]]).any())
                for place, at in enumerate(mine)
            )
        return self._tell[mine]

    def _kept_tell(self, one: tuple[int, int], theirs: set[tuple[int, int]]) -> bool:
        other, number = one
        if number == WHOLE:
            return False
        indicator, kind = self.others[other]
        hides, shows_counts = self.cells.kept.hides(indicator.key, kind)
        # a part and the rest of the same people are hidden together
        return hides and (shows_counts or (other, 1 - number) not in theirs)
