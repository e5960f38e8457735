"""Which fifth of all areas of its kind one is in, in words: from the worst where one direction is good."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.quantiles import group_of

_SENTENCES = ("the {first} fifth", "the second fifth from the {first}", "the middle fifth",
              "the second fifth from the {last}", "the {last} fifth")  # fmt: skip
_SHORT = ("{first}", "2nd from {first}", "middle", "2nd from {last}", "{last}")


@frozen
class Fifth:
    """`place`: 1 is the fifth of the worst, or of the highest where no direction is good; `areas`: with a figure."""

    place: int
    areas: int
    judged: bool

    @property
    def words(self) -> str:
        """For the end of a sentence: "in the second fifth from the worst of 16 areas"."""
        return f"in {self._said(_SENTENCES)} of {self.areas:,} areas"

    @property
    def short(self) -> str:
        """For a narrow column: "2nd from worst"."""
        return self._said(_SHORT)

    def _said(self, forms: tuple[str, ...]) -> str:
        first, last = ("worst", "best") if self.judged else ("highest", "lowest")
        return forms[self.place - 1].format(first=first, last=last)


def fifth_of(value: float | None, everybody: Any, indicator: Indicator) -> Fifth | None:
    """The fifth of one figure among all (nan left out); None for too few areas, no figure, or a count.

    A count is highest where most people live.
    """
    if value is None or indicator.kind is Kind.COUNT:
        return None
    judged = indicator.polarity is not Polarity.NO_JUDGEMENT
    place = group_of(value, everybody, highest_first=indicator.polarity is not Polarity.HIGH_IS_GOOD)
    return None if place is None else Fifth(place, int((~np.isnan(everybody)).sum()), judged)


__all__ = ["Fifth", "fifth_of"]
