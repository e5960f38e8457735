"""Values of areas in a few classes with round limits, each with words for a legend."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from attrs import frozen

MOST_CLASSES = 5  # more shades than these are hard to tell apart on a map


@frozen
class Classes:
    """Classes from low to high. `lows`: where each begins; a value belongs to the last class beginning at or below."""

    lows: tuple[float, ...]
    labels: tuple[str, ...]

    def of(self, value: float) -> str:
        """The label of the class that a value is in."""
        return self.labels[max(0, int(np.searchsorted(self.lows, value, side="right")) - 1)]


def classes(values: Sequence[float], most: int = MOST_CLASSES) -> Classes:
    """Classes with about as many values each, none empty. `values`: one or more, finite."""
    ordered = np.sort(np.asarray(values, dtype=float))
    whole = bool((ordered == np.floor(ordered)).all())
    step = _step(float(ordered[-1] - ordered[0]), whole)
    lows = [float(ordered[0])]
    for limit in np.quantile(ordered, np.arange(1, most) / most):
        low = round(round(float(limit) / step) * step, 10)
        between = int(((ordered >= lows[-1]) & (ordered < low)).sum())
        if low > lows[-1] and between and (ordered >= low).any():
            lows.append(low)
    decimals = 0 if whole else max(0, -math.floor(math.log10(step)))
    return Classes(tuple(lows), _labels(lows, float(ordered[-1]), whole, decimals))


def _step(spread: float, whole: bool) -> float:
    """What limits are multiples of: 1, 2 or 5 times a power of ten, at most a twentieth of the spread."""
    if spread == 0:
        return 1.0 if whole else 0.1
    power = 10.0 ** math.floor(math.log10(spread / 20))
    step = max(factor * power for factor in (1, 2, 5) if factor * power <= spread / 20 * (1 + 1e-9))
    return max(1.0, step) if whole else step


def _labels(lows: Sequence[float], highest: float, whole: bool, decimals: int) -> tuple[str, ...]:
    labels = []
    for low, following in zip(lows, [*lows[1:], None], strict=True):
        if following is None:
            high, joint = highest, "to"
        else:
            high, joint = (following - 1, "to") if whole else (following, "to under")
        first, last = f"{low:,.{decimals}f}", f"{high:,.{decimals}f}"
        labels.append(first if first == last else f"{first} {joint} {last}")
    return tuple(labels)
