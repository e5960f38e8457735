"""How good a linkage is, where the truth is known: pairs found, missed and wrongly made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from attrs import frozen


@frozen
class Quality:
    """Counts of pairs of rows, and what follows from them. A share of nothing is 1.

    right: pairs of one person found; wrong: pairs of two people linked; missed: pairs of one person not linked.
    """

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        counted = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / counted if counted else 1.0


def quality(found: Sequence[Hashable], truth: Sequence[Hashable]) -> Quality:
    """Compare the people found with the true ones, row by row; exact, without listing a single pair.

    found, truth: as long as each other; rows whose truth is None are left out. Raises ValueError on other lengths.
    """
    known = [(person, true) for person, true in zip(found, truth, strict=True) if true is not None]
    right = _pairs(Counter(known))
    return Quality(
        right,
        _pairs(Counter(person for person, _ in known)) - right,
        _pairs(Counter(true for _, true in known)) - right,
    )


def _pairs(sizes: Counter[tuple[Hashable, Hashable]] | Counter[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())
