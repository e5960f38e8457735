"""The least and greatest value of every unknown in a system of sums, by linear programmes (HiGHS).

Unknowns are whole numbers; the bounds of the linear programme, tightened to whole numbers, hold for them. A
whole-number solution that reaches a bound makes it exact. Where none shows that an unknown has two values, a
whole-number programme settles it. Where sums are too large to be exact in floating point, the programme is asked in
larger units, and two ends that are nearer to one another than it can tell are said to be unchecked.
"""

from __future__ import annotations

import highspy
import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from joinedup.engine.disclosure.cube import Ints

Floats = NDArray[np.float64]
UNBOUNDED = -1  # stands for "no greatest value" among whole numbers that are never negative
_WHOLE = 1e-6
_EXACT = 10**9  # sums up to here are exact enough in the programme
_EXACT_PARTS = 10**6  # and up to here where they are no whole numbers
_LOOKS = 12
_TIMES = (2, 3, 6)
_SECONDS_WHOLE = 20.0  # the longest one whole-number programme may take before the cell counts as unchecked


@frozen(eq=False)
class Bounds:
    """One value an unknown: `low`, `high` (UNBOUNDED: none), and whether it was `checked` to the end."""

    low: Ints
    high: Ints
    checked: NDArray[np.bool_]


@frozen(eq=False)
class Certificate:
    """Solutions that somebody found: `counts`, and `counts` plus each row of `changes`, one column an unknown."""

    counts: Ints
    changes: csr_matrix

    def ends(self, sums: csr_matrix, totals: Ints, least: Ints, most: Floats) -> tuple[Ints, Ints]:
        """The least and greatest value of every unknown among the solutions.

        Believes nothing: raises ValueError where one of them does not solve the system.
        """
        changes = self.changes.tocoo()
        values = self.counts[changes.col] + changes.data
        fits = (
            (sums @ self.counts == totals).all()
            and ((self.counts >= least) & (self.counts <= most)).all()
            and not (sums @ self.changes.T).count_nonzero()
            and ((values >= least[changes.col]) & (values <= most[changes.col])).all()
        )
        if not fits:
            raise ValueError("the certificate does not solve the system")
        low, high = self.counts.copy(), self.counts.copy()
        np.minimum.at(low, changes.col, values)
        np.maximum.at(high, changes.col, values)
        return low, high


def bounds(
    sums: csr_matrix,
    totals: Ints,
    least: Ints,
    most: Floats,
    wanted: NDArray[np.bool_],
    *,
    exact: bool = True,
    certificate: Certificate | None = None,
) -> Bounds | None:
    """The bounds of all `wanted` unknowns x with `sums @ x == totals` and `least <= x <= most`; None if nothing fits.

    most: infinite where an unknown has no end of its own.

    Without `exact`, an unknown that was seen with two values is left at those: enough to know it is not pinned.
    """
    size = sums.shape[1]
    low, high = least.copy(), np.full(size, UNBOUNDED, dtype=np.int64)
    checked = np.zeros(size, dtype=bool)
    if certificate is not None and not exact:
        low, high = certificate.ends(sums, totals, least, most)
        checked = low < high
        wanted = wanted & ~checked
        if not wanted.any():
            return Bounds(low, high, checked)
    for members, rows in parts_apart(sums):
        if certificate is not None and not wanted[members].any():
            continue
        part = _Part(sums[rows][:, members], totals[rows], least[members], most[members])
        if not part.fits():
            return None
        part.settle(np.nonzero(wanted[members])[0], exact=exact)
        asked = members[wanted[members]]
        low[asked], high[asked] = part.low[wanted[members]], part.high[wanted[members]]
        checked[asked] = part.checked[wanted[members]]
    return Bounds(low, high, checked)


def parts_apart(sums: csr_matrix) -> list[tuple[Ints, Ints]]:
    """The unknowns, parted where no sum holds some of both, with the sums (rows) among each part's."""
    size = sums.shape[1]
    by_unknown = sums.tocsc()
    _, label = connected_components(_graph(sums), directed=False)
    order = np.argsort(label[:size], kind="stable")
    starts = np.nonzero(np.diff(label[:size][order], prepend=-1))[0]
    parts = np.split(order, starts[1:]) if size else []
    return [(members, np.unique(by_unknown[:, members].indices)) for members in parts]


def _graph(sums: csr_matrix) -> csr_matrix:
    """Unknowns, then sums, joined where a sum holds an unknown."""
    rows, size = sums.shape
    entries = sums.tocoo()
    return csr_matrix((np.ones(entries.nnz), (entries.row + size, entries.col)), shape=(rows + size, rows + size))


def _unit(greatest: int) -> int:
    """The unit of the programme: 1, or else a power of two, by which every sum is divided without an error."""
    return 1 if greatest <= _EXACT else 1 << (greatest // _EXACT_PARTS).bit_length()


class _Part:
    """One connected part, with its programme kept warm from question to question."""

    def __init__(self, sums: csr_matrix, totals: Ints, least: Ints, most: Floats) -> None:
        self.size = size = len(least)
        self._unit = _unit(int(np.abs(totals).max(initial=0)))
        self.low, self.high = least.copy(), np.full(size, UNBOUNDED, dtype=np.int64)
        self.checked = np.zeros(size, dtype=bool)
        self._least, self._most = least, most
        self._seen_low = np.full(size, np.inf)  # over whole-number solutions
        self._seen_high = np.full(size, -np.inf)
        self._whole: Floats | None = None  # the last of them
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size, len(totals)
        lp.col_cost_ = np.zeros(size)
        lp.col_lower_, lp.col_upper_ = least / self._unit, most / self._unit
        lp.row_lower_ = lp.row_upper_ = totals / self._unit
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = sums.indptr, sums.indices, sums.data
        self._model = highspy.Highs()  # type: ignore[no-untyped-call]
        self._model.silent()
        for option, value in (("presolve", "off"), ("threads", 1), ("random_seed", 0), ("simplex_strategy", 4)):
            self._model.setOptionValue(option, value)
        self._model.passModel(lp)

    def fits(self) -> bool:
        """Whether there is any solution."""
        return self._run() is not None

    def settle(self, wanted: Ints, *, exact: bool) -> None:
        """Find the bounds of the wanted unknowns of this part."""
        if self._unit > 1:
            for i in wanted:
                self._settle_large(int(i))
            return
        self._look_around(wanted)
        open_still = []
        for i in wanted:
            if exact or not self._seen_low[i] < self._seen_high[i]:
                self._settle_one(int(i))
                if self.low[i] != self.high[i]:
                    open_still.append(int(i))
            else:
                self.low[i], self.high[i] = int(self._seen_low[i]), int(self._seen_high[i])
                self.checked[i] = True
        for i in open_still:  # last: a whole-number programme is dear, and what it finds may spare the next
            if not self._seen_low[i] < self._seen_high[i]:
                self._settle_whole(i)

    def _look_around(self, wanted: Ints) -> None:
        """Whole-number solutions in directions drawn by lot (one seed), which show most unknowns with two values."""
        lots = np.random.default_rng(0)
        columns = np.arange(self.size, dtype=np.int32)
        for _ in range(_LOOKS):
            if (self._seen_low[wanted] < self._seen_high[wanted]).all():
                break
            same = ~(self._seen_low < self._seen_high)
            self._model.changeColsCost(self.size, columns, lots.random(self.size) * np.where(same, 1.0, 0.1))
            self._run()
            self._model.changeColsCost(self.size, columns, -lots.random(self.size) * np.where(same, 1.0, 0.1))
            self._run()
        self._model.changeColsCost(self.size, columns, np.zeros(self.size))

    def _settle_one(self, i: int) -> None:
        if self._seen_low[i] > self._least[i]:
            value = self._extreme(i, 1.0)
            self.low[i] = self._least[i] if value is None else int(np.ceil(value - _WHOLE))
        if self._seen_high[i] < self._most[i]:
            value = self._extreme(i, -1.0)
            self.high[i] = UNBOUNDED if value is None else int(np.floor(value + _WHOLE))
        else:
            self.high[i] = int(self._most[i])
        self.checked[i] = True

    def _settle_large(self, i: int) -> None:
        """The ends in larger units, each as far as it is sure to be reached."""
        unsure = 2 * _WHOLE * self._unit
        least, most = self._extreme(i, 1.0), self._extreme(i, -1.0)
        low = None if least is None else least * self._unit + unsure
        high = None if most is None else most * self._unit - unsure
        self.low[i] = self._least[i] if low is None else max(int(self._least[i]), int(np.ceil(low)))
        self.high[i] = UNBOUNDED if high is None else int(np.floor(high))
        self.checked[i] = low is not None and (high is None or low < high)
        if high is not None and low is not None and high <= low:
            self.low[i] = self.high[i] = round((low + high) / 2)

    def _settle_whole(self, i: int) -> None:
        """No two whole-number solutions with different values were met: look for the ends themselves."""
        columns = np.arange(self.size, dtype=np.int32)
        kinds = np.full(self.size, highspy.HighsVarType.kInteger)
        self._model.changeColsIntegrality(self.size, columns, kinds)
        self._model.setOptionValue("time_limit", self._model.getRunTime() + _SECONDS_WHOLE)
        self._model.setOptionValue("presolve", "on")
        least, most = self._extreme(i, 1.0), self._extreme(i, -1.0)
        self._model.setOptionValue("time_limit", highspy.kHighsInf)
        self._model.setOptionValue("presolve", "off")
        kinds[:] = highspy.HighsVarType.kContinuous
        self._model.changeColsIntegrality(self.size, columns, kinds)
        if least is None or most is None:
            self.checked[i] = self.high[i] == UNBOUNDED and least is not None
        if least is not None:
            self.low[i] = max(int(self.low[i]), round(least))
        if most is not None:
            self.high[i] = round(most)

    def _extreme(self, i: int, sign: float) -> float | None:
        self._model.changeColCost(i, sign)
        found = self._run()
        self._model.changeColCost(i, 0.0)
        return None if found is None else float(found[i])

    def _run(self) -> Floats | None:
        """A solution, or None: there is none, or none is the best."""
        self._model.run()
        if self._model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = np.asarray(self._model.getSolution().col_value)
        if self._unit == 1 and np.abs(found - np.rint(found)).max(initial=0.0) <= _WHOLE:
            self._see(np.rint(found))
        elif self._unit == 1 and self._whole is not None:
            self._stretch(found - self._whole, self._whole)
        return found

    def _see(self, whole: Floats) -> None:
        self._whole = whole
        self._seen_low = np.minimum(self._seen_low, whole)
        self._seen_high = np.maximum(self._seen_high, whole)

    def _stretch(self, change: Floats, whole: Floats) -> None:
        """A change in halves or thirds, taken twice or three times, is a whole-number one, if there is room for it."""
        for times in _TIMES:
            other = whole + times * change
            rounded = np.rint(other)
            fits = (rounded >= self._least).all() and (rounded <= self._most).all()
            if fits and np.abs(other - rounded).max(initial=0.0) <= _WHOLE:
                self._see(rounded)
                return
