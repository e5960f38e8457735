"""A table of amounts made safe: what would give a contributor away left out, attacked before anyone sees it.

The search is that of counts. It works in whole units, none so small that sums get too large for its linear programmes:
what it finds is then a change in whole smallest units as well, and is checked as such. Rooms are rounded down to those
units and protection levels up, so that the promise is kept to the penny.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import evolve, frozen

from joinedup.engine.disclosure.alternatives import Floats
from joinedup.engine.disclosure.amounts_file import Amounts
from joinedup.engine.disclosure.attack import Attack, attack
from joinedup.engine.disclosure.contributions import NOBODY
from joinedup.engine.disclosure.cube import GREATEST_COUNT, Cube, Ints, sums_of
from joinedup.engine.disclosure.dominance import Sensitive, sensitive
from joinedup.engine.disclosure.intervals import Certificate
from joinedup.engine.disclosure.published import Published, publish
from joinedup.engine.disclosure.reach import Reach
from joinedup.engine.disclosure.rules import Rule
from joinedup.engine.disclosure.suppression import Pattern, pattern
from joinedup.engine.errors import error

_CELL = 8.0  # the price of leaving out a cell, and once more for every typical amount in it


@frozen(eq=False)
class ProtectedAmounts:
    """A safe table of amounts, and the attack that it withstood.

    few, dominated, estimated: how many cells are primary for that reason; one may be so for several. The sums are of
    amounts left out, in smallest units, every margin included. `exceptions`: how often somebody alone in a cell could
    know another amount too closely, whatever else is left out. Not looked for where `defended` is False.
    """

    published: Published
    attack: Attack
    few: int
    dominated: int
    estimated: int
    primary: int
    secondary: int
    suppressed_sum: int
    secondary_sum: int
    exceptions: int
    defended: bool = True


def protect_amounts(
    amounts: Amounts,
    rule: Rule,
    name: str = "",
    advance: Callable[[int, int], None] = lambda done, total: None,
    *,
    defend_lone: bool = True,
    processes: int = 1,
) -> ProtectedAmounts:
    """The table without every amount that the rule set calls sensitive, and what protects those.

    `defend_lone`: whether somebody alone in a cell, who knows it, must stay as far from every other sensitive amount.
    Raises `rules-without-dominance`, and `amounts-not-safe` (exit status 1) where an amount left out could be
    estimated more closely than its protection level.
    """
    if not rule.dominance_n and not rule.p_percent:
        raise error("rules-without-dominance", where=rule.name)
    table, units = amounts.table, amounts.table.counts.reshape(-1)
    found = sensitive(units, amounts.behind, rule)
    primary, least = found.primary, _least(table, rule)
    chosen, certificate = _pattern(amounts, found, least, rule, defend_lone, processes, advance)
    published = publish(table, chosen.suppressed, primary, rule, name, decimals=amounts.decimals)
    attacked = _attacked(published, certificate, units, found.level, least)
    secondary = chosen.suppressed & ~primary
    return ProtectedAmounts(
        published=published,
        attack=attacked,
        few=int(found.few.sum()),
        dominated=int(found.dominated.sum()),
        estimated=int(found.estimated.sum()),
        primary=int(primary.sum()),
        secondary=int(secondary.sum()),
        suppressed_sum=int(units[chosen.suppressed].sum()),
        secondary_sum=int(units[secondary].sum()),
        exceptions=sum(one != NOBODY for one, _, _ in chosen.unmet),
        defended=defend_lone,
    )


def _least(table: Cube, rule: Rule) -> Ints:
    """What anyone knows an amount left out to be at least: where zeros are shown, a unit for each cell that is none."""
    zeros = np.zeros(table.counts.size, dtype=np.int64)
    return sums_of(table, table.counts > 0) if rule.zeros_published else zeros


def _pattern(
    amounts: Amounts,
    found: Sensitive,
    least: Ints,
    rule: Rule,
    defend_lone: bool,
    processes: int,
    advance: Callable[[int, int], None],
) -> tuple[Pattern, Certificate]:
    """What to leave out; and other tables in smallest units, which add up because those of the search do."""
    units = amounts.table.counts.reshape(-1)
    unit = _unit(units, found.level)
    coarse = evolve(amounts.table, counts=amounts.table.counts // unit)
    in_units = coarse.counts.reshape(-1)
    room = np.maximum(units - least, 0) // unit
    up = -(-found.level // unit)
    usable = (units > 0) | (not rule.zeros_published)
    chosen = pattern(
        coarse,
        found.primary,
        least=in_units - room,
        most=in_units + 4 * GREATEST_COUNT,
        usable=usable,
        reach=Reach(up, np.minimum(up, room), np.zeros_like(up), whole=True),
        defend_lone=defend_lone,
        lone=amounts.behind.alone(),
        price=_price(units, found),
        processes=processes,
        advance=advance,
    )
    changes = chosen.certificate(coarse).changes * unit
    return chosen, Certificate(units, changes)


def _unit(units: Ints, level: Ints) -> int:
    return max(1, -(-int(max(units.max(), level.max())) // GREATEST_COUNT))


def _price(units: Ints, found: Sensitive) -> Floats:
    """Few cells, and small ones, whatever amounts are measured in."""
    others = units[(units > 0) & ~found.primary]
    typical = float(np.median(others)) if len(others) else 1.0
    return np.asarray(_CELL + _CELL * units / typical)


def _attacked(published: Published, certificate: Certificate, units: Ints, level: Ints, least: Ints) -> Attack:
    """The attack, after which every amount is as far from both ends as it must be. Raises `amounts-not-safe`."""
    hidden = np.array([cell.count is None for cell in published.cells])
    down, up = units - np.minimum(level, units - least), units + level
    attacked = attack([published], exact=False, certificate=certificate)
    nearer = _nearer(attacked, down[hidden], up[hidden])
    if nearer:  # the search did not find its ends; they may lie further off all the same
        attacked = attack([published])
        nearer = _nearer(attacked, down[hidden], up[hidden])
    if nearer or not attacked.safe:
        raise error(
            "amounts-not-safe",
            where=published.name,
            nearer=nearer,
            pinned=attacked.pinned,
            unchecked=attacked.unchecked,
        )
    return attacked


def _nearer(attacked: Attack, down: Ints, up: Ints) -> int:
    """How many of the cells left out do not reach these ends; primary or not, the others ask for nothing."""
    return sum(
        reading.primary and (reading.low > low or (reading.high is not None and reading.high < high))
        for reading, low, high in zip(attacked.readings, down, up, strict=True)
    )
