"""Services from a partner's file as points: by their coordinates, or where they have none by their postcode.

A file is read whole or not at all, and every row that cannot be placed is named with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from attrs import evolve, field, frozen

from joinedup.engine.areas.boundaries import UNITED_KINGDOM
from joinedup.engine.areas.nearest import Service, apart
from joinedup.engine.areas.projection import System, to_degrees
from joinedup.engine.errors import error
from joinedup.engine.indicators.defects import Defect, stopping
from joinedup.engine.indicators.metadata_file import key_from
from joinedup.engine.indicators.open_referral import is_json, rows_of_json
from joinedup.engine.indicators.service_rows import ServiceRow, rows_of_table

SOURCE = "source"  # among a service's facts: who says that it is there
LONGEST_KIND, LONGEST_TITLE, LONGEST_SOURCE = 60, 200, 300  # letters
FAR = 5_000.0  # metres between a service's coordinates and its postcode that are said
# corners of the box around the United Kingdom that are other countries' (west, south, east, north)
ELSEWHERE = (
    (-9.5, 49.0, 2.6, 49.8), (1.0, 49.0, 2.6, 50.85), (1.45, 50.8, 2.6, 51.1),  # the Channel Islands, France
    (-9.5, 51.0, -5.9, 54.0), (-9.5, 54.0, -8.2, 55.5),  # Ireland
)  # fmt: skip
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")

# where postcodes lie, of those asked for that are known; None where nobody has installed that
FindPostcodes = Callable[[Collection[str]], Mapping[str, tuple[float, float]] | None]


@frozen(eq=False)
class ServicesRead:
    """What a file says. `by_postcode`: how many services were placed by their postcode."""

    name: str
    defects: tuple[Defect, ...]
    by_postcode: int
    read: tuple[Service, ...] = field(repr=False)

    def services(self) -> tuple[Service, ...]:
        """The services. Raises `services-file-wrong`, with the first defects, where one of them stops the file."""
        wrong = stopping(self.defects)
        if wrong:
            first = "; ".join(str(one) for one in wrong[:3])
            raise error("services-file-wrong", where=self.name, count=len(wrong), first=first)
        if not self.read:
            raise error("services-file-unreadable", where=self.name, problem="none of its services is at a place")
        return self.read


def read_services(path: Path, find: FindPostcodes, *, kind: str = "", source: str = "") -> ServicesRead:
    """The services of a table or of Open Referral UK. kind: what they all are, where the file does not say it by row.

    Raises `services-file-unreadable`, `file-missing` and the `supply-…` errors.
    """
    rows = rows_of_json(path) if is_json(path) else rows_of_table(path)
    asked = {code for row in rows if _POSTCODE.fullmatch(code := _bare(row.postcode))}
    known = find(asked) if asked else {}
    facts = {SOURCE: source} if source else {}
    defects: list[Defect] = []
    found: dict[tuple[str, str, float, float], int] = {}
    services: list[Service] = []
    by_postcode = 0
    for row in rows:
        if row.left_out:
            defects.append(Defect("service-left-out", f"left out: {row.left_out}", row.where, row.number, stops=False))
            continue
        own = " ".join((kind or row.kind).split())
        wrong = _words_wrong(row, own)
        place, problem = _place(row, known)
        wrong += [("service-not-placed", problem)] if problem else []
        defects += [Defect(code, what, row.where, row.number) for code, what in wrong]
        if place is None or wrong:
            continue
        same = (own.casefold(), row.title.casefold(), round(place[0], 5), round(place[1], 5))
        if same in found:
            what = f"left out: the same service as in row {found[same]}"
            defects.append(Defect("service-twice", what, row.where, row.number, stops=False))
            continue
        found[same] = row.number
        by_postcode += not (row.across or row.up)
        defects += _far(row, place, known)
        services.append(Service("", row.title, own, *place, facts))
    return ServicesRead(path.name, tuple(defects), by_postcode, numbered(services))


def numbered(services: Iterable[Service]) -> tuple[Service, ...]:
    """Services of the same kind called the same, each with a key: "gp-surgery-1", "gp-surgery-2" …

    What is there twice (kind, name, place) is there once, as it was told first.
    """
    counts: dict[str, int] = {}
    spelled: dict[str, str] = {}
    made: dict[tuple[str, str, float, float], Service] = {}
    for one in services:
        kind = spelled.setdefault(one.kind.casefold(), one.kind)
        same = (kind, one.title.casefold(), round(one.longitude, 5), round(one.latitude, 5))
        if same not in made:
            counts[kind] = counts.get(kind, 0) + 1
            made[same] = evolve(one, key=f"{key_from(kind)}-{counts[kind]}", kind=kind)
    return tuple(made.values())


def sources(services: Iterable[Service]) -> tuple[str, ...]:
    """Who says that they are there, each once."""
    return tuple(sorted({one.facts[SOURCE] for one in services if one.facts.get(SOURCE)}))


def _words_wrong(row: ServiceRow, kind: str) -> list[tuple[str, str]]:
    wrong = []
    if not row.title:
        wrong.append(("service-without-name", "it has no name"))
    if not kind:
        wrong.append(("service-without-kind", "what kind of service it is stands neither here nor was it said for all"))
    if len(kind) > LONGEST_KIND or len(row.title) > LONGEST_TITLE:
        most = f"{LONGEST_TITLE} letters in a name, {LONGEST_KIND} in a kind"
        wrong.append(("service-words-long", f"its name or kind is too long: {most} at most"))
    return wrong


def _place(row: ServiceRow, known: Mapping[str, tuple[float, float]] | None) -> tuple[tuple[float, float] | None, str]:
    """(longitude and latitude, why there is none): by the coordinates if there are any, else by the postcode."""
    if row.across or row.up:
        return by_coordinates(row.across, row.up)
    code = _bare(row.postcode)
    if not code:
        return None, "it has neither coordinates nor a postcode"
    if not _POSTCODE.fullmatch(code):
        return None, "its postcode is no postcode of the United Kingdom, and it has no coordinates"
    if known is None:
        return None, "it has no coordinates, and no directory is installed that says where postcodes lie"
    if code not in known:
        return None, "its postcode is not in the directory that is installed, and it has no coordinates"
    return known[code], ""


def by_coordinates(across: str, up: str) -> tuple[tuple[float, float] | None, str]:
    """Longitude and latitude of coordinates as a file writes them, or why they are no place in the United Kingdom."""
    if not across or not up:
        return None, "it has one coordinate of two"
    try:
        x, y = float(across), float(up)
    except ValueError:
        return None, "a coordinate is not a number"
    if not (np.isfinite(x) and np.isfinite(y)):
        return None, "a coordinate is not a number"
    if abs(x) <= 180 and abs(y) <= 180:
        if in_the_kingdom(x, y):
            return (x, y), ""
        turned = ": longitude and latitude are in each other's place" if in_the_kingdom(y, x) else ""
        return None, f"it lies outside the United Kingdom{turned}"
    if not (0 <= x <= 700_000 and 0 <= y <= 1_300_000):  # the national grid's own extent, metres
        return None, "its coordinates are neither longitude and latitude nor easting and northing"
    [[lon, lat]] = to_degrees(System.NATIONAL_GRID, np.array([[x, y]])).tolist()
    return ((lon, lat), "") if in_the_kingdom(lon, lat) else (None, "it lies outside the United Kingdom")


def in_the_kingdom(longitude: float, latitude: float) -> bool:
    """Whether a place may lie in the United Kingdom: in the box around it, and not in another country's corner."""

    def within(box: Sequence[float]) -> bool:
        west, south, east, north = box
        return west <= longitude <= east and south <= latitude <= north

    return within(UNITED_KINGDOM) and not any(within(box) for box in ELSEWHERE)


def _far(row: ServiceRow, place: tuple[float, float], known: Mapping[str, tuple[float, float]] | None) -> list[Defect]:
    """That coordinates and postcode are of different places; the coordinates stand."""
    postcode = (known or {}).get(_bare(row.postcode))
    if postcode is None or (metres := apart(place, postcode)) <= FAR:
        return []
    what = f"its coordinates are {metres / 1000:,.0f} km from its postcode"
    return [Defect("service-far", what, row.where, row.number, stops=False)]


def _bare(postcode: str) -> str:
    return "".join(postcode.split()).upper()
