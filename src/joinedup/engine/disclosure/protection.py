"""A table made safe: small counts and as few others as will do left out, attacked before anyone sees it."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
from attrs import frozen

from joinedup.engine.disclosure.attack import Attack, attack
from joinedup.engine.disclosure.cube import GREATEST_COUNT, Cube
from joinedup.engine.disclosure.intervals import Certificate
from joinedup.engine.disclosure.published import Key, Published, places, publish
from joinedup.engine.disclosure.reach import ANY_OTHER, WHOLE_RANGE, reach
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.disclosure.suppression import pattern
from joinedup.engine.errors import error


@frozen(eq=False)
class Protected:
    """A safe table. `suppressed_sum` is the sum of all counts left out; `attack` the attack it withstood.

    `exceptions`: how often a contributor alone in a cell could work out another small count, whatever else is
    left out (they know their own cell, and the zeros are published). Not looked for where `defended` is False.
    `nearer`: where the whole range was asked for, the small counts that were not shown to reach all of it,
    because no table could. `certificate`: the other tables that look the same, over its cells in their order.
    """

    published: Published
    attack: Attack
    primary: int
    secondary: int
    suppressed_sum: int
    secondary_sum: int
    exceptions: int
    certificate: Certificate
    protection: str = ANY_OTHER
    defended: bool = True
    nearer: tuple[Key, ...] = ()


def protect(
    table: Cube,
    rule: Rule = DEFAULT,
    name: str = "",
    advance: Callable[[int, int], None] = lambda done, total: None,
    *,
    protection: str = ANY_OTHER,
    defend_lone: bool = True,
    processes: int = 1,
    also: Collection[Key] = (),
) -> Protected:
    """The table with every count the rule calls small, and what protects them, left out.

    `also`: cells to be left out and protected like small ones, as far as their counts are not zeros that are published.

    `protection`: one of `REACHES`, how far every small count must be able to go. `defend_lone`: whether somebody
    alone in a cell must not work out another small count either. Raises `usage` for an unknown protection, and
    `not-safe` (exit status 1) where a cell left out could be worked out all the same.
    """
    counts = table.counts.reshape(-1)
    primary = (counts >= rule.smallest) & (counts <= rule.largest)
    usable = (counts > 0) | (not rule.zeros_published)
    wanted = primary | (places(table, also) & usable)
    found = pattern(
        table,
        wanted,
        least=np.full_like(counts, int(rule.zeros_published)),
        most=np.full_like(counts, 2 * GREATEST_COUNT),
        usable=usable,
        reach=reach(table, wanted, rule, protection),
        defend_lone=defend_lone,
        processes=processes,
        advance=advance,
    )
    published = publish(table, found.suppressed, primary, rule, name)
    certificate = found.certificate(table)
    attacked = attack([published], exact=False, marks=False, certificate=certificate)
    if not attacked.safe:
        raise error("not-safe", where=name, pinned=attacked.pinned, unchecked=attacked.unchecked)
    secondary = found.suppressed & ~primary
    return Protected(
        published=published,
        attack=attacked,
        primary=int(primary.sum()),
        secondary=int(secondary.sum()),
        suppressed_sum=int(counts[found.suppressed].sum()),
        secondary_sum=int(counts[secondary].sum()),
        exceptions=sum(one >= 0 for one, _, _ in found.unmet),
        certificate=certificate,
        protection=protection,
        defended=defend_lone,
        nearer=_nearer(attacked, rule) if protection == WHOLE_RANGE else (),
    )


def _nearer(attacked: Attack, rule: Rule) -> tuple[Key, ...]:
    """The small counts for which the alternative tables do not span the rule's range."""
    return tuple(
        reading.key
        for reading in attacked.readings
        if reading.primary
        and (reading.low > rule.smallest or (reading.high is not None and reading.high < rule.largest))
    )
