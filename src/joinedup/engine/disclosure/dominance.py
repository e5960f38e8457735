"""Which amounts give a contributor away, and how far from each of them a reader must stay.

Three rules, each as a rule set names it (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4; the same in
τ-ARGUS). X is the amount of a cell, x1, x2 and so on what its contributors give, the greatest first:
- few contributors: as many as the rule set calls small;
- dominance (nk): the n greatest give more than k per cent of X. It is safe from X' on with x1 + … + xn = k/100 X', so
  that a reader must not know that X is below that: level 100/k (x1 + … + xn) - X;
- p %: the second greatest takes what they give from X and so knows x1 to within X - x1 - x2; that is less than p per
  cent of x1. Level p/100 x1 - (X - x1 - x2).
Where few contributors are the only reason the literature leaves the level open. Here it is the rule set's p per cent of
X, or 10 where it has none.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from joinedup.engine.disclosure.contributions import Contributions
from joinedup.engine.disclosure.cube import Ints
from joinedup.engine.disclosure.rules import Rule

FEW_PERCENT = 10  # of an amount with few contributors, where the rule set has no p


@frozen(eq=False)
class Sensitive:
    """Which cells are primary, by reason (one cell may be so for several), and how far each must be able to go.

    All are one value a cell. `level`: in smallest units, from what it is, up and down; at least 1, 0 for other cells.
    """

    few: NDArray[np.bool_]
    dominated: NDArray[np.bool_]
    estimated: NDArray[np.bool_]
    level: Ints

    @property
    def primary(self) -> NDArray[np.bool_]:
        """Sensitive for any reason."""
        return self.few | self.dominated | self.estimated


def few_percent(rule: Rule) -> int:
    """How far from an amount with few contributors a reader must stay, in per cent of it."""
    return rule.p_percent or FEW_PERCENT


def sensitive(amounts: Ints, behind: Contributions, rule: Rule) -> Sensitive:
    """Which cells the rule set calls sensitive. amounts: of each cell, in smallest units."""
    number = behind.number()
    few = (number >= rule.smallest) & (number <= rule.largest)
    level = np.where(few, _upwards(few_percent(rule) * amounts, 100), 0)
    dominated = estimated = np.zeros(len(amounts), dtype=bool)
    if rule.dominance_n:
        leading = sum((behind.greatest(n) for n in range(rule.dominance_n)), start=np.zeros_like(amounts))
        over = 100 * leading - rule.dominance_share * amounts
        dominated = over > 0
        level = np.maximum(level, np.where(dominated, _upwards(over, rule.dominance_share), 0))
    if rule.p_percent:
        first, second = behind.greatest(0), behind.greatest(1)
        short = rule.p_percent * first - 100 * (amounts - first - second)
        estimated = short > 0
        level = np.maximum(level, np.where(estimated, _upwards(short, 100), 0))
    primary = few | dominated | estimated
    return Sensitive(few, dominated, estimated, np.where(primary, np.maximum(level, 1), 0))


def _upwards(whole: Ints, by: int) -> Ints:
    """Divided and rounded up."""
    return -(-whole // by)
