"""Where one area's figure lies among those of all areas of its kind: what a spine chart shows."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.wording import said

LEAST = 5  # areas with a figure: fewer are better read one by one


@frozen
class Among:
    """`place`: 1 for the highest figure, equal figures sharing one. Half of the `many` lie from `lower` to `upper`."""

    place: int
    many: int
    lowest: float
    lower: float
    middle: float
    upper: float
    highest: float

    def in_words(self, indicator: Indicator) -> str:
        """What the chart shows, for whoever does not see it."""
        from_to = [said(one, indicator) for one in (self.lowest, self.highest, self.lower, self.upper)]
        return (
            f"Place {self.place} of {self.many}, counted from the highest. They lie between {from_to[0]} and "
            f"{from_to[1]}, half of them between {from_to[2]} and {from_to[3]}."
        )


def among(value: float | None, values: Any, kind: Kind) -> Among | None:
    """Where `value` lies among `values` (nan where there is none).

    None without a figure, for counts (the highest is where most people live), and for fewer than `LEAST` areas.
    """
    known = values[~np.isnan(values)]
    if value is None or kind is Kind.COUNT or len(known) < LEAST:
        return None
    ends = [float(one) for one in np.percentile(known, (0, 25, 50, 75, 100))]
    return Among(int((known > value).sum()) + 1, len(known), *ends)
