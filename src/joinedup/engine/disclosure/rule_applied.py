"""A body's rule set applied whole, in its order: small counts left out, the others rounded, totals as it says.

Bodies that round leave nothing further out: rounding is meant to keep what is left out from following from totals.
It does nearly always, not always (four counts of 7 and a total of 28 that is rounded to 30). So every table is
attacked, and where something follows further counts are left out, which no such rule asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray
from scipy.sparse import vstack

from joinedup.engine.disclosure.changed import Changed, attacked
from joinedup.engine.disclosure.cube import GREATEST_COUNT, Cube, Ints, sums_of
from joinedup.engine.disclosure.intervals import Certificate
from joinedup.engine.disclosure.nearest import ENDLESS, Nearest, nearest_of
from joinedup.engine.disclosure.published import Key, places, publish_rounded
from joinedup.engine.disclosure.room import Proof, other_tables
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.disclosure.suppression import pattern
from joinedup.engine.errors import error

_ROOM = 2 * GREATEST_COUNT  # as far as anything needs to go that has no end
Mask = NDArray[np.bool_]


@frozen(eq=False)
class _Shown:
    """What a reader sees (`figures`, of the shape of the counts; `left_out`), and the ends of every count."""

    near: Nearest
    figures: Ints
    left_out: Mask
    low: Ints
    high: Ints


def apply_rule_set(
    table: Cube,
    rule: Rule,
    name: str = "",
    advance: Callable[[int, int], None] = lambda done, total: None,
    *,
    also: Collection[Key] = (),
    processes: int = 1,
) -> Changed:
    """The table as a rule set that rounds asks for. also: cells to be left out in any case.

    Raises `usage` where the middle of a range would tell what is small, and `not-safe` (exit status 1) where a small
    count could be worked out, whatever else is left out.
    """
    near, counts = nearest_of(rule), table.counts
    if near.middle and near.base <= rule.largest:
        raise error("usage", what=f"Round to more than {rule.largest}, the largest count that the rule calls small.")
    small = (counts >= rule.smallest) & (counts <= rule.largest)
    usable = (counts > 0) | (not rule.zeros_published)
    primary = small & (not near.middle)
    wanted = primary | (places(table, also).reshape(counts.shape) & usable)
    shown = _shown(table, rule, evolve(near, further=bool((wanted & ~primary).any())), wanted)
    proof = other_tables(table, counts, shown.low, shown.high, shown.left_out | (small & (shown.figures > 0)))
    certificate, follow = proof.certificate, np.zeros(counts.size, dtype=bool)
    follow[[*proof.pinned, *proof.unsettled]] = True
    if follow.any():
        found = pattern(
            table, follow, least=np.full(counts.size, int(rule.zeros_published)), most=np.full(counts.size, _ROOM),
            usable=usable.reshape(-1), defend_lone=False, processes=processes, advance=advance,
        )  # fmt: skip
        more = wanted | found.suppressed.reshape(counts.shape)
        shown = _shown(table, rule, evolve(near, further=True), more)
        changes = vstack([certificate.changes, found.certificate(table).changes]).tocsr()
        certificate = Certificate(certificate.counts, changes)
    published = publish_rounded(table, shown.figures, shown.left_out, primary, rule, name, near=shown.near)
    made = attacked(table, published, shown.figures, Proof(certificate, (), ()), additive=near.sums)
    return evolve(
        made,
        left_out=int(shown.left_out.sum()),
        further=int((shown.left_out & ~primary).sum()),
        sum_lost=int(counts[shown.left_out].sum()),
    )


def _shown(table: Cube, rule: Rule, near: Nearest, left_out: Mask) -> _Shown:
    totals, counts = table.totals(), table.counts
    figures = np.where(left_out, 0, near.figures(counts))
    if near.sums:
        figures = np.where(totals, sums_of(table, figures).reshape(counts.shape), figures)
        left_out = left_out | (totals & (figures == 0) & (counts > 0))  # a 0 would say that nobody is there
    low, high = near.ends(figures, rule)
    if near.sums:
        of_sums = near.ends_of_sum(figures, rule)
        low, high = (np.where(totals, mine, own) for mine, own in zip(of_sums, (low, high), strict=True))
    for total in (False, True):
        mine = left_out & (totals == total)
        low[mine], high[mine] = near.ends_left_out(rule, total=total)
    return _Shown(near, figures, left_out, low, np.where(high == ENDLESS, np.maximum(counts, 1) + _ROOM, high))
