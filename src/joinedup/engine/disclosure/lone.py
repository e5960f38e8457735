"""Who is alone in which cells, and so knows them."""

from __future__ import annotations

import numpy as np

from joinedup.engine.disclosure.cube import Cube, Ints


class Lone:
    """The contributors who are alone in cells of a table. `of`: for each cell the contributor's number, else -1."""

    def __init__(self, table: Cube, of: Ints) -> None:
        self.of = of
        self._table = table
        self._cells: dict[int, list[int]] = {}
        for cell in np.nonzero(of >= 0)[0]:
            self._cells.setdefault(int(of[cell]), []).append(int(cell))
        self._inner = frozenset(table.inner())
        self._leaves = sum(level == table.levels[0] for level, _ in table.areas)
        self._beside: dict[int, tuple[int, ...]] = {}

    def cells(self, one: int) -> list[int]:
        """All cells that this contributor knows, being alone in them."""
        return self._cells.get(one, [])

    def among(self, cells: Ints) -> frozenset[int]:
        """Who is alone in any of these cells."""
        found = self.of[cells]
        return frozenset(int(one) for one in found[found >= 0])

    def beside(self, cell: int) -> tuple[int, ...]:
        """The other inner cells of the contributor who is alone in this one, without those that it is a sum of.

        Where the sum of this cell and such others is known, so is what that contributor gives in all of them.
        """
        if cell not in self._beside:
            width, table = self._table.width, self._table
            known = self.cells(int(self.of[cell])) if self.of[cell] >= 0 else []
            inner = [one for one in known if one // width < self._leaves and one % width in self._inner]
            self._beside[cell] = tuple(one for one in inner if not _inside(table, one, cell))
        return self._beside[cell]


def _inside(table: Cube, inner: int, cell: int) -> bool:
    """Whether an inner cell is the cell or a part of it."""
    area, above = inner // table.width, cell // table.width
    while area != above and area >= 0:
        area = int(table.parent[area])
    places = np.unravel_index([inner % table.width, cell % table.width], table.shape) if table.shape else ()
    return area == above and all(
        own == sums or sums == size - 1 for (own, sums), size in zip(places, table.shape, strict=True)
    )
