"""What follows of counts that are only known to be near their figures: bounds of unknowns between two ends.

Whole-number solutions in directions drawn by lot (one seed) show most unknowns with two values; a whole-number
programme (HiGHS, by scipy) settles the others one by one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds as Ends
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_matrix

from joinedup.engine.disclosure.cube import Ints
from joinedup.engine.disclosure.intervals import Bounds, Certificate

Floats = NDArray[np.float64]
_LOOKS = 12
_ROUGHLY = 0.9  # any good solution will do to show a second value
_NODES = 2000
_OPTIMAL, _INFEASIBLE = 0, 2  # as scipy says it


def near_bounds(
    sums: csr_matrix,
    totals: Ints,
    least: Ints,
    most: Floats,
    wanted: NDArray[np.bool_],
    certificate: Certificate | None = None,
) -> Bounds | None:
    """The values that each wanted unknown x was seen with, where `sums @ x == totals` and `least <= x <= most`.

    A wanted unknown that was seen with one value only has no other, or is not `checked`. None where nothing fits.
    What a certificate shows with two values is not asked about; ValueError where it does not solve the system.
    """
    if certificate is not None:
        low, high = certificate.ends(sums, totals, least, most)
        left = wanted & ~(low < high)
        if not left.any():
            return Bounds(low, high, low < high)
        found = near_bounds(sums, totals, least, most, left)
        if found is None:
            return None
        low, high = np.minimum(low, found.low), np.maximum(high, found.high)
        return Bounds(low, high, (low < high) | found.checked)
    programme = _Programme(sums, totals, least, most)
    lots = np.random.default_rng(0)
    start, _ = programme.best(_direction(lots, np.ones(len(least))), roughly=True)
    if start is None:
        return None
    low, high = start.copy(), start.copy()
    for _ in range(_LOOKS):
        same = wanted & (low == high)
        if not same.any():
            break
        direction = _direction(lots, np.where(same, 1.0, 0.01))
        for sign in (1.0, -1.0):
            seen, _ = programme.best(sign * direction, roughly=True)
            if seen is not None:
                np.minimum(low, seen, out=low)
                np.maximum(high, seen, out=high)
    checked = low < high
    for i in np.nonzero(wanted & ~checked)[0]:
        cost = np.zeros(len(least))
        cost[i] = 1.0
        down, ended = programme.best(cost)
        up, ended_too = programme.best(-cost)
        for seen in (down, up):
            if seen is not None:
                low[i], high[i] = min(low[i], seen[i]), max(high[i], seen[i])
        checked[i] = low[i] < high[i] or (ended and ended_too)
    return Bounds(low, high, checked)


def _direction(lots: np.random.Generator, weight: Floats) -> Floats:
    """Costs drawn by lot: of no direction by itself, so that programmes over them are quick."""
    return np.asarray(lots.uniform(0.5, 1.5, len(weight)) * lots.choice([-1.0, 1.0], len(weight)) * weight)


class _Programme:
    """The whole-number programme, asked again and again with other costs."""

    def __init__(self, sums: csr_matrix, totals: Ints, least: Ints, most: Floats) -> None:
        self._sums, self._totals = sums, totals
        self._least, self._most = least, most
        self._parts = [LinearConstraint(sums, totals, totals)] if len(totals) else []

    def best(self, cost: Floats, *, roughly: bool = False) -> tuple[Ints | None, bool]:
        """The cheapest solution, checked against the sums, and whether the search came to its end."""
        options: dict[str, float] = {"node_limit": _NODES}
        if roughly:
            options["mip_rel_gap"] = _ROUGHLY
        found = milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=Ends(self._least, self._most),
            constraints=self._parts,
            options=options,
        )
        ended = found.status in (_OPTIMAL, _INFEASIBLE)
        if found.x is None:
            return None, ended
        whole = np.rint(found.x).astype(np.int64)
        inside = (whole >= self._least).all() and (whole <= self._most).all()
        return (whole, ended) if inside and (self._sums @ whole == self._totals).all() else (None, False)
