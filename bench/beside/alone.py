"""What somebody who is alone in a cell, and so knows it, reads off one sum: the plainest case, counted without search.

Tools say "singletons" of two things. GaussSuppression, in tables of counts, sees to it that no sum tells the sum of
some ones, as these would all be known where zeros are shown; a pattern in which nothing can be worked out has that
already. That somebody alone in a cell could work out another one is more, and is what is counted here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from joinedup.engine.disclosure.covering import published_sums
from joinedup.engine.disclosure.cube import Cube, lone_contributors


def read_off(table: Cube, left_out: NDArray[np.bool_], small: NDArray[np.bool_]) -> int:
    """How many small counts somebody alone in another cell reads off one sum that is published."""
    lone, found = lone_contributors(table), set()
    for total, parts in published_sums(table, range(len(table.areas))):
        cells = np.append(parts, total)
        gaps = cells[left_out[cells]]
        for one in np.unique(lone[gaps]):
            others = gaps[lone[gaps] != one]
            if one >= 0 and len(others) == 1 and small[others[0]]:
                found.add(int(others[0]))
    return len(found)
