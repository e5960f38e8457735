"""A file of boundaries looked at whole: everything that is wrong with it by row and area, and what would be taken.

Whoever gives it says what its areas are (their level and the year of their boundaries); what the file itself, and the
areas that are known already, say otherwise is a problem. With one problem nothing of the file is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from attrs import evolve, field, frozen

from joinedup.engine.areas.area_set import AreaSet, is_code, kind_of
from joinedup.engine.areas.boundaries import UNITED_KINGDOM, AreaShape, Boundaries, name_property_of, overlapping
from joinedup.engine.areas.boundary_files import Features, read_features
from joinedup.engine.areas.projection import System, recognise, to_degrees
from joinedup.engine.areas.repair import repaired

MOST_AREAS = 50_000  # England, Wales, Scotland and Northern Ireland have 43,000 small areas
MOST_PLACES = 5_000_000  # corners; generalised boundaries of England's LSOAs have 1.5 million
_MOSTLY = 0.9  # share of the rows with codes that make a property the one that holds the codes


@frozen
class Found:
    """Something found in a file. `row`: the area's place in it, from 1; 0 where it is about the whole file."""

    what: str
    row: int = 0
    area: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.area) if part)
        return f"{place}: {self.what}" if place else self.what


@frozen(eq=False)
class Checked:
    """What a file holds. `boundaries`: None where there are problems; `repairs`: shapes that were mended.

    `left_out`: how many of the file's areas were not asked for; `column`: where the codes are.
    """

    boundaries: Boundaries | None = field(repr=False)
    problems: tuple[Found, ...] = ()
    repairs: tuple[Found, ...] = ()
    left_out: int = 0
    column: str = ""


@frozen
class Said:
    """What whoever gives a file says of it.

    `level`: LSOA, ward, district …, as `area_set.KINDS` calls them, or a name of one's own; `year`: of the boundaries,
    0 if none. `column`: the property with the codes, found if not given; `only`: take the areas whose name or code
    begins with one of these, all if none is given.
    """

    level: str
    year: int = 0
    column: str = ""
    only: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Level and year."""
        return f"{self.level} {self.year}" if self.year else self.level


def check_boundaries(path: Path, said: Said, known: Sequence[AreaSet] = ()) -> Checked:
    """Look at a file of boundaries. `known`: the areas that are known already, of any kind and year.

    Raises `file-missing` and `boundaries-unreadable`.
    """
    features = read_features(path)
    properties = [described for described, _ in features.rows]
    column = _column(properties, said)
    if not column:
        return Checked(None, (_no_column(properties, said),))
    name_column = name_property_of(column, properties[0])
    rows = [
        _Row(place, _text(described.get(column)), _text(described.get(name_column)), drawn)
        for place, (described, drawn) in enumerate(features.rows, 1)
    ]
    taken = [one for one in rows if _asked_for(one, said.only)]
    if not taken:
        return Checked(None, (Found(f"no area's name or code begins with {' or '.join(said.only)}"),), column=column)
    problems = [*_of_year(column, said), *_too_much(taken), *_of_codes(taken, said, known)]
    shapes, repairs, broken = _shapes(taken)
    problems += [*broken, *_alike(shapes)]
    boundaries, elsewhere = _placed(features, shapes, column)
    problems += elsewhere
    if boundaries and not problems:
        problems += _over_one_another(boundaries, taken)
    problems.sort(key=lambda one: one.row)
    kept = boundaries if not problems else None
    return Checked(kept, tuple(problems), tuple(repairs), len(rows) - len(taken), column)


@frozen(eq=False)
class _Row:
    place: int
    code: str
    name: str
    drawn: Any = field(repr=False)


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""


def _asked_for(row: _Row, only: Sequence[str]) -> bool:
    words = [one.casefold() for one in only]
    return not words or any(text.casefold().startswith(one) for one in words for text in (row.name, row.code) if text)


def _column(properties: Sequence[Mapping[str, Any]], said: Said) -> str:
    """The property that holds the codes: the one named, else the one with most codes of the level."""
    if said.column:
        return next((name for name in properties[0] if name.casefold() == said.column.casefold()), "")
    found = []
    for name in properties[0]:
        codes = [_text(one.get(name)) for one in properties]
        fitting = [code for code in codes if kind_of(code) == said.level and is_code(code)]
        found.append((len(set(fitting)) if len(fitting) >= _MOSTLY * len(codes) else 0, name))
    count, name = max(found, key=lambda one: one[0], default=(0, ""))
    return name if count else ""


def _no_column(properties: Sequence[Mapping[str, Any]], said: Said) -> Found:
    named = ", ".join(properties[0]) or "none"
    if said.column:
        return Found(f"it has no column {said.column}. There are: {named}")
    kinds = {
        f"{kind} in {name}"
        for name in properties[0]
        if (kind := Counter(kind_of(_text(one.get(name))) for one in properties).most_common(1)[0][0])
    }
    held = f"It holds codes of {', '.join(sorted(kinds))}" if kinds else f"Its columns are: {named}"
    return Found(f"no column holds codes of {said.level} for all areas. {held}")


def _of_year(column: str, said: Said) -> Iterable[Found]:
    """LSOA11CD is of 2011, whatever somebody says of it."""
    told = re.search(r"[a-z](\d\d)_?(?:cd|code)$", column, re.IGNORECASE)
    if told and said.year and said.year % 100 != int(told[1]):
        yield Found(f"its codes are in the column {column}, of 20{told[1]}, and you said {said.year}")


def _too_much(rows: Sequence[_Row]) -> Iterable[Found]:
    if len(rows) > MOST_AREAS:
        yield Found(f"it has {len(rows):,} areas, and at most {MOST_AREAS:,} are taken")
    places = sum(shapely.get_num_coordinates(row.drawn) for row in rows if row.drawn is not None)
    if places > MOST_PLACES:
        yield Found(
            f"its lines have {places:,} corners, and at most {MOST_PLACES:,} are taken: use the generalised boundaries"
        )


def _of_codes(rows: Sequence[_Row], said: Said, known: Sequence[AreaSet]) -> Iterable[Found]:
    same = [one for one in known if one.kind == said.level]
    of_year = frozenset().union(*(one.codes for one in same if one.year == said.year))
    fits = sum(row.code in of_year for row in rows) * 2 >= len(rows)  # enough of that year is known to judge by
    others = sorted((one for one in same if one.year not in (0, said.year) and fits), key=lambda one: one.year)
    first: dict[str, int] = {}
    for row in rows:
        code = row.code
        if not code:
            yield Found("it has no code", row.place, row.name)
            continue
        if not said.column and not is_code(code):
            yield Found("this is no code of an area", row.place, code[:40])
        elif not said.column and kind_of(code) != said.level:
            kind = kind_of(code)
            yield Found(
                f"this is a code of {kind}, not of {said.level}" if kind else "this kind of code is not known",
                row.place,
                code,
            )
        elif code not in of_year and (other := next((one for one in others if code in one.codes), None)):
            yield Found(f"this is a code of {other.title}, not of {said.year}", row.place, code)
        if code in first:
            yield Found(f"it stands in row {first[code]} too", row.place, code)
        first.setdefault(code, row.place)


def _shapes(rows: Sequence[_Row]) -> tuple[list[tuple[_Row, AreaShape]], list[Found], list[Found]]:
    """(the rows with shapes that can be drawn, repairs, problems)."""
    shapes, repairs, broken = [], [], []
    for row in rows:
        told = repaired(row.drawn)
        if told.problem:
            broken.append(Found(told.problem, row.place, row.code))
            continue
        if told.repair:
            repairs.append(Found(told.repair, row.place, row.code))
        shapes.append((row, AreaShape(row.code, row.name or row.code, told.shape, bool(told.repair))))
    return shapes, repairs, broken


def _alike(shapes: Sequence[tuple[_Row, AreaShape]]) -> Iterable[Found]:
    first: dict[bytes, int] = {}
    for row, area in shapes:
        drawn = shapely.to_wkb(shapely.normalize(area.shape))
        if drawn in first:
            yield Found(f"its shape is that of row {first[drawn]}", row.place, row.code)
        first.setdefault(drawn, row.place)


def _over_one_another(boundaries: Boundaries, rows: Sequence[_Row]) -> Iterable[Found]:
    row_of = {row.code: row.place for row in rows}
    for one, other in overlapping(boundaries):
        yield Found(f"it lies over {one} (row {row_of[one]}): a place there has two areas", row_of[other], other)


def _placed(
    features: Features, shapes: Sequence[tuple[_Row, AreaShape]], column: str
) -> tuple[Boundaries | None, list[Found]]:
    """The areas in longitude and latitude; problems where they are in a system that is not read, or lie elsewhere."""
    if not shapes:
        return None, []
    drawn = np.array([area.shape for _, area in shapes], dtype=object)
    system = recognise(features.system, *(float(edge) for edge in shapely.total_bounds(drawn)))
    if system is None:
        return None, _not_read(features, shapes)
    if system is not System.DEGREES:
        drawn = shapely.transform(drawn, lambda places: to_degrees(system, places))
    west, south, east, north = UNITED_KINGDOM
    wrong = [
        Found("it does not lie in the United Kingdom: are longitude and latitude exchanged?", row.place, row.code)
        for (row, _area), (left, below, right, above) in zip(shapes, shapely.bounds(drawn), strict=True)
        if left < west or below < south or right > east or above > north
    ]
    areas = tuple(evolve(area, shape=shape) for (_row, area), shape in zip(shapes, drawn, strict=True))
    return Boundaries(column, areas, system), wrong


def _not_read(features: Features, shapes: Sequence[tuple[_Row, AreaShape]]) -> list[Found]:
    """Which areas are in another system than the rest; else what the file says of its system."""
    systems = [recognise(features.system, *area.shape.bounds) for _row, area in shapes]
    usual, count = Counter(systems).most_common(1)[0]
    if usual is not None and count >= _MOSTLY * len(systems):
        return [
            Found(f"its coordinates are not {usual}, as those of the others are", row.place, row.code)
            for (row, _area), system in zip(shapes, systems, strict=True)
            if system is not usual
        ]
    named = re.search(r'EPSG::?\d+|(?<=PROJCS\[")[^"]+|(?<=GEOGCS\[")[^"]+', features.system)
    told = f" ({named[0]})" if named else ""
    read = ", ".join(str(one) for one in System)
    return [Found(f"its coordinates{told} are in a system that is not read. Save it in one of: {read}")]
