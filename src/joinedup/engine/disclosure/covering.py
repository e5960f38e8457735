"""A first pattern: the fewest and smallest cells that leave no sum with a single gap.

In every sum that is published, with its parts, a single cell left out is known at once. So each sum has none or two
(Cox 1980, "Suppression methodology and statistical disclosure control", JASA 75), three where one of two small ones
is known to the person who is alone in it, and as many as make room for how far a small count must be able to go.
Which cells those are at the least price is a whole-number programme, small enough to be solved to near its best for the
areas under one parent. Where small counts must be able to go far, what the pattern falls short of among a few areas is
added to it, some times over (see shortfall). It is needed, not enough: what can still be worked out from several sums
at once is found and mended afterwards (see suppression).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import highspy
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import Cube, Ints
from joinedup.engine.disclosure.shortfall import Near, Row

_GAP = 0.01  # how far from the best it may stay, as a share
_NODES = 20  # steps of the search: a count, not a time, so that re-runs agree
_ROUNDS = 6


@frozen(eq=False)
class Wanted:
    """What a first pattern has to meet, one value a cell.

    left_out: cells that are left out already. usable: those that may be. price: of leaving one out. room: by how much
    a cell may be taken to be smaller than it is. up, down, width: how far a cell must be able to go, and in all. lone:
    the contributor who is alone in a cell, else -1; None where these are not to be defended.
    """

    left_out: NDArray[np.bool_]
    usable: NDArray[np.bool_]
    price: NDArray[np.float64]
    room: Ints
    up: Ints
    down: Ints
    width: Ints
    lone: Ints | None = None


def cover(table: Cube, areas: Sequence[int], wanted: Wanted) -> Ints:
    """The further cells to leave out in these areas, at the least price; none where there is no such pattern.

    areas: every area below one, and that one.
    """
    found: dict[tuple[bytes, bytes, float], Row] = {}
    for total, parts in _sums(table, areas):
        for row in _demands(total, parts, wanted):
            found.setdefault((row[0].tobytes(), row[1].tobytes(), row[2]), row)
    rows, price = list(found.values()), wanted.price
    cells = np.unique(np.concatenate([row[0] for row in rows])) if rows else np.zeros(0, dtype=np.int64)
    if not len(cells):
        return cells
    at = np.full(table.counts.size, -1, dtype=np.int64)
    at[cells] = np.arange(len(cells))
    model = _model(rows, at, price[cells])
    model.run()
    best = _chosen(model, cells)
    if wanted.width.max() > 1 or wanted.up.any() or wanted.down.any():  # another value is nearly always there by now
        tables = [
            Near(table, (*below, area), wanted.room, wanted.left_out)
            for area in areas[:-1]
            if (below := table.children[area])
        ]
        tables.append(Near(table, table.children[areas[-1]], wanted.room, wanted.left_out, fixed=areas[-1]))
        for _ in range(_ROUNDS):
            left_out = wanted.left_out.copy()
            left_out[best] = True
            lacking = [row for one in tables for row in one.rows(left_out, wanted.up, wanted.down, wanted.width)]
            more = [row for row in lacking if (at[row[0]] >= 0).all()]
            if not more:
                break
            for some, factors, least in more:
                model.addRow(least, highspy.kHighsInf, len(some), at[some].astype(np.int32), factors)
            model.run()
            best = _chosen(model, cells)
    return best


def _chosen(model: highspy.Highs, cells: Ints) -> Ints:
    if model.getInfo().primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return cells[:0]
    return np.asarray(cells[np.asarray(model.getSolution().col_value) > 0.5])


def _sums(table: Cube, areas: Sequence[int]) -> Iterator[tuple[int, Ints]]:
    """Every sum: a total and its parts, of categories and of areas."""
    numbers = np.arange(table.width).reshape(table.shape)
    categories = [
        np.moveaxis(numbers, axis, -1).reshape(-1, size) for axis, size in enumerate(table.shape) if table.shape
    ]
    for area in areas:
        for lines in categories:
            for line in lines + area * table.width:
                yield int(line[-1]), line[:-1]
        if below := table.children[area]:
            each = np.array(below, dtype=np.int64) * table.width
            for k in range(table.width):
                yield area * table.width + k, each + k


def _demands(total: int, parts: Ints, wanted: Wanted) -> Iterator[Row]:
    """What a sum asks of the cells in it that are not left out yet."""
    cells = np.append(parts, total)
    there = cells[wanted.usable[cells] | wanted.left_out[cells]]
    gaps, free = there[wanted.left_out[there]], there[~wanted.left_out[there]]
    if not len(free):
        return
    if not len(gaps):
        for one in free:
            yield np.array([one, *free[free != one]]), np.array([-1.0] + [1.0] * (len(free) - 1)), 0.0
        return
    # whoever is alone in a cell knows it, so what is left must do without it
    knowing = [-1] if wanted.lone is None else [-1, *(int(one) for one in np.unique(wanted.lone[gaps]) if one >= 0)]
    for one in knowing:
        unknown = gaps if wanted.lone is None or one < 0 else gaps[wanted.lone[gaps] != one]
        for cell in unknown:
            yield from _demands_of(int(cell), total, unknown[unknown != cell], free, wanted)


def _demands_of(cell: int, total: int, others: Ints, free: Ints, wanted: Wanted) -> Iterator[Row]:
    """What one cell of a sum asks of those that may make up for its change: others left out, and free ones."""
    if not len(others):
        yield free, np.ones(len(free)), 1.0
    # a part rises as far as other parts fall, or the total rises; a total falls as far as its parts do
    far = int(wanted.down[cell] if cell == total else max(wanted.up[cell], wanted.width[cell] - wanted.room[cell]))
    by = np.where(others == total, far, wanted.room[others])
    short = far - int(by.sum())
    if short > 0:
        more = np.where(free == total, short, np.minimum(wanted.room[free], short)).astype(np.float64)
        if more.sum() >= short:
            yield free, more, float(short)


def _model(rows: Sequence[Row], at: Ints, price: NDArray[np.float64]) -> highspy.Highs:
    size = len(price)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = size, len(rows)
    lp.col_cost_ = price
    lp.col_lower_, lp.col_upper_ = np.zeros(size), np.ones(size)
    lp.row_lower_ = np.array([least for _, _, least in rows])
    lp.row_upper_ = np.full(len(rows), highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row[0]) for row in rows])])
    lp.a_matrix_.index_ = np.concatenate([at[row[0]] for row in rows])
    lp.a_matrix_.value_ = np.concatenate([row[1] for row in rows])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * size
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    for option, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", _GAP), ("mip_max_nodes", _NODES)):
        model.setOptionValue(option, value)
    model.passModel(lp)
    return model
