"""What a pattern still falls short of, among an area and those just below it, as further rows for the programme.

A linear programme asks how far a small count can go while everything published stays. Where that is not far enough, its
dual values say which cells, left out, would let it go further: a row that every good enough pattern meets (Fischetti
and Salazar 2001, "Solving the cell suppression problem on tabular data with linear constraints", Management Science
47). One area and those below it are looked at for themselves, which takes milliseconds; what only several such tables
together give away is left to the search that follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from joinedup.engine.disclosure.cube import Cube, Ints
from joinedup.engine.disclosure.programme import Floats, Row

FAR = 6.0  # no count needs to change by more, whatever it makes up for
_NONE = 1e-6


class Near:
    """Some areas, looked at for themselves. Not frozen: it keeps a linear programme warm.

    What lies above them, and is not among them, stays where `fixed`; else it is free to change. far: by how much no
    cell needs to change more.
    """

    def __init__(
        self,
        table: Cube,
        areas: Sequence[int],
        room: Ints,
        primary: NDArray[np.bool_],
        usable: NDArray[np.bool_],
        *,
        far: float = FAR,
        fixed: int = -1,
    ) -> None:
        width = table.width
        self.cells = (np.array(areas, dtype=np.int64)[:, None] * width + np.arange(width)).reshape(-1)
        self._sums = _sums(table, areas, fixed)
        self._falls = np.minimum(room[self.cells], far).astype(np.float64)
        self._rises = np.where(usable[self.cells], far, 0.0)  # what must be published never helps
        self._small = np.nonzero(primary[self.cells])[0]
        self._fixed = primary[self.cells]
        self._model = _model(self._sums)
        self._seen: Floats | None = None

    def rows(self, left_out: Floats, up: Ints, down: Ints, width: Ints) -> Iterator[Row]:
        """What the small counts among these cells lack: how far up and down each must go, and how far in all.

        All are one value a cell of the whole table; of `left_out`, 1 is left out, 0 is not, and what lies between is a
        step of the search. Nothing, where nothing has changed here since it was last asked.
        """
        there = left_out[self.cells]
        if self._seen is not None and np.abs(there - self._seen).max(initial=0.0) <= _NONE:
            return
        self._seen = there
        columns = np.arange(len(there), dtype=np.int32)
        self._model.changeColsBounds(len(there), columns, -self._falls * there, self._rises * there)
        high, low = np.zeros(len(there)), np.zeros(len(there))
        for i in self._small:
            cell = self.cells[i]
            ends: list[NDArray[np.float64]] = []
            for sign, far in ((1.0, up[cell]), (-1.0, down[cell])):
                wide = high[i] - low[i] >= width[cell] - _NONE
                if wide and (high[i] if sign > 0 else -low[i]) >= far - _NONE:
                    continue
                moved, helps = self._furthest(int(i), sign)
                high, low = np.maximum(high, moved), np.minimum(low, moved)
                ends.append(helps)
                if sign * moved[i] < far - _NONE:
                    yield from self._row(helps, float(far))
            if high[i] - low[i] < width[cell] - _NONE and len(ends) == 2:
                yield from self._row(ends[0] + ends[1], float(width[cell]))

    def _furthest(self, i: int, sign: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The change in which a count goes furthest, and by how much each cell, left out, helps it at most."""
        self._model.changeColCost(i, sign)
        self._model.run()
        solution = self._model.getSolution()
        self._model.changeColCost(i, 0.0)
        lacks = -(self._sums.T @ np.asarray(solution.row_dual))
        lacks[i] += sign
        helps = np.where(lacks > _NONE, self._rises * lacks, 0.0) + np.where(lacks < -_NONE, -self._falls * lacks, 0.0)
        return np.asarray(solution.col_value), helps

    def _row(self, helps: NDArray[np.float64], far: float) -> Iterator[Row]:
        short = far - float(helps[self._fixed].sum())
        others = np.nonzero((helps > _NONE) & ~self._fixed)[0]
        factors = np.minimum(helps[others], short)
        if short > _NONE and factors.sum() >= short:  # else no pattern can do it
            yield self.cells[others], factors, short


def _sums(table: Cube, areas: Sequence[int], fixed: int) -> csr_matrix:
    at = {area: place * table.width for place, area in enumerate(areas)}
    rows = [
        [(start + total, -1.0), *((start + part, 1.0) for part in parts)]
        for start in at.values()
        for total, parts in table.sums_of_categories()
    ]
    for above in [*areas, *([fixed] if fixed >= 0 else [])]:
        below = [at[area] for area in table.children[above] if area in at]
        own = [(at[above], -1.0)] if above in at else []
        rows += [
            [(start + k, sign) for start, sign in [*own, *((b, 1.0) for b in below)]] for k in table.inner() if below
        ]
    columns = [column for row in rows for column, _ in row]
    values = [value for row in rows for _, value in row]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((values, columns, starts), shape=(len(rows), len(areas) * table.width))


def _model(sums: csr_matrix) -> highspy.Highs:
    rows, size = sums.shape
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = size, rows, highspy.ObjSense.kMaximize
    lp.col_cost_ = lp.col_lower_ = lp.col_upper_ = np.zeros(size)
    lp.row_lower_ = lp.row_upper_ = np.zeros(rows)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = sums.indptr, sums.indices, sums.data
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    for option, value in (("presolve", "off"), ("threads", 1), ("random_seed", 0)):
        model.setOptionValue(option, value)
    model.passModel(lp)
    return model
