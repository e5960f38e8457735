"""Figures that come, and figures that are kept, read alike: summed up to larger areas and longer times."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import polars as pl
from attrs import field, frozen

from joinedup.engine.areas.lying import Lying
from joinedup.engine.clearing.behind import HIDDEN, counts_behind
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.clearing.summing import Summed
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.parts import Part
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.relations import Counts
from joinedup.engine.indicators.store import Slice, Store
from joinedup.engine.indicators.store_files import Stamp, stamp_of

_COUNTS = ("value", "numerator", "denominator")
FEW = 60  # larger areas by which it is found out which counts belong together
_REMEMBERED = 16_384  # sums of sixty areas: some 50 MB


class Source(Protocol):
    """Figures of one indicator and kind of area."""

    @property
    def indicator(self) -> Indicator: ...

    @property
    def codes(self) -> Sequence[str]: ...

    @property
    def slices(self) -> Sequence[Slice]: ...

    def counts(self, one: Slice) -> list[Counts]:
        """The counts behind the figures of one time and group, in the order of the codes."""
        ...

    def summed(self, one: Slice, lying: Lying) -> list[Summed]:
        """The same, added up to larger areas."""
        ...


@frozen(eq=False)
class Coming:
    """Figures that come."""

    part: Part

    @property
    def indicator(self) -> Indicator:
        """What is measured."""
        return self.part.indicator

    @cached_property
    def codes(self) -> Sequence[str]:
        """The areas, in order."""
        return tuple(self.part.figures["area"].unique().sort())

    @cached_property
    def slices(self) -> Sequence[Slice]:
        """The times and groups, each once."""
        return tuple(self._tables)

    @cached_property
    def _tables(self) -> dict[Slice, pl.DataFrame]:
        keys = ("group", "starts", "ends")
        each = self.part.figures.partition_by(keys, as_dict=True, maintain_order=True)
        return {Slice(Period(starts, ends), group): own for (group, starts, ends), own in each.items()}

    def counts(self, one: Slice) -> list[Counts]:
        """The counts behind the figures of one time and group, in the order of the codes."""
        order = pl.DataFrame({"area": self.codes}, schema={"area": pl.String})
        own = order.join(self._tables[one], on="area", how="left", maintain_order="left")
        hidden = (own["note"] == SUPPRESSED).fill_null(value=False).to_numpy()
        told = {name: own[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in _COUNTS}
        return list(counts_behind(self.indicator, **told, hidden=hidden))

    def summed(self, one: Slice, lying: Lying) -> list[Summed]:
        """The same, added up to larger areas."""
        return [added_up(counts, lying) for counts in self.counts(one)]


@frozen(eq=False)
class Kept:
    """Figures that are kept."""

    store: Store
    indicator: Indicator
    kind: str

    @property
    def codes(self) -> Sequence[str]:
        """The areas, in order."""
        return self.store.codes(self.kind)

    @property
    def slices(self) -> Sequence[Slice]:
        """The times and groups, each once."""
        return self.store.slices(self.indicator.key, self.kind)

    def counts(self, one: Slice) -> list[Counts]:
        """The counts behind the figures of one time and group, in the order of the codes."""
        held = self.store.figures(self.indicator.key, self.kind, one.period, one.group)
        nothing = np.full(len(held.codes), np.nan)
        columns = (held.values, held.numerators, held.denominators)
        told = {name: nothing if one is None else one for name, one in zip(_COUNTS, columns, strict=True)}
        return list(counts_behind(self.indicator, **told, hidden=held.notes == HIDDEN))

    def summed(self, one: Slice, lying: Lying) -> list[Summed]:
        """The same, added up to larger areas: of a few remembered until the figures are replaced."""
        if self.store.eyes is not None or len(lying.codes) > FEW:
            return [added_up(counts, lying) for counts in self.counts(one)]
        file = self.store.figures_file(self.indicator.key, self.kind)
        return _remembered(_Asked(file, stamp_of(file), one, lying, self))


@frozen
class _Asked:
    """What sums are known by: the file as it is, the time, and the areas. Who reads it is none of it."""

    file: Path
    stamp: Stamp
    one: Slice
    lying: Lying
    kept: Kept = field(eq=False, repr=False)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(asked: _Asked) -> list[Summed]:
    return [added_up(counts, asked.lying) for counts in asked.kept.counts(asked.one)]


def added_up(counts: Counts, lying: Lying) -> Summed:
    """The counts of smaller areas added up to the larger ones that they lie in."""
    many = len(lying.codes)
    inside = lying.up >= 0
    up, shown, hidden = lying.up[inside], counts.shown[inside], counts.hidden[inside]
    there = ~np.isnan(shown)
    gone = ~there & ~hidden
    return Summed(
        np.bincount(up[there], shown[there], minlength=many),
        np.bincount(up[hidden & ~there], minlength=many),
        np.bincount(up[gone], minlength=many) + lying.elsewhere,
    )
