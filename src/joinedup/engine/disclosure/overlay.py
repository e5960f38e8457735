"""Whether areas of one's own give away small counts beside the standard areas: differences between overlapping areas.

Two published areas that differ by one small area publish that area's count. Everything that is published of both is
attacked together, the small areas taken as cells that nobody published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.published import PRIMARY, SECONDARY, SHOWN, Cell, Key, Published
from joinedup.engine.disclosure.rules import DEFAULT, Rule
from joinedup.engine.disclosure.system import Lookup

SMALL = "small area"


@frozen
class Leak:
    """A small area, or one left out of a table beside: its count follows, and is one that the rule keeps back."""

    area: str
    count: int


@frozen
class Overlay:
    """`leaks`: none means safe. `unchecked`: small areas that could not be checked to the end."""

    leaks: tuple[Leak, ...]
    unchecked: int

    @property
    def safe(self) -> bool:
        """Whether all these areas may be published together."""
        return not self.leaks and not self.unchecked


def overlay(
    layers: Mapping[str, Mapping[str, Sequence[str]]],
    counts: Mapping[str, int],
    rule: Rule = DEFAULT,
    beside: Sequence[Published] = (),
    lookups: Sequence[Lookup] = (),
) -> Overlay:
    """Attack counts of areas made of small ones. `layers`: for each ("ward", "locality") its areas and their parts.

    `counts`: of each small area. An area whose own count is one that the rule keeps back is not published. `beside`:
    tables that are public already; `lookups`: in which of their areas each small area lies, named `SMALL`.
    """
    cells = tuple(
        Cell(Key(SMALL, code, ()), None, PRIMARY if rule.smallest <= count <= rule.largest else SECONDARY)
        for code, count in sorted(counts.items())
    )
    # what nobody published may be zero, unlike a cell that was left out where zeros are shown
    unpublished = evolve(rule, smallest=0)
    tables = [Published(SMALL, (SMALL,), (), cells, (), unpublished)]
    nesting = list(lookups)
    for level, areas in layers.items():
        shown = []
        rows: list[tuple[str, str]] = []
        for code, parts in sorted(areas.items()):
            count = sum(counts[part] for part in parts)
            small = rule.smallest <= count <= rule.largest
            shown.append(Cell(Key(level, code, ()), None if small else count, PRIMARY if small else SHOWN))
            rows.extend((part, code) for part in parts)
        # small areas in none of a layer's areas lie in an area of their own that nobody publishes
        rest = sorted(counts.keys() - {part for part, _ in rows})
        if rest:
            left = (Cell(Key(level, "the rest", ()), None, SECONDARY),)
            tables.append(Published(f"{level}, the rest", (level,), (), left, (), unpublished))
            rows.extend((part, "the rest") for part in rest)
        tables.append(Published(level, (level,), (), tuple(shown), (), rule))
        nesting.append(((SMALL, level), rows))
    outcome = attack([*tables, *beside], nesting, marks=False)
    leaks = tuple(
        Leak(one.key.area, one.low)
        for one in outcome.readings
        if one.table in {SMALL, *(table.name for table in beside)} and one.primary and one.pinned
    )
    return Overlay(leaks, outcome.unchecked)
