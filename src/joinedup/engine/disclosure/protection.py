"""A table made safe: small counts and as few others as will do left out, attacked before anyone sees it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen

from joinedup.engine.disclosure.attack import Attack, attack
from joinedup.engine.disclosure.cube import GREATEST_COUNT, Cube
from joinedup.engine.disclosure.published import Published, publish
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.disclosure.suppression import pattern
from joinedup.engine.errors import error


@frozen(eq=False)
class Protected:
    """A safe table. `suppressed_sum` is the sum of all counts left out; `attack` the attack it withstood.

    `exceptions`: how often a contributor alone in a cell could work out another small count, whatever else is
    left out (they know their own cell, and the zeros are published).
    """

    published: Published
    attack: Attack
    primary: int
    secondary: int
    suppressed_sum: int
    secondary_sum: int
    exceptions: int


def protect(
    table: Cube, rule: Rule = DEFAULT, name: str = "", advance: Callable[[int, int], None] = lambda done, total: None
) -> Protected:
    """The table with every count the rule calls small, and what protects them, left out.

    Raises `not-safe` (exit status 1) where a cell left out could be worked out all the same.
    """
    counts = table.counts.reshape(-1)
    primary = (counts >= rule.smallest) & (counts <= rule.largest)
    found = pattern(
        table,
        primary,
        least=np.full_like(counts, int(rule.zeros_published)),
        most=np.full_like(counts, 2 * GREATEST_COUNT),
        usable=(counts > 0) | (not rule.zeros_published),
        advance=advance,
    )
    published = publish(table, found.suppressed, primary, rule, name)
    attacked = attack([published], exact=False, certificate=found.certificate(table))
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
        exceptions=len(found.unmet),
    )
