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
    `not_beside`: how many rounded sums are further from their count than the base.
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
    proof = other_tables(table, rounded.counts, rounded.counts, rounded.within, rule)
    return _attacked(table, figures, rounded.counts, proof, additive=True, not_beside=rounded.not_beside)


def perturb_table(table: Cube, rule: Rule, keys: Ints, noise: Noise, name: str = "") -> Changed:
    """The table with noise by cell keys (of the shape of its counts).

    Raises `usage` where the noise is not above half of what the rule calls small, and `not-safe` (exit status 1)
    where a small count could be worked out.
    """
    if 2 * noise.most < rule.largest - rule.smallest:
        raise error("usage", what=f"Noise of at most {noise.most} hides less than the rule asks for.")
    figures = table.counts + noise.of(table.counts, keys)
    made = publish_changed(table, figures, rule, name, method=CELL_KEYS, within=noise.most)
    proof = other_tables(table, table.counts, figures, noise.most, rule)
    return _attacked(table, made, figures, proof, additive=False)


def _attacked(
    table: Cube, made: Published, figures: Ints, proof: Proof, *, additive: bool, not_beside: int = 0
) -> Changed:
    if proof.pinned or proof.unsettled:
        raise error("not-safe", where=made.name, pinned=len(proof.pinned), unchecked=len(proof.unsettled))
    attacked = attack([made], exact=False, certificate=proof.certificate)
    if not attacked.safe:
        raise error("not-safe", where=made.name, pinned=attacked.pinned, unchecked=attacked.unchecked)
    off = np.abs(figures - table.counts)
    sums = np.ones(off.shape, dtype=bool)
    leaves = sum(level == table.levels[0] for level, _ in table.areas)
    sums[np.ix_(range(leaves), table.inner())] = False
    return Changed(
        published=made,
        attack=attacked,
        small=small_counts(table, made.rule),
        cells=int((off > 0).sum()),
        mean=float(off.mean()),
        greatest=int(off.max()),
        of_totals=int(off[sums].max(initial=0)),
        additive=additive,
        not_beside=not_beside,
    )
