"""A first pattern: the fewest and smallest cells that leave no sum with a single gap.

In every sum that is published, with its parts, a single cell left out is known at once. So each sum has none or two
(Cox 1980, "Suppression methodology and statistical disclosure control", JASA 75); and three where one of two small ones
is known to the person who is alone in it. Which cells those are at the least price is a whole-number programme, small
enough to be solved to near its best for the areas under one parent. It is needed, not enough: what can still be worked
out from several sums at once is found and mended afterwards (see suppression).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import Cube, Ints

_GAP = 0.002  # how far from the best it may stay, as a share
_NODES = 200  # steps of the search: a count, not a time, so that re-runs agree


def cover(
    table: Cube,
    areas: Sequence[int],
    left_out: NDArray[np.bool_],
    usable: NDArray[np.bool_],
    price: NDArray[np.float64],
    lone: Ints | None = None,
) -> Ints:
    """The further cells to leave out in these areas, at the least price; none where there is no such pattern.

    areas: every area below one, and that one. left_out, usable, price: of every cell of the table. lone: of every
    cell the contributor who is alone in it, else -1, where these are to be defended.
    """
    rows = list(_demands(_sums(table, areas), left_out, usable, lone))
    cells = np.unique(np.concatenate([row[0] for row in rows])) if rows else np.zeros(0, dtype=np.int64)
    if not len(cells):
        return cells
    model = _model(rows, cells, price[cells])
    model.run()
    if model.getInfo().primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return cells[:0]
    return np.asarray(cells[np.asarray(model.getSolution().col_value) > 0.5])


def _sums(table: Cube, areas: Sequence[int]) -> Iterator[Ints]:
    """The cells of every sum: each total with its parts, of categories and of areas."""
    numbers = np.arange(table.width).reshape(table.shape)
    categories = [
        np.moveaxis(numbers, axis, -1).reshape(-1, size) for axis, size in enumerate(table.shape) if table.shape
    ]
    for area in areas:
        for lines in categories:
            yield from lines + area * table.width
        if below := table.children[area]:
            both = np.array([area, *below], dtype=np.int64) * table.width
            yield from both[None, :] + np.arange(table.width)[:, None]


Row = tuple[Ints, NDArray[np.float64], float]  # cells, their factors, and what they come to at least


def _demands(
    sums: Iterator[Ints], left_out: NDArray[np.bool_], usable: NDArray[np.bool_], lone: Ints | None
) -> Iterator[Row]:
    """What each sum asks of the cells that are not left out yet."""
    for cells in sums:
        there = cells[usable[cells] | left_out[cells]]
        gaps, free = there[left_out[there]], there[~left_out[there]]
        if not len(free):
            continue
        if not len(gaps):
            for one in free:
                yield np.array([one, *free[free != one]]), np.array([-1.0] + [1.0] * (len(free) - 1)), 0.0
            continue
        # whoever is alone in a cell knows it, and so a single other one with it
        others = (
            [int((lone[gaps] != one).sum()) for one in np.unique(lone[gaps]) if one >= 0] if lone is not None else []
        )
        if len(gaps) == 1 or 1 in others:
            yield free, np.ones(len(free)), 1.0


def _model(rows: Sequence[Row], cells: Ints, price: NDArray[np.float64]) -> highspy.Highs:
    at = {int(cell): place for place, cell in enumerate(cells)}
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cells), len(rows)
    lp.col_cost_ = price
    lp.col_lower_, lp.col_upper_ = np.zeros(len(cells)), np.ones(len(cells))
    lp.row_lower_ = np.array([least for _, _, least in rows])
    lp.row_upper_ = np.full(len(rows), highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row[0]) for row in rows])])
    lp.a_matrix_.index_ = [at[int(cell)] for row in rows for cell in row[0]]
    lp.a_matrix_.value_ = np.concatenate([row[1] for row in rows])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(cells)
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    for option, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", _GAP), ("mip_max_nodes", _NODES)):
        model.setOptionValue(option, value)
    model.passModel(lp)
    return model
