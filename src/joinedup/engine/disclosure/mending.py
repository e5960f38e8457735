"""Which further cells a new table must leave out, so that what follows from it and former ones follows no more.

For every count that follows, other counts are looked for that fit all that was published before and differ from the new
table in as few and as small cells as will do (a linear programme, HiGHS). Those cells are what it has to leave out.
Where there are no such counts, former tables tell it whatever the new one does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import highspy
import numpy as np
from scipy.sparse import csr_matrix, hstack

from joinedup.engine.disclosure.cube import Ints
from joinedup.engine.disclosure.near import Floats
from joinedup.engine.disclosure.system import System

_CELL = 8.0  # the price of leaving a cell out is this and its count, as in suppression: few cells, and small ones
_PAID = 0.001  # of one that is left out for another count already
_NONE = 1e-7


def to_leave_out(system: System, own: Mapping[int, int], leaks: Collection[int]) -> set[int]:
    """The cells to leave out; none for what cannot be mended.

    own: of the new table's cells that nobody else published and that it may leave out, the least that each could be.
    leaks: unknown cells whose counts follow.
    """
    known = system.counts()
    mine = np.array(sorted(own), dtype=np.int64)
    shown = known[mine]
    known[mine] = -1
    free = np.nonzero(known < 0)[0]
    sums, totals = system.equations(known, free)
    least, most = system.ends(free)
    at = np.searchsorted(free, mine)
    least[at] = [own[int(cell)] for cell in mine]
    programme = _Programme(sums, totals, least, most, at, shown)
    found: set[int] = set()
    for leak in sorted(leaks):
        found |= {int(mine[place]) for place in programme.freeing(int(np.searchsorted(free, leak)))}
    return found


class _Programme:
    """Counts that fit, at the price of what differs from the new table; asked for one leak after another."""

    def __init__(self, sums: csr_matrix, totals: Ints, least: Ints, most: Floats, at: Ints, shown: Ints) -> None:
        """at: the columns of the new table's own cells. shown: what it shows of them."""
        self._size, self._own = len(least), len(at)
        self._most, self._least = most, least
        self._price = _CELL + shown.astype(np.float64)
        # an own cell is what is shown, more, or less: the last two are columns of their own
        of_own = sums.tocsc()[:, at]
        matrix = hstack([sums, of_own, -of_own]).tocsr()
        low, high = least.astype(np.float64), most.copy()
        low[at] = high[at] = shown
        room = np.concatenate([np.full(self._own, highspy.kHighsInf), shown - least[at]])
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = matrix.shape[1], len(totals)
        lp.col_cost_ = np.zeros(matrix.shape[1])
        lp.col_lower_ = np.concatenate([low, np.zeros(2 * self._own)])
        lp.col_upper_ = np.concatenate([high, room])
        lp.row_lower_ = lp.row_upper_ = totals.astype(np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        self._model = highspy.Highs()  # type: ignore[no-untyped-call]
        self._model.silent()
        for option, value in (("presolve", "off"), ("threads", 1), ("random_seed", 0)):
            self._model.setOptionValue(option, value)
        self._model.passModel(lp)
        self._ask(np.ones(self._own))
        self._low = self._high = np.round(self._values()[: self._size], 6)

    def freeing(self, leak: int) -> list[int]:
        """The own cells that differ in the cheapest counts in which the leak is another; from now on they are paid.

        None where the counts of an earlier answer have another for it as well.
        """
        if self._low[leak] < self._high[leak]:
            return []
        count = round(self._low[leak])  # with nothing of the new table changed there is one only
        best: tuple[float, list[int], Floats] | None = None
        for low, high in ((count + 1, self._most[leak]), (float(self._least[leak]), count - 1)):
            if low <= high and (found := self._differing(leak, low, high)) is not None:
                differ, counts = found
                price = float(self._price[differ].sum())
                if best is None or price < best[0]:
                    best = price, differ, counts
        if best is None:
            return []
        _, differ, counts = best
        self._price[differ] = _PAID
        self._low, self._high = np.minimum(self._low, counts), np.maximum(self._high, counts)
        return differ

    def _differing(self, leak: int, low: float, high: float) -> tuple[list[int], Floats] | None:
        self._model.changeColBounds(leak, low, high)
        self._ask(self._price)
        fits = self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self._model.changeColBounds(leak, float(self._least[leak]), self._most[leak])
        if not fits:
            return None
        values = np.round(self._values(), 6)  # half a person is a difference, what is left of a division is none
        moved = values[self._size :].reshape(2, -1).sum(axis=0)
        return [int(one) for one in np.nonzero(moved > _NONE)[0]], values[: self._size]

    def _ask(self, price: Floats) -> None:
        columns = np.arange(self._size, self._size + 2 * self._own, dtype=np.int32)
        self._model.changeColsCost(len(columns), columns, np.concatenate([price, price]))
        self._model.run()

    def _values(self) -> Floats:
        return np.asarray(self._model.getSolution().col_value)
