"""What lies beside a published table, read without believing it: it decides what the attack takes an intruder to know.

Metadata that leave a level out, or call exact counts rounded, would make any table look safe.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from math import gcd
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from attrs import frozen

from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.nearest import Nearest
from joinedup.engine.disclosure.published import (
    CELL_KEYS,
    CHANGED,
    EACH_ROUNDED,
    LEFT_OUT,
    ROUNDED,
    SHOWN,
    SUMMED,
    Key,
    Published,
)
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
    near: Nearest | None = None


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
        near = _near(made["nearest"]) if "nearest" in made else None
        if any(len(codes) != len(levels) for codes in areas) or type(within) is not int or not _is_rule(rule):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
        raise error("table-metadata-wrong", where=str(path), problem="it cannot be read") from failure
    return Said(rule, levels, areas, method, within, near)


def _near(said: Mapping[str, Any]) -> Nearest:
    near = Nearest(**said)
    if type(near.base) is not int or near.base < 2 or not {near.middle, near.sums, near.further} <= {True, False}:
        raise ValueError
    return near


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
    changed = table.method in (ROUNDED, CELL_KEYS, EACH_ROUNDED)
    if not changed and table.method != LEFT_OUT:
        return f"there is no method {table.method}"
    if changed != (table.within > 0) or table.within < 0 or (SHOWN if changed else CHANGED) in statuses:
        return "it says something else than the column status on whether figures were changed"
    if table.method == ROUNDED and 0 < gcd(*(cell.count or 0 for cell in table.cells)) <= table.rule.largest:
        return "it calls the figures rounded, and they are not multiples of one number above the small counts"
    if (table.method == EACH_ROUNDED) != (table.near is not None) or (SUMMED in statuses and not _sums(table)):
        return "it does not say how its figures were rounded"
    if table.near is not None and not _fits(table, table.near):
        return "its figures were not rounded as it says"
    return _areas_misfit(table)


def _sums(table: Published) -> bool:
    return table.near is not None and table.near.sums


def _fits(table: Published, near: Nearest) -> bool:
    """Whether figures are rounded as is said, and totals that are said to be sums of the figures shown are that."""
    above = {codes[0]: list(zip(table.levels, codes, strict=True)) for codes in table.lookup}
    figures, sums = [], dict[Key, int]()
    for cell in table.cells:
        if cell.status == CHANGED and cell.count is not None:
            figures.append(cell.count)
            if near.sums and (cell.key.level != table.levels[0] or TOTAL in cell.key.values):
                return False
            if near.sums:
                places = [*above.get(cell.key.area, [(cell.key.level, cell.key.area)]), (ALL, TOTAL)]
                for level, area in places:
                    for values in itertools.product(*((value, TOTAL) for value in cell.key.values)):
                        whole = Key(level, area, values)
                        sums[whole] = sums.get(whole, 0) + cell.count
    told = all(sums.get(cell.key, 0) == cell.count for cell in table.cells if cell.status == SUMMED)
    within = table.within == near.within
    return told and within and near.fits(np.array(figures, dtype=np.int64), table.rule)


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
