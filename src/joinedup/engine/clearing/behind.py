"""The counts of people behind an indicator's figures: who is counted, the rest of the whole, and the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.relations import Counts
from joinedup.engine.indicators.store import NOTES

WHOLE = 2  # the place, among the counts of one indicator, of what others are counted out of: nothing of it is hidden
HIDDEN = next(place for place, note in enumerate(NOTES) if str(note) == SUPPRESSED)  # the note of what is left out


def counts_behind(one: Indicator, *, value: Any, numerator: Any, denominator: Any, hidden: Any) -> Iterator[Counts]:
    """The counts behind figures, arrays of one order; nan where there is none.

    A whole is known from elsewhere: it tells, and is told by none.
    """
    if one.kind is Kind.COUNT:
        yield Counts(one.title, value, hidden)
        return
    yield Counts(one.title, denominator if one.kind is Kind.MEAN else numerator, hidden)
    if one.kind is Kind.PROPORTION:
        yield Counts(one.title, denominator - numerator, hidden)
        yield Counts(one.title, denominator, np.zeros_like(hidden))
