"""The fewest and smallest cells that meet some rows, as a whole-number programme (HiGHS) to which rows are added."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import Ints

Floats = NDArray[np.float64]
Row = tuple[Ints, Floats, float]  # cells, their factors, and what they come to at least

_LARGE = 1000.0  # no row of counts comes to more


class Programme:
    """Which of some cells to leave out at the least price, so that every row is met. Not frozen: it grows row by row.

    cells: numbers of the cube, in ascending order. price: one value a cell of the cube. gap: how far from the best a
    choice may stay, as a share. nodes: how many steps the search may take; a count, not a time, so that re-runs agree.
    """

    def __init__(self, cells: Ints, price: Floats, rows: Sequence[Row], *, gap: float, nodes: int) -> None:
        self.cells = cells
        self._at = np.full(len(price), -1, dtype=np.int64)
        self._at[cells] = np.arange(len(cells))
        self._columns = np.arange(len(cells), dtype=np.int32)
        self._model = _model(price[cells], nodes)
        self._model.setOptionValue("mip_rel_gap", gap)
        self._model.setOptionValue("mip_max_nodes", nodes)
        self.add(rows)
        self.in_fractions(False)

    def add(self, rows: Sequence[Row]) -> None:
        """Further rows to be met; all their cells are among the programme's own."""
        for cells, factors, least in rows:
            if least > _LARGE:  # of amounts: numbers near to one are what the programme is exact with
                factors, least = factors / least, 1.0
            self._model.addRow(least, highspy.kHighsInf, len(cells), self._at[cells].astype(np.int32), factors)

    def in_fractions(self, fractions: bool) -> None:
        """Whether cells may be left out in part: a step of the search that takes next to no time."""
        kind = highspy.HighsVarType.kContinuous if fractions else highspy.HighsVarType.kInteger
        self._model.changeColsIntegrality(len(self._columns), self._columns, np.full(len(self._columns), kind))

    def best(self) -> Floats | None:
        """How much of each cell to leave out, from 0 to 1; None where nothing meets the rows."""
        self._model.run()
        if self._model.getInfo().primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
            return None
        found: Floats = np.clip(np.asarray(self._model.getSolution().col_value), 0.0, 1.0)
        return found

    def bound(self) -> float:
        """The price that no choice can be below, as far as it was shown when the best was last looked for."""
        return float(self._model.getInfo().mip_dual_bound)


def _model(price: Floats, nodes: int) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(price), 0
    lp.col_cost_ = price
    lp.col_lower_, lp.col_upper_ = np.zeros(len(price)), np.ones(len(price))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = [0]
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    for option, value in (("threads", 1), ("random_seed", 0), ("mip_allow_restart", nodes > 1)):
        model.setOptionValue(option, value)
    model.passModel(lp)
    return model
