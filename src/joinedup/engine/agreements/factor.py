"""A factor of a score, as the parties agree and sign it: who has it, and how many points that gives.

A score never decides about a person by itself (UK GDPR Articles 22A to 22D): it orders a list that people look at.
"""

from __future__ import annotations

from attrs import frozen

from joinedup.engine.agreements.items import ITEMS


@frozen
class Factor:
    """One factor: who in `dataset` has `item` at least `at_least`, or among `one_of`, gets the points.

    cost: pounds a year that one such person costs services, with its source; 0 where nothing is known.
    disadvantage: which of the thirteen factors of SI 2018/912 it is, empty for none.
    """

    name: str
    dataset: str
    item: str
    points: int
    at_least: float | None = None
    one_of: tuple[str, ...] = ()
    cost: float = 0.0
    cost_source: str = ""
    disadvantage: str = ""

    @property
    def test(self) -> str:
        """Who has it, in words."""
        title = ITEMS[self.item].title if self.item in ITEMS else self.item
        wanted = f"at least {self.at_least:g}" if self.at_least is not None else " or ".join(self.one_of)
        return f"{self.dataset.replace('_', ' ')}: {title}, {wanted}"

    @property
    def words(self) -> str:
        """The whole of it, as a signatory reads it."""
        points = f"{self.points} point{'' if self.points == 1 else 's'}"
        cost = f"; costs services £{self.cost:,.2f} a year ({self.cost_source or 'no source'})" if self.cost else ""
        known = f"; counts as {self.disadvantage}" if self.disadvantage else ""
        return f"{self.name} ({self.test}): {points}{known}{cost}"
