"""The counts of people behind an indicator's figures: who is counted, the rest of the whole, and the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.relations import Counts


def counts_behind(one: Indicator, value: Any, top: Any, bottom: Any, hidden: Any) -> Iterator[Counts]:
    """The counts behind figures. A whole is known from elsewhere: it tells, and is told by none.

    value, top, bottom, hidden: arrays of one order; nan where there is none.
    """
    if one.kind is Kind.COUNT:
        yield Counts(one.title, value, hidden)
        return
    yield Counts(one.title, bottom if one.kind is Kind.MEAN else top, hidden)
    if one.kind is Kind.PROPORTION:
        yield Counts(one.title, bottom - top, hidden)
        yield Counts(one.title, bottom, np.zeros_like(hidden))
