"""What somebody who is alone in a cell, and so knows it, reads off one sum: the plainest case, counted without search.

Tools say "singletons" of two things. GaussSuppression, in tables of counts, sees to it that no sum tells the sum of
some ones, as these would all be known where zeros are shown; a pattern in which nothing can be worked out has that
already. That somebody alone in a cell could work out another one is more, and is what is counted here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import Cube, Ints, lone_contributors


def read_off(table: Cube, left_out: NDArray[np.bool_], small: NDArray[np.bool_]) -> int:
    """How many small counts somebody alone in another cell reads off one sum that is published."""
    lone, found = lone_contributors(table), set()
    for cells in _sums(table):
        gaps = cells[left_out[cells]]
        for one in np.unique(lone[gaps]):
            others = gaps[lone[gaps] != one]
            if one >= 0 and len(others) == 1 and small[others[0]]:
                found.add(int(others[0]))
    return len(found)


def _sums(table: Cube) -> Iterator[Ints]:
    """Every sum: a total, then its parts."""
    numbers = np.arange(table.width).reshape(table.shape)
    lines = [np.moveaxis(numbers, axis, -1).reshape(-1, size) for axis, size in enumerate(table.shape)]
    for area, below in enumerate(table.children):
        for line in (line for of_one in lines for line in of_one):
            yield np.roll(line, 1) + area * table.width
        each = np.array(below, dtype=np.int64) * table.width
        for k in range(table.width if len(below) else 0):
            yield np.array([area * table.width + k, *(each + k)], dtype=np.int64)
