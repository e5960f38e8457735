"""What lies beside a published table, read without believing it: it decides what the attack takes an intruder to know.

Metadata that leave a level out, or call exact counts rounded, would make any table look safe.
"""

from __future__ import annotations

import json
from math import gcd
from pathlib import Path

import attrs
from attrs import frozen

from joinedup.engine.disclosure.cube import ALL
from joinedup.engine.disclosure.published import CELL_KEYS, CHANGED, LEFT_OUT, ROUNDED, SHOWN, Published
from joinedup.engine.disclosure.rules import DEFAULT, RULES, Rule
from joinedup.engine.errors import error


@frozen
class Said:
    """What metadata say; of a table without any, what is taken for granted."""

    rule: Rule = DEFAULT
    levels: tuple[str, ...] = ()
    lookup: tuple[tuple[str, ...], ...] = ()
    method: str = LEFT_OUT
    within: int = 0


def read_metadata(path: Path) -> Said:
    """What a table's metadata say. Raises `table-metadata-wrong`."""
    if not path.is_file():
        return Said()
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        rule = Rule(**said["joinedup:rules"])
        levels = tuple(str(level) for level in said["joinedup:lookup"]["levels"])
        areas = tuple(tuple(str(code) for code in codes) for codes in said["joinedup:lookup"]["areas"])
        made = said.get("joinedup:method", {"name": LEFT_OUT, "within": 0})  # older tables say nothing of it
        method, within = str(made["name"]), made["within"]
        if any(len(codes) != len(levels) for codes in areas) or type(within) is not int or not _is_rule(rule):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
        raise error("table-metadata-wrong", where=str(path), problem="it cannot be read") from failure
    return Said(rule, levels, areas, method, within)


def _is_rule(rule: Rule) -> bool:
    kinds = {"int": int, "str": str}
    told = all(type(getattr(rule, one.name)) is kinds[str(one.type)] for one in attrs.fields(Rule))
    return told and rule.smallest in (0, 1) and rule.largest >= rule.smallest


def misfit(table: Published) -> str:
    """Why metadata cannot be those of a table, in words; "" where they can."""
    known = RULES.get(table.rule.name)
    if known and (table.rule.smallest != known.smallest or table.rule.largest < known.largest):
        return f"its rule set asks for less than {known.name} does"
    statuses = {cell.status for cell in table.cells}
    changed = table.method in (ROUNDED, CELL_KEYS)
    if not changed and table.method != LEFT_OUT:
        return f"there is no method {table.method}"
    if changed != (table.within > 0) or table.within < 0 or (SHOWN if changed else CHANGED) in statuses:
        return "it says something else than the column status on whether figures were changed"
    if table.method == ROUNDED and 0 < gcd(*(cell.count or 0 for cell in table.cells)) <= table.rule.largest:
        return "it calls the figures rounded, and they are not multiples of one number above the small counts"
    return _areas_misfit(table)


def _areas_misfit(table: Published) -> str:
    named = dict(zip(table.levels, zip(*table.lookup, strict=True), strict=True)) if table.lookup else {}
    areas: dict[str, set[str]] = {}
    for cell in table.cells:
        areas.setdefault(cell.key.level, set()).add(cell.key.area)
    for level in sorted(areas.keys() - {ALL}):
        if level not in table.levels:
            return f"it does not name the level {level}"
        if named and (missing := areas[level] - set(named[level])):
            return f"it does not say where {min(missing)} ({level}) lies"
    for lower in range(len(table.levels) - 1):
        if len({codes[lower] for codes in table.lookup}) != len({codes[lower : lower + 2] for codes in table.lookup}):
            return f"an area of {table.levels[lower]} lies in two areas of {table.levels[lower + 1]}"
    return ""
