"""What a file says of services, one after the other: a table under its own headings, or Open Referral UK as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import field, frozen

from joinedup.engine.errors import error
from joinedup.engine.indicators.grid import Grid, read_grids

LOOK_AT = 40  # rows in which headings are looked for
_NOTHING = frozenset({"", "-", "na", "n/a", "nan", "nil", "none", "null", "unknown"})
_AREAS = r"(area|ward|district|borough|locality|county|region|country|la|lad|local authority|lsoa|msoa|msoa hcl)"
_WHO = "(service|organisation|organization|establishment|provider)"


@frozen
class ServiceRow:
    """One service as a file says it. `number`: its row, or its place in the list, from 1.

    `across`, `up`: longitude and latitude, or easting and northing, as text; `left_out`: why it is no point on a map.
    """

    number: int
    where: str
    title: str = field(default="", repr=False)
    kind: str = ""
    across: str = field(default="", repr=False)
    up: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    left_out: str = ""


def rows_of_table(path: Path) -> tuple[ServiceRow, ...]:
    """The services of a CSV file or workbook.

    Raises `services-file-unreadable` where no headings say name and place, `file-missing` and the `supply-…` errors.
    """
    found: list[ServiceRow] = []
    for grid in read_grids(path):
        for top, row in enumerate(grid.rows[:LOOK_AT]):
            columns = _Columns.of(row)
            if columns is not None:
                found.extend(_rows(grid, top + 1, columns))
                break
    if not found:
        problem = "no row has headings for a name and for a postcode or coordinates, with services below it"
        raise error("services-file-unreadable", where=path.name, problem=problem)
    return tuple(found)


@frozen
class _Columns:
    """Where what stands; -1 for nowhere. `places`: pairs of columns, the first that is filled counts."""

    title: int
    kind: int
    postcode: int
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, row: Sequence[str]) -> _Columns | None:
        """The columns that a row of headings says; None where it says no name, or no place."""
        headings = [_plain(cell) for cell in row]
        title = _first(headings, "name|title")
        if title < 0:
            title = _first(headings, f"({_WHO}|site|location) name")
        if title < 0:
            title = _first(headings, f"(?!{_AREAS} ).+ name|{_WHO}")
        kind = _first(headings, "kind|type|category|(kind|type|category) of (service|establishment)( name)?")
        if kind < 0:
            kind = _first(headings, "(service|establishment|organisation|organization) (kind|type|category)")
        postcode = _first(headings, "postcode|post code|postal code|pcds?|zip|zip code")
        if postcode < 0:
            postcode = _first(headings, ".+ (postcode|post code|postal code)")
        places = places_among(row)
        return cls(title, kind, postcode, places) if title >= 0 and (postcode >= 0 or places) else None


def places_among(headings: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Pairs of columns that say where something is, by their headings: longitude and latitude, easting and northing."""
    plain = [_plain(cell) for cell in headings]
    pairs = (
        (_first(plain, "(.+ )?(longitude|long|lon|lng)"), _first(plain, "(.+ )?(latitude|lat)")),
        (_first(plain, "(.+ )?eastings?"), _first(plain, "(.+ )?northings?")),
        (_first(plain, "(.+ )?x( coordinate| coord)?"), _first(plain, "(.+ )?y( coordinate| coord)?")),
    )
    return tuple((across, up) for across, up in pairs if across >= 0 and up >= 0)


def place_in(grid: Grid, row: int, places: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """What a row says of where it is, by the first of these pairs of columns that it fills; ("", "") for nothing."""
    pairs = ((told(grid.cell(row, across)), told(grid.cell(row, up))) for across, up in places)
    return next((pair for pair in pairs if any(pair)), ("", ""))


def _rows(grid: Grid, first: int, columns: _Columns) -> Iterator[ServiceRow]:
    for place in range(first, len(grid.rows)):
        if not any(cell.strip() for cell in grid.rows[place]):
            continue

        def cell(column: int, place: int = place) -> str:
            return told(grid.cell(place, column)) if column >= 0 else ""

        across, up = place_in(grid, place, columns.places)
        yield ServiceRow(
            place + 1, grid.where, cell(columns.title), cell(columns.kind), across, up, cell(columns.postcode)
        )


def told(text: str) -> str:
    """What a cell says, one blank between words; "" for the ways to write that there is nothing."""
    plain = " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())
    return "" if plain.casefold() in _NOTHING else plain


def _plain(heading: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)  # EstablishmentName
    return " ".join(re.sub(r"[^a-z0-9]+", " ", spaced.casefold()).split())


def _first(headings: Sequence[str], pattern: str) -> int:
    return next((place for place, heading in enumerate(headings) if re.fullmatch(pattern, heading)), -1)
