"""An exemplar about areas, run: partners' files written, read as they are, kept, and rolled up to larger areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from attrs import evolve, field, frozen

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.custom import CustomArea, drawn, listed, outline
from joinedup.engine.areas.nearest import Service
from joinedup.engine.areas.pieces import pieces_of
from joinedup.engine.clearing.about import above_in, clear_as
from joinedup.engine.disclosure.own_areas import OwnCount, own_counts
from joinedup.engine.errors import error
from joinedup.engine.exemplars.places.by_hand import ByHand, by_hand
from joinedup.engine.exemplars.places.made_up import COUNTY, SIDE, SOUTH, WEST, Ground, ground, write_file
from joinedup.engine.exemplars.places.plan import Held, Locality, PlacePlan, Recorded, first_year, load_place
from joinedup.engine.indicators.analyses import Analysis, Stage
from joinedup.engine.indicators.checks import KEY, disagreements
from joinedup.engine.indicators.extract import SCHEMA
from joinedup.engine.indicators.gaps import Gap, gaps
from joinedup.engine.indicators.lookups_kept import keep_lookups
from joinedup.engine.indicators.periods import Period, read_period
from joinedup.engine.indicators.profile import Beside
from joinedup.engine.indicators.reading import Reading, read_indicator_file
from joinedup.engine.indicators.record_points import read_points
from joinedup.engine.indicators.sign_off import SignOff
from joinedup.engine.indicators.store import Store
from joinedup.engine.indicators.targets import Target
from joinedup.engine.indicators.tiers import roll_up, tiers_of
from joinedup.engine.indicators.training import Training
from joinedup.engine.indicators.usage import Visits
from joinedup.engine.spreadsheet_safe import write_csv


@frozen
class ByLine:
    """Records counted in each locality. `counts`: by its own line as far as that is safe; `fitted`: by small areas."""

    title: str
    partner: str
    counts: tuple[OwnCount, ...]
    fitted: Mapping[str, int]


@frozen(eq=False)
class Place:
    """An exemplar that was run. `kinds`: the key in the store of each level; `readings`: of each partner's file."""

    plan: PlacePlan
    ground: Ground = field(repr=False)
    store: Store
    kinds: Mapping[str, str]
    readings: Mapping[str, Reading] = field(repr=False)
    targets: tuple[Target, ...] = field(factory=tuple)
    localities: tuple[CustomArea, ...] = field(factory=tuple)
    by_line: tuple[ByLine, ...] = field(factory=tuple)
    services: tuple[Service, ...] = field(factory=tuple, repr=False)
    visits: tuple[Visits, ...] = field(factory=tuple, repr=False)
    analyses: tuple[Analysis, ...] = field(factory=tuple, repr=False)
    training: Training = field(factory=lambda: Training({}))
    sign_offs: tuple[SignOff, ...] = field(factory=tuple)

    @property
    def county(self) -> Beside:
        """The whole place, to compare with."""
        return Beside(self.kinds["county"], COUNTY, self.ground.hierarchy.names[COUNTY])

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Need against provision in each locality, as far as it may be seen; none where nothing is asked."""
        if not self.plan.need:
            return ()
        points = [shapely.Point(one.longitude, one.latitude) for one in self.services]
        shapes = {area.code: area.shape for area in self.ground.boundaries.areas}
        need, there = {}, {}
        for one in self.localities:
            figures = self.store.figures(self.plan.need, self.kinds[one.key])
            _, people, everybody = figures.of(figures.codes[0])
            need[one.title] = (None if people is None else int(people), int(everybody or 0))
            there[one.title] = sum(any(shapes[part].covers(point) for part in one.parts) for point in points)
        return gaps(need, there)

    @property
    def by_hand(self) -> tuple[ByHand, ...]:
        """What its partners enter by hand."""
        return tuple(by_hand(self.plan, self.store, self.kinds, self.training))

    @property
    def keys(self) -> tuple[str, ...]:
        """The indicators."""
        return tuple(one.key for one in self.plan.indicators)


def stage(name: str, folder: Path, today: date) -> Place:
    """Run an exemplar in a new folder: partners' files, and a store of figures. Raises `exemplar-unknown`."""
    return staged(load_place(name), folder, today)


def staged(plan: PlacePlan, folder: Path, today: date) -> Place:
    """Run a plan in a new folder. Raises `exemplar-wrong` where its files contradict each other."""
    place = ground(plan)
    files = folder / "files"
    files.mkdir(parents=True)
    store = Store(folder / "store")
    areas = place.hierarchy.area_set()
    kinds = {"LSOA": store.put_areas(areas)}
    kinds |= {level: store.put_areas(place.hierarchy.area_set(level)) for level in place.hierarchy.levels}
    keep_lookups(store, [place.hierarchy.table()])
    readings: dict[str, Reading] = {}
    cleared: dict[str, pl.DataFrame] = {}
    first = first_year(plan, today)
    for held in plan.indicators:
        meta = held.indicator()
        figures = pl.DataFrame(schema=SCHEMA)
        for source, own, years in _sources(held, plan):
            folder_of = files / source
            folder_of.mkdir()
            file = write_file(own, plan, place, first, folder_of, years)
            reading = read_indicator_file(file, known=[areas], indicators={"": meta}, expected=areas)
            readings[source] = reading
            new = reading.figures().with_columns(series=pl.lit(""))
            wrong = disagreements(figures, new)
            if wrong:
                raise error("exemplar-wrong", where=plan.name, problem=str(wrong[0]))
            figures = pl.concat([figures, new]).unique(list(KEY), keep="first", maintain_order=True)
        cleared[held.key] = _cleared(figures, held, place, store)
        for level, kind in kinds.items():
            codes = place.hierarchy.area_set(level if level != "LSOA" else "").codes
            store.put(meta, kind, cleared[held.key].filter(pl.col("area").is_in(list(codes))))
    if plan.tiers:
        partners = {plan.keys[title]: place.districts[number - 1] for title, number in plan.tiers.districts.items()}
        whole = [plan.keys[title] for title in plan.tiers.whole]
        store.put_tiers(tiers_of(place.hierarchy, (one.key for one in plan.indicators), partners, whole))
    localities = tuple(_locality(plan, place, number) for number in range(len(plan.localities)))
    for locality in localities:
        _put_locality(store, kinds, locality, cleared, plan)
    return Place(
        plan, place, store, kinds, readings, _targets(plan, store, kinds, first), localities,
        tuple(_by_line(one, plan, place, localities, files) for one in plan.records), _services(plan, place),
        _visits(plan, today), _analyses(plan, today, place),
        Training({level: frozenset(modules) for level, modules in plan.training.items()}),
        _sign_offs(plan, store, kinds, today),
    )  # fmt: skip


def _cleared(figures: pl.DataFrame, held: Held, place: Ground, store: Store) -> pl.DataFrame:
    """A partner's figures with those of the larger areas, as they may be seen: cleared as a file that is loaded."""
    meta, levels = held.indicator(), place.hierarchy.levels
    above = [roll_up(figures, place.hierarchy.parents(level), meta).figures for level in levels]
    parents = above_in(place.hierarchy.table(), place.codes)
    return clear_as(held.about, pl.concat([figures, *above]), meta, parents, store).figures


def _put_locality(
    store: Store, kinds: dict[str, str], locality: CustomArea, cleared: Mapping[str, pl.DataFrame], plan: PlacePlan
) -> None:
    """Every indicator on a locality, from what may be seen of its parts and no more; none over a gap.

    They may overlap, so that each is a kind of area of its own.
    """
    code = f"J{[one.key for one in plan.localities].index(locality.key) + 1:08}"
    key = store.put_areas(AreaSet(f"locality {locality.key}", 0, {code: locality.title}))
    kinds[locality.key] = key
    keep_lookups(store, [pl.DataFrame({"part": locality.parts, "locality": [code] * len(locality.parts)})])
    for held in plan.indicators:
        meta = held.indicator()
        parents = dict.fromkeys(locality.parts, code)
        store.put(meta, key, roll_up(cleared[held.key], parents, meta).figures)


def _sources(held: Held, plan: PlacePlan) -> list[tuple[str, Held, range]]:
    """Who has which years: the system before ends with the year in which the partner's own file begins."""
    if plan.predecessor != held.key:
        return [(held.key, held, range(plan.years))]
    before = evolve(held, layout="wide")
    return [("predecessor", before, range(plan.years - 2)), (held.key, held, range(plan.years - 3, plan.years))]


def _locality(plan: PlacePlan, place: Ground, number: int) -> CustomArea:
    told = plan.localities[number]
    if told.areas:
        return listed(told.key, told.title, tuple(place.codes[one - 1] for one in told.areas), place.boundaries)
    return drawn(told.key, told.title, _circle(told), place.boundaries)


def _by_line(told: Recorded, plan: PlacePlan, place: Ground, localities: Sequence[CustomArea], files: Path) -> ByLine:
    """Write the partner's records, read where they are, and count them by the lines of the localities."""
    dice = np.random.default_rng(11)
    west, south, east, north = shapely.total_bounds([area.shape for area in place.boundaries.areas])
    where = zip(dice.uniform(west, east, told.count), dice.uniform(south, north, told.count), strict=True)
    file = files / f"{told.key}-records.csv"
    write_csv(
        file, ("reference", "longitude", "latitude"), [(n, f"{x:.6f}", f"{y:.6f}") for n, (x, y) in enumerate(where)]
    )
    points = read_points(file)
    lines = {one.key: _line(plan, place, one) for one in localities}
    pieces = pieces_of(place.boundaries, lines)
    counts, _ = pieces.counts(points.longitudes, points.latitudes)
    wards: dict[str, list[str]] = {}
    for code, ward in place.hierarchy.parents("ward").items():
        wards.setdefault(ward, []).append(code)
    fitted = pieces.fitted()
    return ByLine(
        told.title, told.partner, own_counts(counts, fitted, layers={"ward": wards}),
        {key: sum(count for piece, count in counts.items() if piece.small in smalls) for key, smalls in fitted.items()},
    )  # fmt: skip


def _line(plan: PlacePlan, place: Ground, locality: CustomArea) -> Any:
    """The locality as it was drawn; a listed one follows its small areas."""
    told = next(one for one in plan.localities if one.key == locality.key)
    return outline(locality, place.boundaries).shape if told.areas else _circle(told)


def _circle(told: Locality) -> Any:
    return shapely.Point(WEST + told.centre[0] * SIDE, SOUTH + told.centre[1] * SIDE).buffer(told.radius * SIDE)


def _targets(plan: PlacePlan, store: Store, kinds: Mapping[str, str], first: int) -> tuple[Target, ...]:
    found = []
    for one in plan.targets:
        figures = store.series(one.indicator, kinds["county"], COUNTY)
        period, figure = figures[0]
        baseline = figure.value if figure.value is not None else 0.0
        by = date(first + one.by, 3, 31)
        found.append(Target(one.indicator, COUNTY, baseline, period, baseline * one.wanted, by, owner=one.owner))
    return tuple(found)


def _services(plan: PlacePlan, place: Ground) -> tuple[Service, ...]:
    dice = np.random.default_rng(7)
    west, south, east, north = shapely.total_bounds([area.shape for area in place.boundaries.areas])
    found = []
    for points in plan.services:
        for number in range(points.count):
            lon, lat = float(dice.uniform(west, east)), float(dice.uniform(south, north))
            title = f"{points.kind.capitalize()} {number + 1}"
            found.append(Service(f"{points.kind}-{number + 1}", title, points.kind, lon, lat))
    return tuple(found)


def _visits(plan: PlacePlan, today: date) -> tuple[Visits, ...]:
    found = []
    for one in plan.visits:
        for back, visits in enumerate(reversed(one.counts), 1):
            year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
            found.append(Visits(one.partner, one.theme, _month(year, month + 1), visits))
    return tuple(found)


def _month(year: int, month: int) -> Period:
    period = read_period(f"{year}m{month:02}")
    assert period is not None
    return period


def _sign_offs(plan: PlacePlan, store: Store, kinds: Mapping[str, str], today: date) -> tuple[SignOff, ...]:
    found = []
    for one in plan.sign_offs:
        period = store.series(one.indicator, kinds["county"], COUNTY)[-1][0]
        signed = None if one.signed is None else today + timedelta(days=one.signed)
        found.append(SignOff(one.indicator, period, one.owner, today + timedelta(days=one.due), signed))
    return tuple(found)


def _analyses(plan: PlacePlan, today: date, place: Ground) -> tuple[Analysis, ...]:
    return tuple(
        Analysis(
            one.key, one.question, one.partner, one.lead, Stage(one.stage), today + timedelta(days=one.ends),
            frozenset(place.districts), frozenset(one.indicators),
        )
        for one in plan.analyses
    )  # fmt: skip
