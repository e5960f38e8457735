# ruff: noqa: T201 (a script that prints)
"""Figures of areas: loading a thousand indicators for every small area of England, answering maps, placing points.

Everything is made up at the real size: 1,000 indicators, 33,755 areas, 10 periods. Each indicator's CSV file is written
(not timed), loaded (timed: read, checked, stored) and removed. Maps are then asked for by fifty people at once:

- of the store, each asking again as soon as they are answered, once seeing everything and once as a district's partner
  where two tiers share every indicator; beside one long Parquet file asked through DuckDB;
- of the service, over HTTP and packed, each reading for one to five seconds: the figures of one time as JSON-stat, then
  whole pages with the map of England on them.

Points are placed beside asking each area in turn. Prints wall and processor time: on a busy machine the second is the
steadier.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import multiprocessing
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from joinedup.engine.areas.area_set import AreaSet  # noqa: E402 (this checkout first)
from joinedup.engine.areas.boundaries import AreaShape, Boundaries  # noqa: E402
from joinedup.engine.areas.map_payload import map_payload  # noqa: E402
from joinedup.engine.areas.points import point_index  # noqa: E402
from joinedup.engine.indicators.exchange import json_stat_text  # noqa: E402
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity  # noqa: E402
from joinedup.engine.indicators.long_files import read_long  # noqa: E402
from joinedup.engine.indicators.store import Store  # noqa: E402
from joinedup.engine.indicators.tiers import Tiers  # noqa: E402

AREAS, PERIODS = 33_755, 10
ENGLAND = (-6.4, 49.9, 1.8, 55.8)  # west, south, east, north
YEARS = [f"{2014 + year}/{15 + year}" for year in range(PERIODS)]
COLUMNS = {"area": "area_code", "period": "period", "value": "value", "numerator": "count", "denominator": "population"}


def england() -> AreaSet:
    """As many made-up small areas as England has."""
    numbers = range(1, AREAS + 1)
    return AreaSet("LSOA", 2021, {f"E01{n:06}": f"Madeup {n // 5:04}{'ABCDE'[n % 5]}" for n in numbers})


def figures(number: int, codes: list[str], people: Any) -> pl.DataFrame:
    """A made-up indicator's file: a proportion that differs between areas and drifts over the years."""
    dice = np.random.default_rng(number)
    share = np.clip(dice.beta(2, 12, AREAS), 0.001, 0.9)
    counts = np.concatenate(
        [dice.binomial(people, np.clip(share * (1 + 0.02 * year), 0, 1)) for year in range(PERIODS)]
    )
    whole = np.tile(people, PERIODS)
    return pl.DataFrame(
        {
            "area_code": codes * PERIODS,
            "period": np.repeat(YEARS, AREAS),
            "value": np.round(counts / whole * 100, 1),
            "count": counts,
            "population": whole,
        }
    )


def load(store: Store, many: int) -> None:
    """Load the indicators, and say how long it took, how much memory and disk."""
    areas = england()
    kind = store.put_areas(areas)
    codes = sorted(areas.names)
    people = np.random.default_rng(0).integers(1_000, 3_000, AREAS)
    wall = processor = 0.0
    values = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "indicator.csv"
        for number in range(many):
            figures(number, codes, people).write_csv(path)
            start, spent = time.perf_counter(), time.process_time()
            table = read_long(path, COLUMNS, areas)
            meta = Indicator(
                f"made-up-{number:04}", f"Made-up indicator {number}", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100
            )
            values += store.put(meta, kind, table)
            wall += time.perf_counter() - start
            processor += time.process_time() - spent
            if number % 100 == 99:
                print(f"  {number + 1:,} indicators: {wall:.0f} s", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    size = sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file()) / 1e9
    print(f"loaded: {values:,} values, each with count and population, in {wall / 60:.1f} min "
          f"({processor / 60:.1f} of processor), {peak:.2f} GiB at most, {size:.2f} GB on disk "
          f"({size * 1e9 / values:.1f} bytes a value)  [< 10 min, < 8 GB]")  # fmt: skip


def ask(folder: Path, many: int, seconds: float, people: int, seed: int, partner: str, out: Any) -> None:
    """So many people reading maps without a pause; puts the seconds each took. partner: "" sees everything."""
    store = Store(folder).seen_by(partner) if partner else Store(folder)
    (kind,) = store.kinds("made-up-0000")
    took: list[float] = []
    ends = time.perf_counter() + seconds

    def person(number: int) -> None:
        dice = np.random.default_rng([seed, number])
        while (start := time.perf_counter()) < ends:
            key = f"made-up-{dice.integers(many):04}"
            slices = store.slices(key, kind)
            read = store.figures(key, kind, slices[dice.integers(len(slices))].period)
            assert len(read.values) >= AREAS
            took.append(time.perf_counter() - start)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out.put(took)


def shared_by_two_tiers(store: Store, many: int) -> str:
    """Share every indicator between a county and its hundred districts; returns a partner of one of them."""
    codes = store.codes(store.area_kinds()[0])
    districts = {code: f"E07{place // (AREAS // 100):06}" for place, code in enumerate(codes)}
    keys = frozenset(f"made-up-{number:04}" for number in range(many))
    store.put_tiers(Tiers(keys, districts, partners={"district": "E07000042"}, whole=frozenset({"county"})))
    return "district"


def maps(folder: Path, many: int, seconds: float, partner: str = "") -> None:
    """Fifty people, two processes as the service runs them."""
    out: Any = multiprocessing.get_context("spawn").Queue()
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=ask, args=(folder, many, seconds, 25, seed, partner, out)) for seed in range(2)]
    for worker in workers:
        worker.start()
    took = np.concatenate([out.get() for _ in workers])
    for worker in workers:
        worker.join()
    low, high = np.quantile(took, [0.5, 0.95]) * 1000
    who = "as a district sees them" if partner else "seeing everything"
    print(f"maps of {AREAS:,} areas read from the store, 50 people without a pause, {who}: "
          f"{len(took) / seconds:.0f} a second, median {low:.0f} ms, 95 % within {high:.0f} ms")  # fmt: skip


def served(home: Path, many: int, seconds: float) -> None:
    """Fifty people at the service: the figures of one map, then its whole page."""
    from bench.maps import draw, installation, shapes_of
    from bench.service import Served, click, told

    acting = installation(home)
    kind, _boundaries, took = draw(acting, "LSOA", "England", shapes_of(AREAS, "", ENGLAND))
    assert kind == Store(home / "figures").kinds("made-up-0000")[0]
    print(f"the service: boundaries of England {took}")
    from django.conf import settings
    from tests.made_up.people import signed_in

    dice, people = np.random.default_rng(7), []
    for _ in range(50):
        cookie = signed_in("analyst", "council").cookies[settings.SESSION_COOKIE_NAME].value
        people.append(f"{settings.SESSION_COOKIE_NAME}={cookie}")
    running = Served("joinedup.service.project.wsgi:application", dict(os.environ))

    def looked_at(form: str) -> list[float]:
        opens = []
        for cookie in people:
            any_map = (f"made-up-{dice.integers(many):04}/{form}period={dice.choice(YEARS)}" for _ in range(200))
            opens.append((cookie, tuple(f"/indicators/{one}" for one in any_map)))
        click(running.port, opens, 5, lambda: dice.uniform(0.5, 1))  # warm
        return [
            took for own in click(running.port, opens, seconds, lambda: dice.uniform(1, 5)).values() for took in own
        ]

    print(f"50 people at the service, each reading for 1 to 5 s, any of {many * PERIODS:,} maps of {AREAS:,} areas:")
    print(told("the figures of a map, JSON-stat  [< 200 ms]", looked_at("figures.json?only=period&")))
    print(told("the whole page, England's map drawn on it", looked_at("?")))
    running.stop()


def one_map(folder: Path) -> None:
    """One map by itself, beside DuckDB on one long file of twenty indicators."""
    store = Store(folder)
    (kind,) = store.kinds("made-up-0000")
    codes = list(store.codes(kind))
    people = np.random.default_rng(0).integers(1_000, 3_000, AREAS)
    with tempfile.TemporaryDirectory() as other:
        path = Path(other) / "long.parquet"
        pl.concat(
            [figures(n, codes, people).with_columns(indicator=pl.lit(f"made-up-{n:04}")) for n in range(20)]
        ).write_parquet(path)
        base = duckdb.connect()
        query = f"SELECT area_code, value FROM '{path}' WHERE indicator = ? AND period = ? ORDER BY area_code"
        period = store.slices("made-up-0003", kind)[3].period
        ours = _best(lambda: store.figures("made-up-0003", kind, period), 30)
        whole = _best(lambda: json_stat_text(store, "made-up-0003", kind, period=period), 30)
        theirs = _best(lambda: base.execute(query, ["made-up-0003", YEARS[3]]).fetchnumpy(), 10)
    print(f"one map: {ours * 1000:.1f} ms with counts, {whole * 1000:.1f} ms as JSON-stat; DuckDB on one long "
          f"file of 20 indicators {theirs * 1000:.1f} ms, {theirs / ours:.0f} times as long")  # fmt: skip


def _best(call: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return min(took)


def points() -> None:
    """Fifty thousand points in 1,702 areas with about sixty corners each."""
    dice = np.random.default_rng(1)
    seeds = shapely.MultiPoint(np.column_stack([dice.uniform(-2.7, -1.9, 1_702), dice.uniform(53.3, 53.7, 1_702)]))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(-2.7, 53.3, -1.9, 53.7)))
    shapes = shapely.segmentize(cells, 0.001)
    areas = Boundaries("", tuple(AreaShape(f"E01{n:06}", "", shape) for n, shape in enumerate(shapes)))
    lon, lat = dice.uniform(-2.7, -1.9, 50_000), dice.uniform(53.3, 53.7, 50_000)
    start, spent = time.perf_counter(), time.process_time()
    placed = point_index(areas).place(lon, lat)
    ours, processor = time.perf_counter() - start, time.process_time() - spent
    start = time.perf_counter()
    few = 200
    other = ["" for _ in range(few)]
    for number in range(few):
        point = shapely.Point(lon[number], lat[number])
        other[number] = next(area.code for area in areas.areas if area.shape.intersects(point))
    theirs = (time.perf_counter() - start) * 50_000 / few
    assert other == placed.codes[:few].tolist()
    assert placed.outside == 0
    corners = shapely.get_num_coordinates(shapes).mean()
    print(f"50,000 points in {len(shapes):,} areas of {corners:.0f} corners: {ours:.2f} s ({processor:.2f} of "
          f"processor)  [< 2 s]; each area in turn would take {theirs:.0f} s")  # fmt: skip


def payloads() -> None:
    """What a browser fetches for the boundaries of a district, ten districts and England, beside plain GeoJSON."""
    for name, count, across in (("a district", 200, 0.15), ("Greater Manchester", 1_702, 0.8), ("England", AREAS, 6.0)):
        dice = np.random.default_rng(2)
        seeds = shapely.MultiPoint(dice.uniform(0, across, (count, 2)) * [1, 0.6] + [-2, 52])
        cells = shapely.get_parts(shapely.voronoi_polygons(seeds))
        cell = across / math.sqrt(count)
        # straight lines would all but vanish in simplifying: real ones wind, and wind alike on both sides
        shapes = shapely.transform(shapely.segmentize(cells, cell / 20), lambda at, wide=cell: _wind(at, wide))
        areas = Boundaries(
            "LSOA21CD", tuple(AreaShape(f"E01{n:06}", f"Madeup {n:05}A", s) for n, s in enumerate(shapes))
        )
        spent = time.process_time()
        packed = len(map_payload(areas).packed())
        spent = time.process_time() - spent
        plain = len(gzip.compress(json.dumps(areas.as_geojson()).encode(), 6))
        print(f"boundaries of {name}, {count:,} made-up areas: {packed / 1000:,.0f} kB packed, made once in "
              f"{spent:.1f} s; as plain GeoJSON {plain / 1000:,.0f} kB packed")  # fmt: skip


def _wind(places: Any, cell: float) -> Any:
    waves = [(cell / 3, 0.04), (cell / 7, 0.02), (cell / 13, 0.01)]
    moved = sum(cell * high * np.sin(2 * math.pi / long * places[:, ::-1] + long) for long, high in waves)
    return places + moved


def main() -> None:
    """Run all of it."""
    plan = argparse.ArgumentParser(description=__doc__)
    plan.add_argument("--indicators", type=int, default=1_000)
    plan.add_argument("--seconds", type=float, default=20)
    told = plan.parse_args()
    points()
    payloads()
    with tempfile.TemporaryDirectory(prefix="joinedup-areas-") as folder:
        os.environ["JOINEDUP_HOME"] = folder
        kept = Store(Path(folder) / "figures")
        load(kept, told.indicators)
        one_map(kept.folder)
        maps(kept.folder, told.indicators, told.seconds)
        maps(kept.folder, told.indicators, told.seconds, shared_by_two_tiers(kept, told.indicators))
        kept.tiers_file.unlink()
        served(Path(folder), told.indicators, told.seconds)


if __name__ == "__main__":
    main()
