"""How many people live in each area of a table, for rule sets that ask for a least population."""

from __future__ import annotations

from collections.abc import Mapping

from joinedup.engine.disclosure.cube import ALL, Cube
from joinedup.engine.disclosure.rules import Rule, check_people


def people_of(table: Cube, people: Mapping[str, int]) -> dict[str, int]:
    """The people of every area of a table: as given, otherwise the sum of the areas in it where all are known."""
    found: dict[int, int] = {}
    for area, (_, code) in enumerate(table.areas):  # the finest first, so that a sum has its parts
        parts = table.children[area]
        if code in people:
            found[area] = people[code]
        elif parts and all(part in found for part in parts):
            found[area] = sum(found[part] for part in parts)
    return {table.areas[area][1]: number for area, number in found.items() if table.areas[area][0] != ALL}


def check_table(rule: Rule, table: Cube, people: Mapping[str, int] | None) -> None:
    """That a table shows no area of fewer people than the rule set asks for. Raises as `check_people` does."""
    check_people(rule, [code for level, code in table.areas if level != ALL], people)
