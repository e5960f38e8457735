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

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import Cube, Ints
from joinedup.engine.disclosure.programme import Floats, Programme, Row
from joinedup.engine.disclosure.shortfall import FAR, Near

_GAP, _NODES = 0.01, 20  # how near to the best a programme is solved that is solved once
_GAP_AGAIN, _NODES_AGAIN = 0.02, 1  # and one that grows, and is solved again
_NODES_TO_PROVE = 2000
_GAP_NEAR = 0.05  # and one of a few areas, which only finds rows
_ROUNDS_NEAR, _ROUNDS_IN_FRACTIONS, _ROUNDS = 6, 30, 1


@frozen(eq=False)
class Wanted:
    """What a first pattern has to meet, one value a cell.

    left_out: cells that are left out already. usable: those that may be. price: of leaving one out. room: by how much
    a cell may be taken to be smaller than it is. up, down, width: how far a cell must be able to go, and in all. lone:
    the contributor who is alone in a cell, else -1; None where these are not to be defended. far: by how much no cell
    needs to change more, whatever it makes up for.
    """

    left_out: NDArray[np.bool_]
    usable: NDArray[np.bool_]
    price: NDArray[np.float64]
    room: Ints
    up: Ints
    down: Ints
    width: Ints
    lone: Ints | None = None
    far: float = FAR


def cover(table: Cube, areas: Sequence[int], wanted: Wanted) -> Ints:
    """The further cells to leave out in these areas, at the least price; none where there is no such pattern.

    areas: every area below one, and that one.
    """
    rows = _rows(table, areas, wanted)
    inside = _cells_of(table, areas)
    cells = inside[wanted.usable[inside] & ~wanted.left_out[inside]]
    if not rows or not len(cells):
        return cells[:0]
    if wanted.width.max() > 1 or wanted.up.any() or wanted.down.any():
        best = _reaching_far(table, areas, cells, rows, wanted)
    else:  # another value is nearly always there by now
        best = Programme(cells, wanted.price, rows, gap=_GAP, nodes=_NODES).best()
    return cells[:0] if best is None else cells[best > 0.5]


def least_price(table: Cube, wanted: Wanted) -> float:
    """The price that no pattern of the whole table can be below, as every safe one meets what single sums ask for."""
    areas = range(len(table.areas))
    cells = np.nonzero(wanted.usable & ~wanted.left_out)[0]
    programme = Programme(cells, wanted.price, _rows(table, areas, wanted), gap=0.0, nodes=_NODES_TO_PROVE)
    programme.best()
    return programme.bound()


def _reaching_far(table: Cube, areas: Sequence[int], cells: Ints, rows: Sequence[Row], wanted: Wanted) -> Floats | None:
    """The best choice once rows are added for what it falls short of.

    First each area and those just below it for themselves, then all of them, in fractions and in whole cells: most rows
    are found where they cost next to nothing, so that the large programme is solved a few times only.
    """
    near = [
        Near(table, (*below, area), wanted.room, wanted.left_out, wanted.usable, far=wanted.far)
        for area in areas[:-1]
        if (below := table.children[area])
    ]
    if last := table.children[areas[-1]]:
        near.append(Near(table, last, wanted.room, wanted.left_out, wanted.usable, far=wanted.far, fixed=areas[-1]))
    found = list(rows)
    for one in near if len(near) > 1 else ():
        inside = np.zeros(len(wanted.usable), dtype=bool)
        inside[one.cells] = True
        of_them = [row for row in rows if inside[row[0]].all()]
        if of_them:
            small = Programme(cells[inside[cells]], wanted.price, of_them, gap=_GAP_NEAR, nodes=1)
            found += _meet(small, [one], wanted, _ROUNDS_NEAR)
    programme = Programme(cells, wanted.price, found, gap=_GAP_AGAIN, nodes=_NODES_AGAIN)
    programme.in_fractions(True)
    _meet(programme, near, wanted, _ROUNDS_IN_FRACTIONS)
    programme.in_fractions(False)
    _meet(programme, near, wanted, _ROUNDS if len(near) > 1 else _ROUNDS_NEAR)
    return programme.best()


def _meet(programme: Programme, tables: Sequence[Near], wanted: Wanted, rounds: int) -> list[Row]:
    """Add rows to the programme until its best choice falls short of nothing, some times at most; all those rows."""
    added: list[Row] = []
    for _ in range(rounds):
        best = programme.best()
        if best is None:
            break
        left_out = wanted.left_out.astype(np.float64)
        left_out[programme.cells] = best
        more = [row for one in tables for row in one.rows(left_out, wanted.up, wanted.down, wanted.width)]
        if not more:
            break
        programme.add(more)
        added += more
    return added


def _cells_of(table: Cube, areas: Sequence[int]) -> Ints:
    return (np.array(areas, dtype=np.int64)[:, None] * table.width + np.arange(table.width)).reshape(-1)


def _rows(table: Cube, areas: Sequence[int], wanted: Wanted) -> list[Row]:
    """What every sum asks for, each written once."""
    found: dict[tuple[bytes, bytes, float], Row] = {}
    for total, parts in published_sums(table, areas):
        for row in _demands(total, parts, wanted):
            found.setdefault((row[0].tobytes(), row[1].tobytes(), row[2]), row)
    return list(found.values())


def published_sums(table: Cube, areas: Sequence[int]) -> Iterator[tuple[int, Ints]]:
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
