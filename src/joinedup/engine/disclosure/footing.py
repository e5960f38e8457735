"""Tables from several files on one footing: areas that only share a name are told apart, others are looked up.

"All areas" of last month's table are not those of this month's, if one area has come; nor is a ward that lacks one
of its small areas the whole ward. So an area is taken for the same as another only where both are made of the same
small areas. Which small areas a ward or a district is made of, a table's own metadata say, or a lookup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.published import Published
from joinedup.engine.disclosure.system import Lookup, Place

Parts = frozenset[Place]
_Names = dict[Place, dict[Parts, str]]  # what an area of that name and of these parts is called here


@frozen(eq=False)
class Footing:
    """The tables, in their order, and the lookups between them.

    `unrelated`: names of tables of which nothing says how their areas lie to those of the first.
    """

    tables: tuple[Published, ...]
    lookups: tuple[Lookup, ...]
    unrelated: tuple[str, ...]


def on_one_footing(tables: Sequence[Published], lookups: Sequence[Lookup] = ()) -> Footing:
    """The first table keeps all its codes. lookups: names of levels, finest first, and rows of codes."""
    given = _touching(tables, _to_the_finest([*lookups, *((t.levels, t.lookup) for t in tables if t.lookup)]))
    small = _parts_of(given)
    names: _Names = {}
    made: list[Published] = []
    own: list[Lookup] = []
    for table in tables:
        called = _called(table, small, names)
        made.append(_renamed(table, called))
        if table.lookup:
            own.append(_with_all(made[-1], called.get((ALL, TOTAL), TOTAL)))
    between: list[Lookup] = [
        (levels, [_row(levels, codes, small, names) for codes in rows])
        for levels, rows in _touching(tables, _to_the_finest(lookups))
    ]
    bases = [_base(table, small) for table in tables]
    unrelated = tuple(
        table.name for table, base in zip(tables, bases, strict=True) if len(base) > 1 or base != bases[0]
    )
    return Footing(tuple(made), tuple(own + between), unrelated)


def _to_the_finest(lookups: Sequence[Lookup]) -> list[Lookup]:
    """The lookups, those that begin with larger areas put together with those that say what these are made of."""
    found: list[Lookup] = [(tuple(names), rows) for names, rows in lookups]
    for _ in range(len(found)):  # a chain is no longer than that
        step: list[Lookup] = []
        for one in found:
            finer = [fine for fine in found if one[0][0] in fine[0][1:]]
            step += [_joined(fine, one) for fine in finer] or [one]
        if step == found:
            break
        found = step
    return found


def _joined(fine: Lookup, coarse: Lookup) -> Lookup:
    (names, rows), (above, higher) = fine, coarse
    at = names.index(above[0])
    up = {codes[0]: codes for codes in higher}
    return (names[0], *above), list(dict.fromkeys((c[0], *up[c[at]]) for c in rows if c[at] in up))


def _touching(tables: Iterable[Published], lookups: Sequence[Lookup]) -> list[Lookup]:
    """The lookups without the rows that say nothing of any area of these tables."""
    there = {(cell.key.level, cell.key.area) for table in tables for cell in table.cells}
    return [(names, [r for r in rows if there & set(zip(names, r, strict=True))]) for names, rows in lookups]


def _parts_of(lookups: Sequence[Lookup]) -> dict[Place, Parts]:
    """Of every area that a lookup has, the small areas in it; each small area is its own."""
    found: dict[Place, set[Place]] = {}
    for names, rows in lookups:
        for codes in rows:
            for place in zip(names, codes, strict=True):
                found.setdefault(place, set()).add((names[0], codes[0]))
    return {place: frozenset(parts) for place, parts in found.items()}


def _finest(table: Published) -> list[Place]:
    level = table.levels[0] if table.levels else ALL
    return sorted({(level, cell.key.area) for cell in table.cells if cell.key.level == level})


def _base(table: Published, small: Mapping[Place, Parts]) -> set[str]:
    """The levels of the small areas that a table is made of."""
    return {level for place in _finest(table) for level, _ in small.get(place, {place})}


def _called(table: Published, small: Mapping[Place, Parts], names: _Names) -> dict[Place, str]:
    """What each area of a table is called: its code, or another where that is of an area of other parts."""
    inside: dict[Place, set[Place]] = {}
    for codes in table.lookup:
        for place in zip(table.levels[1:], codes[1:], strict=True):
            inside.setdefault(place, set()).add((table.levels[0], codes[0]))
    inside[ALL, TOTAL] = set(_finest(table))
    inside |= {place: {place} for place in _finest(table)}
    found = {}
    for (level, code), own in inside.items():
        parts = frozenset().union(*(small.get(one, frozenset({one})) for one in own))
        found[level, code] = _name((level, code), parts, names, f"{code} of {table.name}")
    return found


def _name(place: Place, parts: Parts, names: _Names, otherwise: str) -> str:
    known = names.setdefault(place, {})
    return known.setdefault(parts, place[1] if not known else otherwise)


def _renamed(table: Published, called: Mapping[Place, str]) -> Published:
    cells = tuple(
        evolve(cell, key=evolve(cell.key, area=called.get((cell.key.level, cell.key.area), cell.key.area)))
        for cell in table.cells
    )
    rows = tuple(
        tuple(called.get(place, place[1]) for place in zip(table.levels, codes, strict=True)) for codes in table.lookup
    )
    return evolve(table, cells=cells, lookup=rows)


def _with_all(table: Published, total: str) -> Lookup:
    return (*table.levels, ALL), [(*codes, total) for codes in table.lookup]


def _row(levels: Sequence[str], codes: Sequence[str], small: Mapping[Place, Parts], names: _Names) -> tuple[str, ...]:
    above = zip(levels[1:], codes[1:], strict=True)
    return (codes[0], *(_name(place, small[place], names, f"{place[1]}, whole") for place in above))
