"""Controlled rounding: every cell to a multiple of the base beside it, and every margin the sum of its parts.

From the whole downwards: once an area's cells are rounded, those of the areas in it are chosen so that they add up
to them, by a whole-number programme (HiGHS) over one family of areas at a time, so that cost grows with the number
of areas. Zeros and other multiples of the base stay (zero-restricted controlled rounding: Cox 1987, "A constructive
procedure for unbiased controlled rounding", Journal of the American Statistical Association 82; here each choice is
the one nearest to the counts, so that re-runs agree). With two or more columns of categories there are tables in
which not all sums over categories can be beside their counts: those that are not are few, and counted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack, identity

from joinedup.engine.disclosure.cube import Cube, Ints, sums_of
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.errors import error

Floats = NDArray[np.float64]
_BASES = (3, 5, 10, 20, 50, 100)
_BESIDE = 1000.0  # the price of a sum one base off, against a cell's distance from its count as a share of the base
_NODES = 2000  # far more than such programmes take; a count, not a time, so that re-runs agree


@frozen(eq=False)
class Rounded:
    """`counts` has the shape of the cube's. `within`: no cell is further than this from its count.

    `not_beside`: how many sums are not one of the two multiples beside their count.
    """

    base: int
    counts: Ints
    within: int
    not_beside: int


def base_for(rule: Rule) -> int:
    """The least usual base above the rule's small counts, and a multiple of what its body rounds to."""
    fit = (base for base in _BASES if base > rule.largest and base % max(rule.round_to, 1) == 0)
    return next(fit, rule.largest + 1)


def controlled_rounding(
    table: Cube, base: int, advance: Callable[[int, int], None] = lambda done, total: None
) -> Rounded:
    """The table rounded to multiples of `base`, additive in every margin. Raises `usage` for a base below 2."""
    if base < 2:
        raise error("usage", what="A base for rounding is a whole number, 2 or more.")
    inner = np.array(table.inner(), dtype=np.int64)
    margins = _margins_of(table, inner)
    top = len(table.areas) - 1
    rounded = np.zeros_like(table.counts)
    rounded[top, inner] = _family(table.counts[[top]][:, inner], None, margins, base)[0]
    done = 1
    for area in range(top, -1, -1):  # areas come finest first, so a parent is rounded before its children
        children = list(table.children[area])
        if children:
            found = _family(table.counts[children][:, inner], rounded[area, inner], margins, base)
            rounded[np.array(children)[:, None], inner[None, :]] = found
            done += len(children)
            advance(done, top + 1)
    whole = sums_of(table, rounded).reshape(table.counts.shape)
    off = np.abs(whole - table.counts)
    return Rounded(base, whole, max(base - 1, int(off.max(initial=0))), int((off >= base).sum()))


def _margins_of(table: Cube, inner: Ints) -> csr_array:
    """One row a sum over categories, one column an inner combination: which are in it."""
    places = {combination: n for n, combination in enumerate(np.ndindex(*table.shape))}
    columns = {int(k): n for n, k in enumerate(inner)}
    rows: list[int] = []
    entries: list[int] = []
    sums = [place for place, k in places.items() if k not in columns]
    for row, total in enumerate(sums):
        for place, k in places.items():
            fits = all(t in (size - 1, v) for t, v, size in zip(total, place, table.shape, strict=True))
            if k in columns and fits:
                rows.append(row)
                entries.append(columns[k])
    return coo_array((np.ones(len(rows)), (rows, entries)), shape=(len(sums), len(inner))).tocsr()


def _family(counts: Ints, above: Ints | None, margins: csr_array, base: int) -> Ints:
    """The cells of some areas rounded: one row an area, one column an inner combination.

    `above`: what each combination must add up to over the areas; None for the whole, which has nothing above it.
    """
    low = counts // base
    part = (counts - low * base) / base  # how far on the way to the next multiple
    if not part.any():
        return counts.copy()
    areas, width = counts.shape
    cells = areas * width
    up = Bounds(0, np.where(part > 0, 1.0, 0.0).reshape(-1))
    over = csr_array(np.kron(np.eye(areas), margins.toarray()))
    share = over @ part.reshape(-1)  # of each sum over categories, above that of its parts' lower multiples
    floors, ceilings = np.floor(share + 1e-9), np.ceil(share - 1e-9)
    sums = over.shape[0]
    shift = hstack([over, identity(sums), -identity(sums)]) if sums else csr_array((0, cells))
    constraints = [LinearConstraint(shift, floors, ceilings)] if sums else []
    if above is not None:
        wanted = above // base - low.sum(axis=0)
        tied = hstack([csr_array(np.tile(np.eye(width), areas)), csr_array((width, 2 * sums))])
        constraints.append(LinearConstraint(tied, wanted, wanted))
    cost = np.concatenate([(1 - 2 * part).reshape(-1), np.full(2 * sums, _BESIDE)])
    found = milp(
        cost,
        integrality=np.concatenate([np.ones(cells), np.zeros(2 * sums)]),
        bounds=Bounds(0, np.concatenate([up.ub, np.full(2 * sums, np.inf)])),
        constraints=constraints,
        options={"node_limit": _NODES},
    )
    if found.x is None:
        raise error("rounding-impossible", base=base)
    chosen = np.rint(found.x[:cells]).astype(np.int64).reshape(areas, width)
    return np.asarray((low + chosen) * base, dtype=np.int64)
