"""Tables whose figures are changed instead of left out: rounded, or by cell keys; attacked like any other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen

from joinedup.engine.disclosure.attack import Attack, attack
from joinedup.engine.disclosure.cell_keys import Noise
from joinedup.engine.disclosure.coarser import small_counts
from joinedup.engine.disclosure.cube import Cube, Ints
from joinedup.engine.disclosure.published import CELL_KEYS, ROUNDED, Published, publish_changed
from joinedup.engine.disclosure.room import Proof, other_tables
from joinedup.engine.disclosure.rounding import controlled_rounding
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.errors import error


@frozen(eq=False)
class Changed:
    """A table with changed figures, and the attack that it withstood.

    `small`: how many counts the rule calls small. `cells`: how many figures differ; `mean` and `greatest`: by how much,
    over all cells; `of_totals`: the greatest difference among sums. `additive`: whether figures add up to their sums.
    `not_beside`: how many rounded sums are further from their count than the base. `left_out`: how many cells are,
    which add up to `sum_lost`; `further`: how many of them are not small.
    """

    published: Published
    attack: Attack
    small: int
    cells: int
    mean: float
    greatest: int
    of_totals: int
    additive: bool
    not_beside: int = 0
    left_out: int = 0
    further: int = 0
    sum_lost: int = 0


def round_table(
    table: Cube,
    rule: Rule,
    base: int,
    name: str = "",
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Changed:
    """The table rounded with sums that add up. Raises `usage` where the base is not above the rule's small counts,
    `rounding-impossible`, and `not-safe` (exit status 1) where a small count could be worked out all the same.
    """
    if base <= rule.largest:
        raise error("usage", what=f"Round to more than {rule.largest}, the largest count that the rule calls small.")
    rounded = controlled_rounding(table, base, advance)
    figures = publish_changed(table, rounded.counts, rule, name, method=ROUNDED, within=rounded.within)
    # the rounded table is itself one that a reader cannot tell from the counts
    low, high = _ends(rounded.counts, rounded.within)
    proof = other_tables(table, rounded.counts, low, high, low <= rule.largest)
    return attacked(table, figures, rounded.counts, proof, additive=True, not_beside=rounded.not_beside)


def perturb_table(table: Cube, rule: Rule, keys: Ints, noise: Noise, name: str = "") -> Changed:
    """The table with noise by cell keys (of the shape of its counts).

    Raises `usage` where the noise is not above half of what the rule calls small, and `not-safe` (exit status 1)
    where a small count could be worked out.
    """
    if 2 * noise.most < rule.largest - rule.smallest:
        raise error("usage", what=f"Noise of at most {noise.most} hides less than the rule asks for.")
    figures = table.counts + noise.of(table.counts, keys)
    made = publish_changed(table, figures, rule, name, method=CELL_KEYS, within=noise.most)
    low, high = _ends(figures, noise.most)
    proof = other_tables(table, table.counts, low, high, low <= rule.largest)
    return attacked(table, made, figures, proof, additive=False)


def _ends(figures: Ints, within: int) -> tuple[Ints, Ints]:
    """What the counts can be; a figure above zero is of somebody."""
    return np.maximum(figures - within, (figures > 0).astype(np.int64)), figures + within


def attacked(
    table: Cube, made: Published, figures: Ints, proof: Proof, *, additive: bool, not_beside: int = 0
) -> Changed:
    """A table that was made so, if nothing follows from it. Raises `not-safe`."""
    if proof.pinned or proof.unsettled:
        raise error("not-safe", where=made.name, pinned=len(proof.pinned), unchecked=len(proof.unsettled))
    found = attack([made], exact=False, marks=False, certificate=proof.certificate)
    if not found.safe:
        raise error("not-safe", where=made.name, pinned=found.pinned, unchecked=found.unchecked)
    off = np.abs(figures - table.counts)
    hidden = np.array([cell.count is None for cell in made.cells], dtype=bool).reshape(off.shape)
    off[hidden] = 0
    return Changed(
        published=made,
        attack=found,
        small=small_counts(table, made.rule),
        cells=int((off > 0).sum()),
        mean=float(off[~hidden].mean()) if not hidden.all() else 0.0,
        greatest=int(off.max()),
        of_totals=int(off[table.totals()].max(initial=0)),
        additive=additive,
        not_beside=not_beside,
    )
