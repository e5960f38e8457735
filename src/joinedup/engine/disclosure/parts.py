"""Parts of a table that are protected each by itself, because nothing of the area above them is left out.

Where every count of an area is large, all of them are published, and what is left out below it can be chosen without a
look at any other area: the counts of the area itself stay as they are. So cost grows with the number of such areas, and
several are worked on at once. Cells between two parts are left out only where a part alone cannot hide something.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import Cube, Ints


def parts_of(table: Cube, primary: NDArray[np.bool_]) -> list[int]:
    """The areas, with what is below them, that can be protected by themselves; as far down as all beside one can.

    primary: one a cell of the table. Areas with a small count of their own, and those with nothing below, are in none.
    """
    small = np.asarray(primary.reshape(len(table.areas), -1).any(axis=1))
    found: list[int] = []
    queue = [len(table.areas) - 1]
    while queue:
        area = queue.pop()
        inside = table.children[area]
        apart = [one for one in inside if table.children[one] and not small[one]]
        if small[area] or not apart or (found and len(apart) < len(inside)):
            continue
        found = [one for one in found if one != area] + apart
        if len(apart) == len(inside):
            queue.extend(apart)
    return sorted(found)


def below(table: Cube, area: int) -> list[int]:
    """The area and everything below it."""
    areas, queue = [], [area]
    while queue:
        areas.append(queue.pop())
        queue.extend(table.children[areas[-1]])
    return areas


def part(table: Cube, area: int) -> tuple[Cube, Ints]:
    """One area with everything below it as a table of its own, and the numbers its cells have in the whole."""
    areas = sorted(below(table, area))
    at = {one: place for place, one in enumerate(areas)}
    own = evolve(
        table,
        areas=tuple(table.areas[one] for one in areas),
        parent=np.array([at.get(int(table.parent[one]), -1) for one in areas], dtype=np.int64),
        counts=table.counts[areas],
        children=tuple(tuple(at[child] for child in table.children[one]) for one in areas),
    )
    cells = (np.array(areas, dtype=np.int64)[:, None] * table.width + np.arange(table.width)).reshape(-1)
    return own, cells
