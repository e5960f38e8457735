"""A published table of counts or amounts as its reader has it: cells shown or left out, and what goes with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import ALL, TOTAL, Cube, Ints
from joinedup.engine.disclosure.nearest import Nearest
from joinedup.engine.disclosure.rules import Rule

SHOWN, PRIMARY, SECONDARY, CHANGED = "shown", "suppressed-primary", "suppressed-secondary", "changed"
SUMMED = "summed"  # a total that is the sum of the figures shown, whatever the counts add up to
SUPPRESSED = "suppressed"  # a cell left out, without a word on whether it is a small one
NOT_THERE = "not-there"  # a cell that the file does not list, though it lists its area and its categories
STATUSES = (SHOWN, PRIMARY, SECONDARY, SUPPRESSED, CHANGED, SUMMED)
WITH_FIGURE = (SHOWN, CHANGED, SUMMED)
LEFT_OUT, ROUNDED, CELL_KEYS, EACH_ROUNDED = "left-out", "rounded", "cell-keys", "each-rounded"


@frozen(order=True)
class Key:
    """Which cell: a level and the code of an area, and a value or `Total` of each column of categories."""

    level: str
    area: str
    values: tuple[str, ...]


@frozen
class Cell:
    """A published cell; `count` is None where it is left out. In a table of amounts it is in smallest units."""

    key: Key
    count: int | None
    status: str


@frozen(eq=False)
class Published:
    """One published table.

    `levels` are finest first, without `all`. `lookup` has for each area of the finest level its codes at every
    level; empty where it is not known. `method`: how it was made safe. `within`: where its figures are changed, how far
    the true count may at most be from each; a count of zero stays zero. `near`: how, where each figure was rounded by
    itself, and some may be left out too. `decimals`: those of a table of amounts, None
    for counts.
    """

    name: str
    levels: tuple[str, ...]
    by: tuple[str, ...]
    cells: tuple[Cell, ...]
    lookup: tuple[tuple[str, ...], ...]
    rule: Rule
    method: str = LEFT_OUT
    within: int = 0
    decimals: int | None = None
    near: Nearest | None = None


def publish_rounded(
    table: Cube, figures: Ints, left_out: NDArray[np.bool_], small: NDArray[np.bool_], rule: Rule, name: str,
    *, near: Nearest,
) -> Published:  # fmt: skip
    """The cube with each figure rounded by itself, and cells left out; all are of the shape of its counts."""
    totals, cells = table.totals().reshape(-1), []
    hidden, primary, each = left_out.reshape(-1), small.reshape(-1), figures.reshape(-1)
    for n, key in enumerate(_keys(table)):
        if hidden[n]:
            cells.append(Cell(key, None, PRIMARY if primary[n] else SECONDARY))
        else:
            cells.append(Cell(key, int(each[n]), SUMMED if near.sums and totals[n] else CHANGED))
    return Published(
        name, table.levels, table.by, tuple(cells), tuple(table.lookup()), rule, EACH_ROUNDED, near.within, near=near
    )


def places(table: Cube, keys: Collection[Key]) -> NDArray[np.bool_]:
    """Which cells of the cube these are; those that it does not have are none."""
    wanted = frozenset(keys)
    cells = (key in wanted for key in _keys(table))
    return np.fromiter(cells, dtype=bool) if wanted else np.zeros(table.counts.size, dtype=bool)


def _keys(table: Cube) -> Iterable[Key]:
    combinations = table.combinations()
    return (Key(level, code, values) for level, code in table.areas for values in combinations)


def publish_changed(table: Cube, figures: Ints, rule: Rule, name: str, *, method: str, within: int) -> Published:
    """The cube with changed figures (of the shape of its counts) in place of its counts, no cell left out."""
    cells = tuple(Cell(key, int(one), CHANGED) for key, one in zip(_keys(table), figures.reshape(-1), strict=True))
    return Published(name, table.levels, table.by, cells, tuple(table.lookup()), rule, method, within)


def publish(
    table: Cube,
    suppressed: NDArray[np.bool_],
    primary: NDArray[np.bool_],
    rule: Rule,
    name: str,
    *,
    decimals: int | None = None,
) -> Published:
    """The cube as published: finest level first, `all` last; counts only where a cell is shown."""
    return Published(
        name=name,
        levels=table.levels,
        by=table.by,
        cells=tuple(_cells(table, suppressed, primary)),
        lookup=tuple(table.lookup()),
        rule=rule,
        decimals=decimals,
    )


def _cells(table: Cube, suppressed: NDArray[np.bool_], primary: NDArray[np.bool_]) -> Iterable[Cell]:
    counts = table.counts.reshape(-1)
    for number, key in enumerate(_keys(table)):
        if suppressed[number]:
            yield Cell(key, None, PRIMARY if primary[number] else SECONDARY)
        else:
            yield Cell(key, int(counts[number]), SHOWN)


def with_one_mark(table: Published) -> Published:
    """The table as it may be made public: who reads it is not told which of the cells left out are small.

    Of a cell known to be small and one known not to be, whose sum is shown, often only one pair of counts is possible.
    """
    hidden = (evolve(cell, status=SUPPRESSED) if cell.count is None else cell for cell in table.cells)
    return evolve(table, cells=tuple(hidden))


def is_bare(cell: Cell, rule: Rule) -> bool:
    """Whether a count that the rule calls small is shown as it is."""
    return cell.status == SHOWN and cell.count is not None and rule.smallest <= cell.count <= rule.largest


def tells_small_ones(table: Published) -> bool:
    """Whether a reader is told which of the cells left out are small."""
    return any(cell.status in (PRIMARY, SECONDARY) for cell in table.cells)


def as_rows(table: Published) -> Iterable[tuple[str | int | None, ...]]:
    """The rows of the CSV file, under `header`."""
    for cell in table.cells:
        figure = None if cell.count is None else as_figure(cell.count, table.decimals) if table.decimals else cell.count
        yield (cell.key.level, cell.key.area, *cell.key.values, figure, cell.status)


def header(by: Iterable[str], *, amounts: bool = False) -> list[str]:
    """The columns of the CSV file."""
    return ["level", "area", *by, "amount" if amounts else "count", "status"]


def as_figure(units: int, decimals: int | None) -> str:
    """A count, or an amount in smallest units with all its decimals, as a plain number."""
    if not decimals:
        return str(units)
    whole, after = divmod(units, 10**decimals)
    return f"{whole}.{after:0{decimals}d}"


__all__ = ["ALL", "CELL_KEYS", "CHANGED", "EACH_ROUNDED", "LEFT_OUT", "NOT_THERE", "PRIMARY", "ROUNDED", "SECONDARY",
           "SHOWN", "STATUSES", "SUMMED", "SUPPRESSED", "TOTAL", "WITH_FIGURE", "Cell", "Key", "Published",
           "as_figure", "as_rows", "header", "is_bare", "places", "publish", "publish_changed", "publish_rounded",
           "tells_small_ones", "with_one_mark"]  # fmt: skip
