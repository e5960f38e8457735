"""A made-up place: districts of wards of square areas, people in them, figures, and partners' files of them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import openpyxl
import shapely
from attrs import field, frozen

from joinedup.engine.areas.boundaries import AreaShape, Boundaries
from joinedup.engine.areas.hierarchy import Hierarchy
from joinedup.engine.exemplars.places.plan import Held, PlacePlan
from joinedup.engine.indicators.indicator import Kind

WEST, SOUTH, SIDE = -1.6, 53.6, 0.008  # degrees: squares of about half a kilometre
COUNTY = "E10000001"
POCKET = 0.1  # share of areas where things are worst: the first ward of the first district


@frozen(eq=False)
class Ground:
    """The areas. `people`: residents of each small area; `places`: its column and row; `worst`: where things are."""

    hierarchy: Hierarchy = field(repr=False)
    boundaries: Boundaries = field(repr=False)
    people: Mapping[str, int] = field(repr=False)
    places: Mapping[str, tuple[int, int]] = field(repr=False)
    worst: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The small areas."""
        return self.boundaries.codes

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts."""
        return tuple(sorted(set(self.hierarchy.parents("district").values())))


def ground(plan: PlacePlan) -> Ground:
    """The place of a plan: a row of wards a district, a row of small areas a ward."""
    dice = np.random.default_rng([len(plan.name), plan.districts, plan.wards])
    wards: dict[str, str] = {}
    districts: dict[str, str] = {}
    county: dict[str, str] = {}
    names = {COUNTY: "Madeup county"}
    shapes = []
    people = {}
    places = {}
    number = 0
    for district in range(plan.districts):
        lad = f"E070{district + 1:05}"
        names[lad] = f"District {district + 1}"
        for ward in range(plan.wards):
            own = f"E05{district * plan.wards + ward + 1:06}"
            names[own] = f"Ward {district + 1}.{ward + 1}"
            for column in range(plan.areas):
                number += 1
                code = f"E01{number:06}"
                names[code] = f"Madeup {district * plan.wards + ward + 1:03}{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[column % 26]}"
                wards[code], districts[code], county[code] = own, lad, COUNTY
                across, up = column + district * (plan.areas + 1), ward
                places[code] = (across, up)
                west, south = WEST + across * SIDE, SOUTH + up * SIDE
                shapes.append(AreaShape(code, names[code], shapely.box(west, south, west + SIDE, south + SIDE)))
                people[code] = int(dice.integers(1_200, 2_400))
    above = {"ward": wards, "district": districts, "county": county}
    worst = tuple(people)[: max(1, round(number * POCKET))]
    return Ground(Hierarchy("LSOA", 2021, above, names), Boundaries("LSOA21CD", tuple(shapes)), people, places, worst)


def counts(held: Held, plan: PlacePlan, place: Ground) -> dict[str, list[tuple[int, int]]]:
    """(numerator, denominator) of each small area, year by year."""
    dice = np.random.default_rng([sum(map(ord, held.key)), plan.years])
    worse_is_more = held.polarity != "high is good"
    found: dict[str, list[tuple[int, int]]] = {}
    for code in place.codes:
        factor = held.pocket if worse_is_more else 1 / held.pocket
        level = held.base * (factor if code in place.worst else 1.0) * dice.uniform(0.9, 1.1)
        years = [min(0.95, max(0.0, level * (1 + held.drift * year))) for year in range(plan.years)]
        found[code] = [(int(dice.binomial(place.people[code], share)), place.people[code]) for share in years]
    return found


def value(held: Held, numerator: int, denominator: int) -> float:
    """The figure as a partner would publish it."""
    if Kind(held.kind) is Kind.COUNT:
        return float(numerator)
    return round(numerator / denominator * held.per, 2)


def write_file(held: Held, plan: PlacePlan, place: Ground, first: int, folder: Path, of: range) -> Path:
    """The partner's file of the years `of`, in the partner's own layout."""
    figures = {code: [own[year] for year in of] for code, own in counts(held, plan, place).items()}
    years = [f"{first + year}/{(first + year + 1) % 100:02}" for year in of]
    return _LAYOUTS[held.layout](held, place, figures, years, folder)


_Figures = Mapping[str, list[tuple[int, int]]]


def _long(held: Held, place: Ground, figures: _Figures, years: list[str], folder: Path) -> Path:
    rows: list[list[object]] = [["area_code", "period", "count", "population", "value"]]
    for code in place.codes:
        for year, (top, bottom) in zip(years, figures[code], strict=True):
            rows.append([code, year, top, bottom, value(held, top, bottom)])
    return _csv(folder / f"{held.key}.csv", rows)


def _wide(held: Held, place: Ground, figures: _Figures, years: list[str], folder: Path) -> Path:
    headings = [f"{year} {what}" for year in years for what in ("count", "population", "rate")]
    rows: list[list[object]] = [["LSOA21CD", "LSOA21NM", *headings]]
    for code in place.codes:
        cells = [cell for top, bottom in figures[code] for cell in (top, bottom, value(held, top, bottom))]
        rows.append([code, place.hierarchy.names[code], *cells])
    return _csv(folder / f"{held.key}.csv", rows)


def _names(held: Held, place: Ground, figures: _Figures, years: list[str], folder: Path) -> Path:
    """A file without codes, semicolons between its columns, a note at its top."""
    rows: list[list[object]] = [["Neighbourhood", "Year", "Number", "Population", "Rate"]]
    for code in place.codes:
        for year, (top, bottom) in zip(years, figures[code], strict=True):
            rows.append([place.hierarchy.names[code].upper(), year, f"{top:,}", bottom, value(held, top, bottom)])
    return _csv(folder / f"{held.key}.csv", rows, ";")


def _sheets(held: Held, place: Ground, figures: _Figures, years: list[str], folder: Path) -> Path:
    """A workbook with a sheet a year, a merged title and two rows of headings."""
    book = openpyxl.Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "Notes"
    notes.append([held.title])
    notes.append(["Ask before you use them."])
    for place_of, year in enumerate(years):
        sheet = book.create_sheet(year.replace("/", "-"))
        sheet.append([f"{held.title}, {year}"])
        sheet.merge_cells("A1:E1")
        sheet.append(["Code", "Name", "Count", "Population", "Value"])
        for code in place.codes:
            top, bottom = figures[code][place_of]
            sheet.append([code, place.hierarchy.names[code], top, bottom, value(held, top, bottom)])
    path = folder / f"{held.key}.xlsx"
    book.save(path)
    return path


_LAYOUTS = {"long": _long, "wide": _wide, "names": _names, "sheets": _sheets}


def _csv(path: Path, rows: list[list[object]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return path
