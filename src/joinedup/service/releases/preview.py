"""What a release of counts says, for its own page: the map, everybody together, and each area."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

from attrs import frozen

from joinedup.engine.disclosure.cube import ALL, TOTAL
from joinedup.engine.disclosure.published import Cell, Key
from joinedup.engine.disclosure.published_file import read_published
from joinedup.service.releases.files import unchanged
from joinedup.service.releases.layers import named
from joinedup.service.releases.models import Release

MOST_AREAS = 60  # more are read in the file
MOST_BYTES = 400_000  # of a map within a page
COUNTS, MAP = "counts.csv", "map.svg"

Row = tuple[str, tuple[int | None, ...]]  # what it is of, and its counts; None is left out


@frozen
class Preview:
    """`together`: everybody, by the first category down and the second across, under `across`.

    `areas`: everybody in each area, of the finest level that a page has room for. `picture`: the map as an address
    that holds it, "" for none.
    """

    down: tuple[str, ...]
    across: tuple[str, ...]
    together: tuple[Row, ...]
    areas: tuple[Row, ...]
    picture: str


def preview(row: Release) -> Preview | None:
    """The preview; None for a release without counts. Raises `release-file-changed`."""
    names = {one["name"] for one in row.files}
    if row.sharing_type != 1 or COUNTS not in names:
        return None
    table = read_published(unchanged(row, COUNTS))
    cells = {cell.key: cell for cell in table.cells}
    down, across, *_ = [_values(table.cells, at) for at in range(len(table.by))] + [(TOTAL,)] * 2
    rest = (TOTAL,) * max(len(table.by) - 2, 0)
    together = tuple(
        (one, _counts(cells, [Key(ALL, TOTAL, (one, other, *rest)[: len(table.by)]) for other in across]))
        for one in down
    )
    return Preview(table.by[:1], across, together, _areas(cells, (TOTAL,) * len(table.by)), _picture(row, names))


def _areas(cells: Mapping[Key, Cell], everybody: tuple[str, ...]) -> tuple[Row, ...]:
    """Each area of the finest level of which there are few enough to be read on a page."""
    levels: dict[str, list[str]] = {}
    for key in cells:
        if key.values == everybody:
            levels.setdefault(key.level, []).append(key.area)
    several = [level for level, codes in levels.items() if 1 < len(codes) <= MOST_AREAS]
    if not several:
        return ()
    level = max(several, key=lambda one: len(levels[one]))
    titles = named(levels[level])
    return tuple(
        (f"{titles[code]} ({code})" if code in titles else code, _counts(cells, [Key(level, code, everybody)]))
        for code in sorted(levels[level], key=lambda code: (titles.get(code, code), code))
    )


def _values(cells: Sequence[Cell], at: int) -> tuple[str, ...]:
    """The values of a category, everybody together last."""
    found = dict.fromkeys(cell.key.values[at] for cell in cells)
    return (*(one for one in found if one != TOTAL), *(one for one in found if one == TOTAL))


def _counts(cells: Mapping[Key, Cell], keys: Sequence[Key]) -> tuple[int | None, ...]:
    return tuple(cells[key].count if key in cells else None for key in keys)


def _picture(row: Release, names: set[str]) -> str:
    """As an image, in which a browser runs nothing."""
    if MAP not in names:
        return ""
    drawn = unchanged(row, MAP).read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}" if len(drawn) <= MOST_BYTES else ""
