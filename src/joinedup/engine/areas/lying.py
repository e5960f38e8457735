"""Which areas of a list lie in which of another, by all that is known: lookups, and what stands beside kept areas."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from attrs import field, frozen


@frozen
class Lying:
    """Areas of a list and the larger ones that they lie in. Two that say the same are equal.

    codes: of the larger areas. up: for each smaller area the place of its larger one among them, -1 for none.
    elsewhere: how many of the areas in each larger one are not in the list.
    """

    codes: tuple[str, ...] = field(repr=False)
    up: Any = field(repr=False, eq=False)
    elsewhere: Any = field(repr=False, eq=False)
    _says: bytes = field(init=False, repr=False)

    @_says.default
    def _digest(self) -> bytes:
        return hashlib.blake2b(self.up.tobytes() + self.elsewhere.tobytes(), digest_size=16).digest()

    def some(self, places: Sequence[int]) -> Lying:
        """Of some of the larger areas only."""
        new = np.full(len(self.codes) + 1, -1)
        new[list(places)] = np.arange(len(places))
        codes = tuple(self.codes[at] for at in places)
        return Lying(codes, new[self.up], self.elsewhere[list(places)])


@frozen(eq=False)
class Lookup:
    """The larger area of each smaller one, of two kinds of area."""

    above: Mapping[str, str] = field(repr=False)
    _kinds: tuple[frozenset[str], frozenset[str]] = field(init=False)

    @_kinds.default
    def _of_kinds(self) -> tuple[frozenset[str], frozenset[str]]:
        return _kinds(self.above), _kinds(self.above.values())

    def may_know(self, smaller: Iterable[str], larger: Iterable[str]) -> bool:
        """Whether it is of these kinds of area, as their first three characters tell. No area is in it for sure."""
        return not (self._kinds[0].isdisjoint(smaller) or self._kinds[1].isdisjoint(larger))


def _kinds(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(code[:3] for code in codes)


def lying(smaller: Sequence[str], larger: Sequence[str], known: Sequence[Lookup]) -> Lying | None:
    """How areas lie in larger ones by the one of the lookups that knows most of them; None where none knows any."""
    kinds = _kinds(smaller), _kinds(larger)
    places = {code: at for at, code in enumerate(larger)}
    best: tuple[int, Any, Mapping[str, str]] | None = None
    for one in known:
        if not one.may_know(*kinds):
            continue
        up = np.array([places.get(one.above.get(code, ""), -1) for code in smaller], dtype=int)
        if (count := int((up >= 0).sum())) > (best[0] if best else 0):
            best = count, up, one.above
    if best is None:
        return None
    _, up, above = best
    there = set(smaller)
    others = [places[code] for small, code in above.items() if code in places and small not in there]
    return Lying(tuple(larger), up, np.bincount(np.array(others, dtype=int), minlength=len(larger)))


def themselves(smaller: Sequence[str], larger: Sequence[str]) -> Lying | None:
    """Areas that are in both lists, each in itself; None where none is."""
    return lying(smaller, larger, [Lookup({code: code for code in set(smaller) & set(larger)})])


def pairs_of(table: pl.DataFrame) -> list[Lookup]:
    """Of each two columns of a lookup the area of the one that each of the other lies in, where that is one only."""
    found: list[Lookup] = []
    for at, small in enumerate(table.columns):
        for large in table.columns[at + 1 :]:
            pairs = table.select(small, large).drop_nulls().unique()
            if pairs.height and pairs[small].is_unique().all():
                found.append(Lookup(dict(pairs.iter_rows())))
    return found
