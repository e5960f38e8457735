# ruff: noqa: T201 (a script that prints)
"""How soon a map is on screen: the service over figures, and headless Chromium before it.

A district (Leicester, 200 small areas), Greater Manchester (1,702) and England (33,755, made-up cells at the real
number and size). The first two have real boundaries where JOINEDUP_OPEN_DATA, or the folder `shared/data` beside the
checkout, holds them, else made-up cells of the same number. The boundaries are loaded as in a page, which makes their
outlines: how long each step takes is printed. Each map is then opened six times with an empty browser, the first time
nobody having opened it before: from the click to the first frame with the whole map, and the bytes of the page as sent
(gzip). Prints the first, the middle and the worst, and the processor load beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import shapely

if TYPE_CHECKING:
    from joinedup.engine.areas.boundaries import Boundaries
    from joinedup.service.authorization.acting import Acting

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

DATA = Path(os.environ.get("JOINEDUP_OPEN_DATA") or ROOT.parent / "shared" / "data") / "boundaries"
# what → (areas, file of real boundaries, box of made-up ones, seconds allowed, bytes allowed)
MAPS: dict[str, tuple[int, str, tuple[float, float, float, float], float, int]] = {
    "district": (200, "lsoa2021/leicester.geojson", (-1.22, 52.58, -1.04, 52.69), 1.0, 40_000),
    "city region": (1_702, "greater_manchester/gm_lsoa2021.geojson", (-2.7, 53.3, -1.9, 53.7), 2.0, 0),
    "England": (33_755, "", (-6.4, 49.9, 1.8, 55.8), 5.0, 0),
}
PAINTED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
    const page = performance.getEntriesByType("navigation")[0];
    done([performance.now(), page.encodedBodySize, page.responseStart, document.querySelectorAll("svg.joinedup-map path").length]);
})))"""  # noqa: E501


def shapes_of(number: int, file: str, box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Real boundaries where they are there, else made-up cells."""
    if file and (DATA / file).is_file():
        real: dict[str, Any] = json.loads((DATA / file).read_text(encoding="utf-8"))
        return real
    dice = np.random.default_rng(1)
    seeds = shapely.MultiPoint(
        np.column_stack([dice.uniform(box[0], box[2], number), dice.uniform(box[1], box[3], number)])
    )
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(*box)))
    cells = shapely.segmentize(shapely.intersection(cells, shapely.box(*box)), (box[2] - box[0]) / number**0.5 / 8)
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": f"E01{n:06}", "name": f"Madeup {n // 5:04}{'ABCDE'[n % 5]}"},
             "geometry": shapely.geometry.mapping(cell)}
            for n, cell in enumerate(cells, 1)
        ],
    }  # fmt: skip


def installation(folder: Path) -> Acting:
    """A new one, with a partner and somebody in it who may load boundaries."""
    from joinedup.service.project.start import start

    start(folder)
    (folder / "made-up").mkdir()
    from joinedup.service.accounts.actions import enrol, give_role
    from joinedup.service.authorization.acting import Acting
    from joinedup.service.partners.actions import join

    join(by="bench", key="council", title="Council")
    person = enrol(by="bench", name="Ana Bench", email="ana@bench.example")
    give_role(by="bench", person=person, role="analyst", partner="council")
    return Acting(person.pk, "bench", "Ana Bench", "council", "analyst")


def draw(acting: Acting, title: str, name: str, collection: dict[str, Any]) -> tuple[str, Boundaries, str]:
    """Load boundaries as on a page and put them in use. Returns their kind, themselves, and how long it took."""
    from joinedup.engine.areas.boundaries import boundaries_from
    from joinedup.engine.areas.boundary_check import Said
    from joinedup.service.areas import boundaries

    read, text = boundaries_from(collection, where=name), json.dumps(collection).encode()
    begun = perf_counter()
    given = boundaries.load(
        acting, Said(title, 2021, read.code_property), file=name, content=io.BytesIO(text),
        sha256=hashlib.sha256(text).hexdigest(), source="bench",
    )  # fmt: skip
    problems = boundaries.look_at(given.key).facts["problems"]
    assert not problems, problems[:3]
    looked = perf_counter()
    kind = boundaries.use(acting, given.key).kind
    took = f"({len(text) / 1e6:.1f} MB): read in {looked - begun:.1f} s, in use {perf_counter() - looked:.1f} s later"
    return kind, read, took


def furnish(folder: Path) -> None:
    """An installation with somebody in it and a map of each size."""
    acting = installation(folder)
    from joinedup.engine.indicators.extract import SCHEMA
    from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
    from joinedup.service.indicators.queries import store

    for number, (name, (count, file, box, _seconds, _bytes)) in enumerate(MAPS.items()):
        kind, read, took = draw(acting, f"LSOA {name}", name, shapes_of(count, file, box))
        dice = np.random.default_rng(number)
        people = dice.integers(1_000, 3_000, len(read.areas))
        counts = dice.binomial(people, dice.beta(2, 12, len(read.areas)))
        rows = pl.DataFrame(
            {
                "series": "", "group": "", "area": list(read.codes), "starts": date(2024, 4, 1),
                "ends": date(2025, 3, 31), "value": counts / people * 100, "numerator": counts, "denominator": people,
                "lower": None, "upper": None, "note": "", "row": 0, "where": "",
            },
            schema=SCHEMA, strict=False,
        )  # fmt: skip
        meta = Indicator(f"map-{number}", f"Map of {name}", Kind.PROPORTION, Polarity.LOW_IS_GOOD, 100, "%")
        store().put(meta, kind, rows)
        real = "real" if (DATA / file).is_file() else "made-up"
        print(f"{name}: {len(read.areas):,} areas, {real} boundaries {took}")


def measure(address: str, times: int) -> bool:
    """Open each map, and say how long it took. False where one took longer than allowed."""
    from playwright.sync_api import sync_playwright
    from tests.pages.conftest import chromium

    good = True
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for number, (name, (_count, _file, _box, allowed, most)) in enumerate(MAPS.items()):
            took, first, size, paths = [], [], 0, 0
            for attempt in range(times + 1):
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                page = context.new_page()
                page.goto(f"{address}/account/login/")
                page.locator("button:has-text('Ana Bench')").first.click()
                page.goto(f"{address}/indicators/map-{number}/", timeout=300_000)
                seconds, size, begun, paths = page.evaluate(PAINTED)
                took.append(seconds / 1000)
                first.append(begun / 1000)
                if not attempt:
                    print(f"{name}, the very first time: {seconds / 1000:.2f} s")
                context.close()
            within = max(took) <= allowed and (not most or size <= most)
            good &= within
            print(f"{name}: middle {statistics.median(took):.2f} s, worst {max(took):.2f} s [< {allowed:g} s], of it "
                  f"{statistics.median(first):.2f} s for the server; {size / 1000:.1f} kB sent"
                  f"{f' [< {most / 1000:g} kB]' if most else ''}, {paths:,} paths"
                  f"{'' if within else '  TOO MUCH'}; load {os.getloadavg()[0]:.1f}")  # fmt: skip
        browser.close()
    return good


def main() -> int:
    """Measure. Exit status 1 where a map took longer, or was larger, than allowed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    told = parser.parse_args()
    from tests.pages.conftest import served

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        furnish(home)
        with served(home) as address:
            return 0 if measure(address, told.times) else 1


if __name__ == "__main__":
    sys.exit(main())
