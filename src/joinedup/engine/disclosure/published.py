"""A published table of counts or amounts as its reader has it: cells shown or left out, and what goes with them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from joinedup.engine.disclosure.cube import ALL, TOTAL, Cube, Ints
from joinedup.engine.disclosure.rules import Rule

SHOWN, PRIMARY, SECONDARY, CHANGED = "shown", "suppressed-primary", "suppressed-secondary", "changed"
SUPPRESSED = "suppressed"  # a cell left out, without a word on whether it is a small one
NOT_THERE = "not-there"  # a cell that the file does not list, though it lists its area and its categories
STATUSES = (SHOWN, PRIMARY, SECONDARY, SUPPRESSED, CHANGED)
LEFT_OUT, ROUNDED, CELL_KEYS = "left-out", "rounded", "cell-keys"


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
    the true count may at most be from each; a count of zero stays zero. `decimals`: those of a table of amounts, None
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


def publish_changed(table: Cube, figures: Ints, rule: Rule, name: str, *, method: str, within: int) -> Published:
    """The cube with changed figures (of the shape of its counts) in place of its counts, no cell left out."""
    combinations = table.combinations()
    keys = (Key(level, code, values) for level, code in table.areas for values in combinations)
    cells = tuple(Cell(key, int(one), CHANGED) for key, one in zip(keys, figures.reshape(-1), strict=True))
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
    combinations = table.combinations()
    number = 0
    for level, code in table.areas:
        for values in combinations:
            key = Key(level, code, values)
            if suppressed[number]:
                yield Cell(key, None, PRIMARY if primary[number] else SECONDARY)
            else:
                yield Cell(key, int(counts[number]), SHOWN)
            number += 1


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


__all__ = ["ALL", "CELL_KEYS", "CHANGED", "LEFT_OUT", "NOT_THERE", "PRIMARY", "ROUNDED", "SECONDARY", "SHOWN",
           "STATUSES", "SUPPRESSED", "TOTAL", "Cell", "Key", "Published", "as_figure", "as_rows", "header", "is_bare",
           "publish", "publish_changed", "tells_small_ones", "with_one_mark"]  # fmt: skip
