"""Other tables that would look the same: the cheapest change of a table that leaves what is published alone.

If two tables of whole numbers, equal in every published cell, differ in a suppressed one, then nobody can work
that cell out. The cheapest such change, where leaving a cell out has a price, is a linear programme over the
sums among the cells (Kelly, Golden and Assad 1992, "Cell suppression: disclosure protection for sensitive
tabular data", Networks 22).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import highspy
import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from joinedup.engine.disclosure.cube import Cube, Ints

Floats = NDArray[np.float64]
_WHOLE = 1e-6  # how far from a whole number a solution of the programme may be
_NEARLY = 1e-3  # the same, where the numbers are large and the change is checked

_STEPS = 20_000  # far more than any programme of this kind takes; a count, not a time, so that re-runs agree
_NODES, _GAP = 50, 0.1  # how long a change in whole numbers is looked for, and how near to the cheapest
_FEW = 1000  # cells among which it is looked for everywhere
_TRIES, _SHAKEN = 8, 0.02
_STEPS_TRIED = (2, 6, 12)  # of large changes
NOTHING_MORE = 1.0  # a change of this price leaves no further cell out


@frozen(eq=False)
class Alternative:
    """A change to a table: in `cells` (numbers of the cube) the counts change by `by`, all others stay."""

    cells: Ints
    by: Ints
    price: float

    def of(self, cell: int) -> int:
        """By how much the count of one cell changes, 0 if it does not."""
        at = int(np.searchsorted(self.cells, cell))
        return int(self.by[at]) if at < len(self.cells) and self.cells[at] == cell else 0


class Changes:
    """Changes of some cells that leave all sums among them as they are.

    `large`: changes are large numbers, as of amounts: prices are for a change as large as what was asked for, and that
    a change leaves all sums as they are is looked at once more in whole numbers. Not frozen: it keeps a linear
    programme warm, so that the next question starts from the last answer.
    """

    def __init__(self, cells: Ints, rows: list[list[tuple[int, float]]], room: Floats, *, large: bool = False) -> None:
        """cells: their numbers elsewhere, ascending. rows: each sum, by places among them. room: by how much each may
        grow, then by how much each may shrink."""
        self.cells = cells
        self._at = {int(cell): i for i, cell in enumerate(cells)}
        self._size = size = len(cells)
        self._room = np.maximum(room, 0.0)
        self._price = np.zeros(size)
        self._open = np.ones(size, dtype=bool)
        self._rows = rows
        self._model = _model(rows, size, self._room)
        self._checked = _as_matrix(rows, size) if large else None
        self._nearly = _NEARLY if large else _WHOLE

    def cheapest(
        self,
        cell: int,
        price: Floats,
        still: Sequence[int] = (),
        *,
        asks: Sequence[int] = (1, -1),
        thorough: bool = True,
    ) -> Alternative | None:
        """The cheapest whole-number change in which `cell` changes by one of `asks`; None if there is none.

        `price` is per cell of the cube, infinite where a cell must not change; cells in `still` stay too. Without
        `thorough`, None also where only fractions were found, which a whole-number programme could still settle.
        """
        self._set_prices(price, still)
        best: Alternative | None = None
        for by in asks:
            found = self._solve(self._at[cell], by, thorough=thorough)
            if found is not None and (best is None or found.price < best.price):
                best = found
            if best is not None and best.price < NOTHING_MORE:
                break
        return best

    def _set_prices(self, price: Floats, still: Sequence[int]) -> None:
        wanted = price[self.cells]
        held = [self._at[cell] for cell in still if cell in self._at]
        wanted[held] = np.inf
        may = np.isfinite(wanted)
        for i in np.nonzero(may != self._open)[0]:
            for column in (int(i), int(i) + self._size):
                self._model.changeColBounds(column, 0.0, self._room[column] if may[i] else 0.0)
        self._open = may
        for i in np.nonzero(may & (wanted != self._price))[0]:
            self._price[i] = wanted[i]
            self._model.changeColCost(int(i), wanted[i])
            self._model.changeColCost(int(i) + self._size, wanted[i])

    def _solve(self, i: int, by: int, *, thorough: bool) -> Alternative | None:
        forth, back = (i, i + self._size) if by > 0 else (i + self._size, i)
        if not self._open[i] or self._room[forth] < abs(by):
            return None
        model = self._model
        model.changeColBounds(forth, float(abs(by)), float(abs(by)))
        model.changeColBounds(back, 0.0, 0.0)
        found = self._run()
        if found is not None:
            parts = found
            found = self._in_whole_numbers(parts)
            if found is None and self._checked is not None:
                found = self._in_steps(forth, abs(by))
            elif found is None and thorough:
                found = self._elsewhere(i)
                if found is None:
                    found = self._run_whole(parts)
        model.changeColBounds(forth, 0.0, self._room[forth])
        model.changeColBounds(back, 0.0, self._room[back])
        if found is None:
            return None
        change = np.rint(found).astype(np.int64)
        where = np.nonzero(change)[0]
        price = float(np.abs(change[where]) @ self._price[where])
        if self._checked is not None:
            up, down = self._room[: self._size], self._room[self._size :]
            if (
                (self._checked @ change).any()
                or (change > up).any()
                or (-change > down).any()
                or change[i] * by < by * by
            ):
                return None
            price /= abs(by)
        return Alternative(self.cells[where], change[where], price)

    def _in_whole_numbers(self, found: Floats) -> Floats | None:
        """The change itself, or twice or three times it where that is whole and there is room for it."""
        for times in (1, 2, 3):
            more = times * found
            if np.abs(more - np.rint(more)).max() <= self._nearly and (
                times == 1
                or ((more <= self._room[: self._size] + _WHOLE) & (-more <= self._room[self._size :] + _WHOLE)).all()
            ):
                return more
        return None

    def _run(self) -> Floats | None:
        self._model.run()
        status = self._model.getModelStatus()
        if status == highspy.HighsModelStatus.kIterationLimit:  # going round in circles: once more from the start
            self._model.clearSolver()
            self._model.run()
            status = self._model.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        return self._difference()

    def _in_steps(self, forth: int, far: int) -> Floats | None:
        """A change in steps of several units: halves, thirds and quarters of these are whole numbers of units."""
        columns = np.arange(2 * self._size, dtype=np.int32)
        may = np.where(np.concatenate([self._open, self._open]), self._room, 0.0)
        whole = None
        for step in _STEPS_TRIED:
            most = np.floor(may / step) * step
            least = np.zeros(len(most))
            least[forth] = -(-far // step) * step
            most[(forth + self._size) % len(most)] = 0.0
            if least[forth] > most[forth]:
                continue
            most[forth] = least[forth]
            self._model.changeColsBounds(len(columns), columns, least, most)
            found = self._run()
            whole = None if found is None else self._in_whole_numbers(found)
            if whole is not None:
                break
        self._model.changeColsBounds(len(columns), columns, np.zeros(len(may)), may)
        return whole

    def _elsewhere(self, i: int) -> Floats | None:
        """A change in whole numbers at other prices, drawn by lot (the same for the same cell)."""
        lots = np.random.default_rng(i)
        columns = np.arange(2 * self._size, dtype=np.int32)
        whole = None
        for spread in np.linspace(0.2, 2.0, _TRIES):
            prices = self._price * (1.0 + spread * lots.random(self._size)) + lots.random(self._size) * _SHAKEN
            self._model.changeColsCost(len(columns), columns, np.concatenate([prices, prices]))
            found = self._run()
            whole = None if found is None else self._in_whole_numbers(found)
            if whole is not None:
                break
        self._model.changeColsCost(len(columns), columns, np.concatenate([self._price, self._price]))
        return whole

    def _run_whole(self, near: Floats) -> Floats | None:
        """A change in whole numbers around the one in fractions, not always the cheapest; None where none was found."""
        for around in self._around(near != 0) if self._size > _FEW else (self._open,):
            far = np.nonzero(self._open & ~around)[0]
            found = self._in_whole_cells(np.concatenate([far, far + self._size]).astype(np.int32))
            if found is not None:
                return found
        return None

    def _in_whole_cells(self, far: NDArray[np.int32]) -> Floats | None:
        """A change in whole numbers in which the columns `far` stay as they are; None where none was found."""
        columns = np.arange(2 * self._size, dtype=np.int32)
        kinds = np.full(2 * self._size, highspy.HighsVarType.kInteger)
        model = self._model
        model.changeColsBounds(len(far), far, np.zeros(len(far)), np.zeros(len(far)))
        model.changeColsIntegrality(len(columns), columns, kinds)
        for option, value in (
            ("presolve", "on"),
            ("mip_max_nodes", _NODES if len(far) else 100 * _NODES),
            ("mip_rel_gap", _GAP),
        ):
            model.setOptionValue(option, value)
        model.run()
        there = model.getInfo().primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        found = self._difference() if there else None
        model.setOptionValue("presolve", "off")
        kinds[:] = highspy.HighsVarType.kContinuous
        model.changeColsIntegrality(len(columns), columns, kinds)
        model.changeColsBounds(len(far), far, np.zeros(len(far)), self._room[far])
        return found

    def _around(self, changed: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
        """Where to look, first near and then further away: cells in a sum with the changed ones, or with these."""
        sums = abs(_as_matrix(self._rows, self._size))
        near = changed
        for _ in range(2):
            near = np.asarray(sums.T @ (sums @ near.astype(np.int64))) > 0
        yield near

    def _difference(self) -> Floats:
        columns = np.asarray(self._model.getSolution().col_value)
        difference: Floats = columns[: self._size] - columns[self._size :]
        return difference


class Region(Changes):
    """The cells of some areas with everything below them; what is outside, the area above included, stays.

    `least[cell]` and `most[cell]` bound what a suppressed cell may be taken to be.
    """

    def __init__(
        self,
        table: Cube,
        areas: Sequence[int],
        least: Ints,
        most: Ints,
        usable: NDArray[np.bool_],
        *,
        large: bool = False,
    ) -> None:
        width = table.width
        every = (np.asarray(areas, dtype=np.int64)[:, None] * width + np.arange(width)).reshape(-1)
        cells = every[usable[every]]
        self._area = cells // width
        self._above = table.parent[self._area]
        counts = table.counts.reshape(-1)[cells]
        room = np.concatenate([most[cells] - counts, counts - least[cells]]).astype(np.float64)
        rows = _sums(table, areas, {int(cell): i for i, cell in enumerate(cells)})
        super().__init__(cells, rows, room, large=large)

    def _around(self, changed: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
        areas = np.unique(self._area[changed])
        inside = np.isin(self._area, areas)
        yield inside  # five to ten times quicker, and nearly always enough
        yield inside | np.isin(self._above, areas)


def _sums(table: Cube, areas: Sequence[int], at: dict[int, int]) -> list[list[tuple[int, float]]]:
    width, inside = table.width, set(areas)
    rows = []
    for area in areas:
        for total, parts in table.sums_of_categories():
            rows.append([(area * width + total, -1.0), *((area * width + part, 1.0) for part in parts)])
    for above in sorted({int(table.parent[area]) for area in areas} - {-1}):
        own = [(above, -1.0)] if above in inside else []
        for k in table.inner():
            rows.append([(a * width + k, sign) for a, sign in [*own, *((c, 1.0) for c in table.children[above])]])
    kept = [[(at[cell], sign) for cell, sign in row if cell in at] for row in rows]
    return [row for row in kept if row]


def _as_matrix(rows: list[list[tuple[int, float]]], size: int) -> csr_matrix:
    starts = np.cumsum([0, *(len(row) for row in rows)])
    columns = [column for row in rows for column, _ in row]
    signs = np.array([sign for row in rows for _, sign in row], dtype=np.int64)
    return csr_matrix((signs, columns, starts), shape=(len(rows), size))


def _model(rows: list[list[tuple[int, float]]], size: int, room: Floats) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 2 * size, len(rows)
    lp.col_cost_ = np.zeros(2 * size)
    lp.col_lower_, lp.col_upper_ = np.zeros(2 * size), room
    lp.row_lower_ = lp.row_upper_ = np.zeros(len(rows))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([2 * len(row) for row in rows])])
    lp.a_matrix_.index_ = [column for row in rows for i, _ in row for column in (i, i + size)]
    lp.a_matrix_.value_ = [value for row in rows for _, sign in row for value in (sign, -sign)]
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("presolve", "off")  # the last basis is worth more
    model.setOptionValue("threads", 1)
    model.setOptionValue("simplex_iteration_limit", _STEPS)
    model.setOptionValue("random_seed", 0)
    model.passModel(lp)
    return model
