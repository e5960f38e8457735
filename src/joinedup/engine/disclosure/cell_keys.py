"""Cell keys: noise that is the same whenever the same people are counted, in whichever table and area.

Everybody has a record key; a cell's key is the sum of those of the people in it, and decides together with the count
by how much the figure differs. Zeros stay. Methods: Fraser and Wooton (2005) and Marley and Leaver (2011) of the
Australian Bureau of Statistics, used by the ONS for Census 2021; the table of noise is the one of greatest entropy
that is unbiased and has the variance asked for (Giessing 2016, Privacy in Statistical Databases, LNCS 9867).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping

import numpy as np
from attrs import frozen
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from numpy.typing import NDArray
from scipy.optimize import minimize

from joinedup.engine.disclosure.cube import Cube, Ints, sums_of
from joinedup.engine.errors import error

KEYS = 2**32  # record keys, and cell keys, are whole numbers from 0 to this less one
GREATEST_NOISE = 50
SHORTEST_SECRET = 32  # bytes
_SALT = b"joinedup record keys, version 1"
_EXACT = 1e-6
Floats = NDArray[np.float64]
InnerKeys = Mapping[
    tuple[str, tuple[str, ...]], int
]  # (code of a finest area, values of the BY columns) -> sum of keys


@frozen(eq=False)
class Noise:
    """The p-table: `up_to[count]` are cumulative probabilities of noise from -most to most.

    One row a count; all counts beyond share the last row, and row 0 is a zero that stays.
    """

    most: int
    variance: float
    up_to: tuple[tuple[float, ...], ...]

    def of(self, counts: Ints, keys: Ints) -> Ints:
        """The noise of each cell. Both arrays have one shape; keys are from 0 to `KEYS` - 1."""
        table = np.array(self.up_to)
        share = (keys.reshape(-1) + 0.5) / KEYS
        row = np.minimum(counts.reshape(-1), len(self.up_to) - 1)
        drawn = (table[row] < share[:, None]).sum(axis=1) - self.most
        return np.asarray(drawn.reshape(counts.shape), dtype=np.int64)


def noise_table(most: int, variance: float) -> Noise:
    """The p-table of greatest entropy with noise of at most `most`, mean 0 and this variance for every count.

    Raises `noise-impossible` where no such table exists: a count of 1 can only fall by 1, so that its variance is less
    than `most`.
    """
    if not 1 <= most <= GREATEST_NOISE or not 0 < variance < most:
        raise error("noise-impossible", greatest=GREATEST_NOISE)
    stays = [0.0] * most + [1.0] * (most + 1)
    rows = [tuple(stays)]
    for count in range(1, most + 1):
        steps = np.arange(-count, most + 1, dtype=np.float64)
        chances = _greatest_entropy(steps, variance)
        cumulative = np.concatenate([np.zeros(most - count), np.cumsum(chances)])
        cumulative[-1] = 1.0
        rows.append(tuple(float(one) for one in cumulative))
    return Noise(most, variance, tuple(rows))


def _greatest_entropy(steps: Floats, variance: float) -> Floats:
    """Chances of the steps, mean 0 and this variance: exp(a·step + b·step²), a and b from the dual, which is convex."""
    features = np.stack([steps / steps.max(), (steps**2 - variance) / steps.max() ** 2])

    def dual(weights: Floats) -> tuple[float, Floats]:
        exponent = weights @ features
        top = exponent.max()
        chances = np.exp(exponent - top)
        total = chances.sum()
        return float(top + np.log(total)), features @ (chances / total)

    found = minimize(dual, np.zeros(2), jac=True, method="BFGS", options={"gtol": 1e-10, "maxiter": 1000})
    exponent = found.x @ features
    chances = np.exp(exponent - exponent.max())
    chances /= chances.sum()
    if abs(chances @ steps) > _EXACT or abs(chances @ steps**2 - variance) > _EXACT:
        raise error("noise-impossible", greatest=GREATEST_NOISE)
    return np.asarray(chances)


def record_keyer(secret: bytes, reference: str) -> Callable[[str], int]:
    """The function from a person's id to their record key under the agreement `reference`.

    HMAC-SHA-256 under a key derived for the agreement alone (HKDF, RFC 5869). Raises `pseudonym-secret-short`,
    `pseudonym-reference-missing`.
    """
    if len(secret) < SHORTEST_SECRET:
        raise error("pseudonym-secret-short", least=SHORTEST_SECRET)
    if not reference.strip():
        raise error("pseudonym-reference-missing")
    key = HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=reference.encode()).derive(secret)

    def record_key(person: str) -> int:
        return int.from_bytes(hmac.new(key, person.encode(), hashlib.sha256).digest()[:4])

    return record_key


def cell_keys(table: Cube, inner: InnerKeys) -> Ints:
    """The key of every cell, of the shape of the cube's counts: the sum of record keys of the people in it.

    inner: sums for the cells of the finest areas without totals; a cell that is not there has none. Raises
    `keys-missing` where a cell that counts somebody has no key.
    """
    keys = np.zeros_like(table.counts)
    combinations, inside = table.combinations(), table.inner()
    for area, (level, code) in enumerate(table.areas):
        if level != table.levels[0]:
            break  # the finest areas come first
        for k in inside:
            key = inner.get((code, combinations[k]))
            if key is None and table.counts[area, k]:
                raise error("keys-missing")
            keys[area, k] = (key or 0) % KEYS
    return sums_of(table, keys).reshape(table.counts.shape) % KEYS
