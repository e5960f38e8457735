"""The counts behind figures, those that come and those that are kept, at the same places: one for each cell.

What is kept of a thousand indicators is of the same few kinds of area and times: where those lie among the cells is
worked out once for each, not for each indicator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from attrs import field, frozen

from joinedup.engine.clearing.behind import HIDDEN, counts_behind
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.relations import Counts
from joinedup.engine.indicators.store import MapFigures, Slice, Store

FEW = 60  # areas by which it is found out which counts belong together
CELL = ("area", "group", "starts", "ends")
# the columns of which the counts are made
_COLUMNS = {
    Kind.COUNT: ("value",),
    Kind.MEAN: ("denominator",),
    Kind.PROPORTION: ("numerator", "denominator"),
}
Time = tuple[str, date, date]


@frozen(eq=False)
class Cells:
    """Areas by group and time, each once and in order. Where kept ones lie among them is remembered for its time."""

    table: pl.DataFrame = field(repr=False)
    kept: Store = field(repr=False)
    _areas: list[str] = field(init=False, repr=False)
    _times: dict[Time, pl.DataFrame] = field(factory=dict, init=False, repr=False)
    _codes: dict[str, pl.DataFrame] = field(factory=dict, init=False, repr=False)
    _places: dict[tuple[str, Time], tuple[Any, Any]] = field(factory=dict, init=False, repr=False)

    @_areas.default
    def _in_order(self) -> list[str]:
        return self.table["area"].unique().sort().to_list()

    def __attrs_post_init__(self) -> None:
        numbered = self.table.with_row_index("cell")
        self._times.update(numbered.partition_by(CELL[1:], as_dict=True))

    @property
    def areas(self) -> list[str]:
        """The areas, in order."""
        return list(self._areas)

    @property
    def few(self) -> bool:
        """So few areas that what is read of them may be remembered until figures are looked at again."""
        return len(self._areas) <= FEW

    def some(self) -> tuple[Cells, Any]:
        """The cells of a few areas, and their places among these."""
        chosen = self.table["area"].is_in(self._areas[:: max(1, len(self._areas) // FEW)][:FEW])
        return Cells(self.table.filter(chosen), self.kept), np.flatnonzero(chosen.to_numpy())

    def counts(self, one: Indicator, figures: pl.DataFrame) -> list[Counts]:
        """The counts of figures that come, columns of `extract.SCHEMA`."""
        numbered = self.table.with_row_index("cell")
        at = figures.select(CELL).join(numbered, on=CELL, how="left", maintain_order="left")["cell"].to_numpy()
        told = _Columns.empty(self.table.height)
        for name in told.numbers:
            told.numbers[name][at] = figures[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        told.hidden[at] = (figures["note"] == SUPPRESSED).to_numpy()
        return list(told.behind(one))

    def counts_kept(self, one: Indicator, kind: str, latest: int | None = None) -> list[Counts]:
        """The counts of what is kept, of the latest times only where asked; none where none is of these times."""
        slices = [each for each in self.kept.slices(one.key, kind) if _time(each) in self._times]
        slices = sorted(slices, key=lambda each: each.period)[-latest:] if latest else slices
        told = _Columns.empty(self.table.height)
        for each in slices:
            into, places = self._placed(kind, _time(each))
            if not len(into):
                continue
            if self.few:
                held = self.kept.some_figures(one.key, kind, each, places, _COLUMNS.get(one.kind, ("numerator",)))
                told.fill(into, held, slice(None))
            else:
                told.fill(into, self.kept.figures(one.key, kind, each.period, each.group), places)
        return list(told.behind(one)) if slices else []

    def _placed(self, kind: str, time: Time) -> tuple[Any, Any]:
        """The cells that areas of a kind have at a time, and the places of those areas among the codes of the kind."""
        if (kind, time) not in self._places:
            if kind not in self._codes:
                codes = pl.DataFrame({"area": self.kept.codes(kind)}, schema={"area": pl.String})
                self._codes[kind] = codes.with_row_index("place")
            both = self._times[time].join(self._codes[kind], on="area", how="inner", maintain_order="left")
            places = tuple(both["place"].to_list()) if self.few else both["place"].to_numpy()
            self._places[kind, time] = both["cell"].to_numpy(), places
        return self._places[kind, time]


def _time(one: Slice) -> Time:
    return one.group, one.period.starts, one.period.ends


@frozen(eq=False)
class _Columns:
    numbers: dict[str, Any]
    hidden: Any

    @classmethod
    def empty(cls, count: int) -> _Columns:
        names = ("value", "numerator", "denominator")
        return cls({name: np.full(count, np.nan) for name in names}, np.zeros(count, dtype=bool))

    def behind(self, one: Indicator) -> Iterator[Counts]:
        """The counts of people, by what the indicator is."""
        return counts_behind(one, **self.numbers, hidden=self.hidden)

    def fill(self, into: Any, held: MapFigures, places: Any) -> None:
        found = {"value": held.values, "numerator": held.numerators, "denominator": held.denominators}
        for name, column in found.items():
            if column is not None:
                self.numbers[name][into] = column[places]
        self.hidden[into] = held.notes[places] == HIDDEN
