"""Two tables of much the same people at two times, or of people of whom only some are the same: what comparing tells.

Such tables do not add up with each other, so that no sum of one follows from the other, and the attack has nothing to
work with. But a reader who compares them learns how many came, left or are in one only; and where a count was left out
of one and stands in the other they may guess it. Neither is certain, so that neither stops a release by itself: it is
counted here, for the person who decides.
"""

from __future__ import annotations

from attrs import frozen

from joinedup.engine.disclosure.published import CHANGED, SUMMED, Published
from joinedup.engine.disclosure.system import Spot, spot_of


@frozen
class Likeness:
    """What comparing a new table with a former one tells.

    few: shown counts that differ by so few that the difference is itself a small count. guessed: counts that the former
    table left out as small or to protect others, and that the new one shows. differ: shown counts that differ at all.
    """

    few: int
    guessed: int
    differ: int


def compare_tables(new: Published, former: Published) -> Likeness:
    """Cell by cell, whatever the order of columns. A changed figure is as good as its count only to within its noise,
    so that differences between changed figures tell nothing that is counted here."""
    there = {spot_of(former.by, cell.key): cell for cell in former.cells}
    few = guessed = differ = 0
    for cell in new.cells:
        spot: Spot = spot_of(new.by, cell.key)
        before = there.get(spot)
        if before is None or {cell.status, before.status} & {CHANGED, SUMMED} or cell.count is None:
            continue
        if before.count is None:
            guessed += 1
        else:
            by = abs(cell.count - before.count)
            differ, few = differ + (by > 0), few + (1 <= by <= new.rule.largest)
    return Likeness(few, guessed, differ)
