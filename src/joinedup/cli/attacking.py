"""The attack of `joinedup attack`: tables on one footing, with what follows of counts that nobody published."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from joinedup.cli.beside import PEOPLE
from joinedup.engine.disclosure.attack import Attack, Reading, attack
from joinedup.engine.disclosure.differencing import Leak, Release, unpublished
from joinedup.engine.disclosure.footing import on_one_footing
from joinedup.engine.disclosure.published import Key, Published, tells_small_ones
from joinedup.engine.disclosure.system import Lookup


@frozen(eq=False)
class Found:
    """What was found. `small`: how many of the counts worked out are small. `by_marks`: how many are worked out only
    because of `telling` tables, whose marks tell which cells are small. `unpublished`: small counts without a cell of
    their own that follow. `unrelated`: tables of which nobody says how their areas lie to the others'.
    """

    tables: tuple[Published, ...]
    read: tuple[Published, ...]
    outcome: Attack
    small: int
    by_marks: int
    telling: tuple[str, ...]
    unpublished: tuple[Leak, ...]
    unrelated: tuple[str, ...]

    @property
    def amounts(self) -> bool:
        """Whether they are tables of amounts: what a rule calls small is a number of contributors there."""
        return any(table.decimals is not None for table in self.tables)

    @property
    def safe(self) -> bool:
        """Whether nothing follows, and nothing was left unchecked or could not be."""
        return self.outcome.safe and not self.unpublished and not self.unattacked

    @property
    def unattacked(self) -> bool:
        """Whether marks tell which amounts are sensitive: what follows from that nobody looks for here."""
        return self.amounts and bool(self.telling)

    def as_read(self, reading: Reading) -> Key:
        """The key of a reading's cell as its file has it."""
        at = next(n for n, table in enumerate(self.tables) if table.name == reading.table)
        keys = (
            old.key
            for old, new in zip(self.read[at].cells, self.tables[at].cells, strict=True)
            if new.key == reading.key
        )
        return next(keys)


def small_among(outcome: Attack, tables: Sequence[Published]) -> int:
    """How many of the counts worked out are small, by the rule set of their table."""
    rules = {table.name: table.rule for table in tables}
    return sum(
        one.pinned and rules[one.table].smallest <= one.low <= rules[one.table].largest for one in outcome.readings
    )


def attack_together(read: Sequence[Published], lookups: Sequence[Lookup]) -> Found:
    """Attack tables that are public together. Raises as `attack` does."""
    tables, unrelated = tuple(read), tuple[str, ...]()
    if len(tables) > 1:
        footing = on_one_footing(read, lookups)
        tables, lookups, unrelated = footing.tables, footing.lookups, footing.unrelated
    outcome = attack(tables, lookups)
    telling = tuple(table.name for table in tables if tells_small_ones(table))
    by_marks = outcome.pinned
    if telling and by_marks:
        by_marks -= attack(tables, lookups, exact=False, marks=False).pinned
    small = small_among(outcome, tables)
    rule = max((table.rule for table in tables), key=lambda rule: rule.largest)
    counts = len(tables) > 1 and all(table.decimals is None for table in tables)
    between = unpublished([Release(one, PEOPLE) for one in tables], lookups, rule) if counts else ()
    return Found(tables, tuple(read), outcome, small, by_marks if telling else 0, telling, between, unrelated)
