"""Who pays what: a sum divided among partners by a formula that they agreed, to the last penny."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from joinedup.engine.errors import error

PENNY = Decimal("0.01")


def shares(total: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Divide `total` pounds in proportion to the weights; the parts add up to it exactly.

    Pennies left over by rounding down go to the largest remainders (Hamilton's method), ties by name.
    Raises `shares-impossible` for no weights, negative ones, or all zero.
    """
    if not weights or any(weight < 0 for weight in weights.values()) or not sum(weights.values()):
        raise error("shares-impossible")
    whole = sum(weights.values())
    exact = {name: total * weight / whole for name, weight in weights.items()}
    given = {name: part.quantize(PENNY, ROUND_FLOOR) for name, part in exact.items()}
    left = int((total - sum(given.values())) / PENNY)
    by_remainder = sorted(exact, key=lambda name: (given[name] - exact[name], name))
    for name in by_remainder[:left]:
        given[name] += PENNY
    return given


def subscription(total: Decimal, sizes: Mapping[str, int], flat_part: Decimal = Decimal("0.5")) -> dict[str, Decimal]:
    """A hub's yearly subscriptions: `flat_part` of the sum in equal shares, the rest by size (population served).

    Raises `shares-impossible` where the parts cannot be formed.
    """
    if not 0 <= flat_part <= 1:
        raise error("shares-impossible")
    everyone = sum(sizes.values())
    if not sizes or not everyone:
        raise error("shares-impossible")
    weights = {
        name: flat_part / len(sizes) + (1 - flat_part) * Decimal(size) / everyone for name, size in sizes.items()
    }
    return shares(total, weights)
