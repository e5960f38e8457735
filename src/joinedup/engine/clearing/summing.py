"""Sums of smaller areas or shorter times beside a count of the whole: whether they agree, and what is told then."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from joinedup.engine.disclosure.rules import Rule

FEWEST = 2  # places in which sums must be the count before that is no accident: a partnership may be of two districts
DIGITS = 4.0  # that these have together
_MAY_DIFFER = 0.15  # of the places in which anything is counted
OF_TWO = 12.0  # the same of two counts added up: of a thousand there are half a million pairs


@frozen(eq=False)
class Summed:
    """Counts of smaller areas or shorter times added up: one number for each larger one.

    shown: the sum of what is shown. hidden, missing: how many of the parts are left out, or are not there.
    """

    shown: Any
    hidden: Any
    missing: Any

    @property
    def whole(self) -> Any:
        """The sum where all of it is shown, nan otherwise."""
        return np.where(self.hidden + self.missing == 0, self.shown, np.nan)

    def __add__(self, other: Summed) -> Summed:
        return Summed(self.shown + other.shown, self.hidden + other.hidden, self.missing + other.missing)


def agree(sums: Summed, larger: Any, digits: float = DIGITS) -> bool:
    """Whether sums are the counts of the whole nearly wherever both are known, and that is no accident.

    Nearly: a record or two are placed otherwise in one of the files, and the others tell all the same.
    """
    known = ~np.isnan(larger)
    both = known & ~np.isnan(sums.whole)
    counted = both & ((larger > 0) | (sums.whole > 0))
    same = both & (sums.whole == larger)
    if same.sum() < FEWEST or len(np.unique(larger[same])) < FEWEST:
        return False
    if few_differ((counted & ~same).sum(), counted.sum()) and few_differ((sums.shown > larger).sum(), known.sum()):
        return bool(np.log10(np.maximum(larger[same], 1.0)).sum() >= digits)
    return False


def few_differ(differ: Any, among: Any) -> Any:
    """Whether so few of the places where anything is counted differ that it is still the same people."""
    return differ <= _MAY_DIFFER * among


def told(sums: Summed, larger: Any, hidden: Any, rule: Rule, *, cleared: bool) -> Any:
    """The places of wholes that tell what is hidden of their parts, or are told by them.

    larger, hidden: the counts of the wholes, nan where not shown, and whether that is because they are left out.
    cleared: both were made safe together, so that only what follows exactly is told.
    """
    rest = larger - sums.shown
    gone = sums.hidden + sums.missing
    with np.errstate(invalid="ignore"):
        few = (rest >= max(rule.smallest, 1)) & (rest <= rule.largest)
        most = rule.largest if cleared else rule.largest * gone
        of_hidden = (sums.hidden > 0) & (sums.missing == 0) & ((gone == 1) | (rest <= most))
    tells = of_hidden | ((gone > 0) & few) | (hidden & ~np.isnan(sums.whole))
    return np.flatnonzero(tells & (hidden | ~np.isnan(larger)))
