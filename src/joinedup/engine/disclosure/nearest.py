"""Figures rounded each by itself, as bodies ask for: to the nearest multiple, or to the middle of a range.

And what a reader knows from such a figure. Who knows the rule knows the ends of what was rounded to it; of a cell
left out they know that it is small, unless further cells were left out; a total that is only the sum of the figures
shown tells nothing that these do not.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from joinedup.engine.disclosure.cube import Ints
from joinedup.engine.disclosure.rules import MIDPOINT, SUMS, Rule

ENDLESS = -1  # stands for "no greatest value" among ends that are never negative


@frozen
class Nearest:
    """How figures were rounded. `base`: to its multiples, or, with `middle`, to the middle of each so many from 1 on.

    `sums`: totals are sums of the figures shown. `further`: whether others than small counts are left out too.
    """

    base: int
    middle: bool = False
    sums: bool = False
    further: bool = False

    @property
    def within(self) -> int:
        """The most that a figure that is no total is off its count."""
        return self.base // 2

    def figures(self, counts: Ints) -> Ints:
        """The figures of these counts; zero stays zero."""
        if self.middle:
            return np.asarray(np.maximum(-(-counts // self.base) * self.base - self.base // 2, 0))
        return np.asarray((counts + self.base // 2) // self.base * self.base)

    def ends(self, figures: Ints, rule: Rule) -> tuple[Ints, Ints]:
        """The least and the most that the counts of figures shown can be."""
        whole, half = self.base, self.base // 2
        if self.middle:
            low, high = figures - (whole - half) + 1, figures + half
            return np.where(figures > 0, low, 0), np.where(figures > 0, high, 0)
        low, high = figures - half, figures + (whole - 1) // 2
        of_zero = 0 if (whole - 1) // 2 <= rule.largest else (whole - 1) // 2
        return (
            np.where(figures > 0, np.maximum(low, rule.largest + 1), 0),
            np.where(figures > 0, high, of_zero),
        )

    def ends_left_out(self, rule: Rule, *, total: bool) -> tuple[int, int]:
        """Those of a cell left out. total: whether it is one: where totals are sums, what has none is left out too."""
        least = int(rule.zeros_published)
        return least, ENDLESS if self.further or (total and self.sums) else rule.largest

    def ends_of_sum(self, figures: Ints, rule: Rule) -> tuple[Ints, Ints]:
        """Those of totals that are sums of the figures shown: larger than what is left out, and nobody knows more."""
        return np.where(figures > 0, rule.largest + 1, 0), np.where(figures > 0, ENDLESS, 0)

    def fits(self, figures: Ints, rule: Rule) -> bool:
        """Whether figures that are no totals can have come about so."""
        low, high = self.ends(figures, rule)
        return bool((self.figures(high) == figures).all() and (low <= high).all())


def nearest_of(rule: Rule) -> Nearest:
    """What a rule set that rounds asks for."""
    return Nearest(rule.round_to, middle=rule.rounding == MIDPOINT, sums=rule.totals == SUMS)
