"""The figures of an area of one's own, put together from those of its parts whenever somebody looks.

Only figures that may be seen are put together, and none where a part has none: who can add learns nothing new.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from attrs import frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.custom import CustomArea
from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.periods import Period
from joinedup.engine.indicators.store import NOTES, AreaFigure, MapFigures, Slice, Store
from joinedup.engine.indicators.totals import total

OWN = "own-area"


@frozen
class WithOwnArea(Store):
    """A store with one more kind of area, `OWN`, which has one area alone. `kind`: that of its parts.

    Scores, ranks and standardised rates cannot be put together: those indicators have no figures for it.
    """

    area: CustomArea
    kind: str

    def areas(self, kind: str) -> AreaSet:
        """The areas of a kind."""
        return AreaSet("own area", 0, {self.area.key: self.area.title}) if kind == OWN else Store.areas(self, kind)

    def codes(self, kind: str) -> tuple[str, ...]:
        """The codes of a kind."""
        return (self.area.key,) if kind == OWN else Store.codes(self, kind)

    def kinds(self, key: str) -> tuple[str, ...]:
        """The kinds of area that an indicator has figures for."""
        there = Store.kinds(self, key)
        what = self.indicator(key).kind
        return (*there, OWN) if self.kind in there and (what is Kind.COUNT or what.has_denominator) else there

    def has(self, key: str, kind: str) -> bool:
        """Whether an indicator has figures for a kind of area."""
        return kind in self.kinds(key)

    def slices(self, key: str, kind: str) -> tuple[Slice, ...]:
        """The periods and groups that there are."""
        return Store.slices(self, key, self.kind if kind == OWN else kind)

    def figures(
        self, key: str, kind: str, period: Period | None = None, group: str = "", *, only_values: bool = False
    ) -> MapFigures:
        """Every area's figures for a period."""
        if kind != OWN:
            return Store.figures(self, key, kind, period, group, only_values=only_values)
        of_parts = Store.figures(self, key, self.kind, period, group)
        made = self._together(self.indicator(key), of_parts)
        value, top, bottom = (_one(one) for one in (made.value, made.numerator, made.denominator))
        note = np.array([NOTES.index(Gap(made.note))])
        return MapFigures((self.area.key,), of_parts.period, value, top, bottom, None, None, note)

    def series(self, key: str, kind: str, code: str, group: str = "") -> tuple[tuple[Period, AreaFigure], ...]:
        """The figures of one area in the order of time."""
        if kind != OWN:
            return Store.series(self, key, kind, code, group)
        one = self.indicator(key)
        periods = sorted(each.period for each in self.slices(key, OWN) if each.group == group)
        return tuple(
            (period, self._together(one, Store.figures(self, key, self.kind, period, group))) for period in periods
        )

    def _together(self, one: Indicator, figures: MapFigures) -> AreaFigure:
        wanted = set(self.area.parts)
        places = [place for place, code in enumerate(figures.codes) if code in wanted]
        columns = {"value": figures.values, "numerator": figures.numerators, "denominator": figures.denominators}
        none = np.full(len(figures.codes), np.nan)
        told = {name: (none if column is None else column)[places] for name, column in columns.items()}
        table = pl.DataFrame({"area": [figures.codes[place] for place in places], **told}).fill_nan(None)
        made = total(table, self.area.parts, one)
        if made.value is None:
            there = {NOTES[int(figures.notes[place])] for place in places}
            why = next((one for one in (Gap.WITHHELD, Gap.SUPPRESSED) if one in there), Gap.MISSING)
            return AreaFigure(None, note=str(why))
        return AreaFigure(made.value, made.numerator, made.denominator, note=str(Gap.NONE))


def _one(figure: float | None) -> Any:
    return np.array([np.nan if figure is None else figure])
