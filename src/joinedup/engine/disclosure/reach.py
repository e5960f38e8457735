"""How far every small count must be able to go from what it is, as seen by a reader: the choice of protection.

Zeros published tell a reader that a cell left out is at least 1, so a sum is at least the number of its counts
that are not zero: no pattern can make it look smaller, and none is asked to.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import Cube, Ints, sums_of
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.errors import error

ANY_OTHER, THREE_VALUES, WHOLE_RANGE = "any-other", "three-values", "whole-range"
REACHES = {
    ANY_OTHER: "every small count could have been something else",
    THREE_VALUES: "every small count is one of at least three values",
    WHOLE_RANGE: "every small count could have been anything the rule calls small",
}


@frozen(eq=False)
class Reach:
    """How far a primary cell must be able to go, one value a cell: `up` and `down` from what it is, and the
    `width` between the two ends. What no table can reach is asked for as far as it can be.

    `whole`: nothing nearer will do, and somebody else who is alone in a cell must not know more closely either.
    """

    up: Ints
    down: Ints
    width: Ints
    whole: bool = False


def reach(table: Cube, primary: NDArray[np.bool_], rule: Rule, name: str) -> Reach | None:
    """What the protection of this name asks of each cell; None: any other value will do.

    Raises `usage` for a name that is not in `REACHES`.
    """
    if name not in REACHES:
        raise error("usage", what=f"the protections are: {', '.join(REACHES)}.")
    nothing = np.zeros(table.counts.size, dtype=np.int64)
    if name == ANY_OTHER:
        return None
    if name == THREE_VALUES:
        return Reach(nothing, nothing, np.where(primary, 2, 0))
    counts = table.counts.reshape(-1)
    least = np.maximum(rule.smallest, sums_of(table, table.counts > 0)) if rule.zeros_published else nothing
    return Reach(
        np.where(primary, np.maximum(rule.largest - counts, 0), 0),
        np.where(primary, np.maximum(counts - least, 0), 0),
        nothing,
    )
