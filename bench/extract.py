# ruff: noqa: T201 (a script that prints)
"""A type 2 extract: from linked data of a borough to the files that leave, by the functions that the release uses.

Made-up linked data: every person in the index and in each of nine sources with a chance of their own, two items a
source, dates and special categories among them. Timed, each by the clock: one row a person without names; the choice
of rungs that keeps the promise and loses least; what is measured of it; the twin; the files. Nothing is read from disk.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from joinedup.engine.clients.extract import QUASI_IDENTIFIERS, linked_extract, sensitive_columns
from joinedup.engine.pseudonyms.closeness import t_closeness
from joinedup.engine.pseudonyms.coarsening import Promise, make_safe
from joinedup.engine.pseudonyms.date_shift import disguise_of
from joinedup.engine.pseudonyms.diversity import l_diversity
from joinedup.engine.pseudonyms.ladders import ALL, age_ladder, area_ladder, joined_ladder
from joinedup.engine.pseudonyms.twin import synthetic_twin
from joinedup.engine.pseudonyms.uniqueness import uniqueness
from joinedup.engine.spreadsheet_safe import write_csv

EDGES = (0, 5, 10, 16, 18, 25, 35, 45, 55, 65, 75, 85)
PEOPLE_IN_AN_LSOA = 1500
T = TypeVar("T")
TARGET = 60  # seconds
CONDITIONS = np.array(["", "Diabetes", "Hypertension", "COPD", "Asthma", "Depression", "Dementia"])
YES_NO = np.array(["Y", "N"])
SOURCES: dict[str, tuple[float, tuple[str, ...]]] = {  # data set: the share of people it knows, its items
    "council_tax": (0.70, ("council_tax_arrears", "council_tax_support")),
    "housing": (0.25, ("rent_arrears", "homelessness_application")),
    "libraries": (0.30, ("library_loans", "start_date")),
    "electoral": (0.75, ("franchise", "start_date")),
    "social_care": (0.05, ("care_hours", "start_date")),
    "schools": (0.15, ("absence_rate", "exclusions")),
    "nhs": (0.95, ("long_term_condition", "emergency_attendances")),
    "police": (0.06, ("incidents", "event_date")),
    "fire": (0.08, ("fire_risk", "event_date")),
}


def main() -> None:
    """Print one line a step, and the whole beside the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--close", type=float, default=1.0, help="also ask for t-closeness, 0 to 1")
    asked = parser.parse_args()
    index, tables, areas = made_up(asked.people)
    print(f"{asked.people:,} people, {len(tables)} sources, {index.height:,} linked records, {areas.height} LSOAs")
    began = time.perf_counter()
    disguise = disguise_of(bytes(range(32)), "BENCH")
    area_of = dict(zip(areas["lsoa"], areas["lsoa"], strict=True))
    extract = timed(
        "rows without names",
        lambda: linked_extract(index, tables, disguise=disguise, year=2026, edges=EDGES, area_of=area_of),
    )
    sensitive = sensitive_columns(extract.columns)
    promise = Promise(5, sensitive, diverse=2, close=asked.close)
    ladders = {
        "age": age_ladder(EDGES),
        "sex": joined_ladder(("F", "M"), ALL),
        "area": area_ladder(areas),
    }
    safe = timed("least lost", lambda: make_safe(extract, QUASI_IDENTIFIERS, promise, ladders))
    before = timed("uniqueness", lambda: uniqueness(extract, QUASI_IDENTIFIERS))
    timed("diversity", lambda: [l_diversity(safe.table, QUASI_IDENTIFIERS, name) for name in sensitive])
    timed("closeness", lambda: [t_closeness(safe.table, QUASI_IDENTIFIERS, name) for name in sensitive])
    twin = timed("twin", lambda: synthetic_twin(safe.table))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.csv"
        timed("files", lambda: write_csv(path, safe.table.columns, safe.table.iter_rows()))
        write_csv(Path(folder) / "twin.csv", twin.columns, twin.iter_rows())
    seconds = time.perf_counter() - began
    print(f"k {safe.k}, left out {safe.left_out:,} ({safe.share:.2%}), loss {safe.loss:.4f}, {dict(safe.steps)}")
    print(f"unique before {before.sample:,}; memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")
    print(f"whole run {seconds:.1f} s (target: less than {TARGET} s): {'met' if seconds < TARGET else 'NOT met'}")


def timed(name: str, work: Callable[[], T]) -> T:
    """Do the work and print how long it took."""
    began = time.perf_counter()
    made = work()
    print(f"  {name:<20} {time.perf_counter() - began:6.1f} s", flush=True)
    return made


def made_up(people: int) -> tuple[pl.DataFrame, dict[str, pl.DataFrame], pl.DataFrame]:
    """An index, nine tables and the areas, with nothing of anybody."""
    draw = np.random.default_rng(1)
    count = max(1, people // PEOPLE_IN_AN_LSOA)
    lsoas = np.array([f"E01{number:06}" for number in range(count)])
    areas = pl.DataFrame(
        {"lsoa": lsoas, "msoa": [f"E02{number // 5:06}" for number in range(count)], "lad": "E09000001"}
    )
    ages = np.minimum(draw.gamma(3.2, 13, people).astype(int), 104)
    who = pl.DataFrame(
        {
            "client": [f"c{number:08}" for number in range(people)],
            "birth_year": 2026 - ages,
            "sex": draw.choice(np.array(["F", "M"]), people),
            "lsoa": draw.choice(lsoas, people),
            "household": draw.integers(0, people // 2, people).astype(str),
        }
    )
    parts, tables = [], {}
    for dataset, (share, items) in SOURCES.items():
        known = who.filter(pl.Series(draw.random(people) < share)).with_row_index("source_row", 1)
        parts.append(known.with_columns(pl.col("source_row").cast(pl.Int64), pl.lit(dataset).alias("source_dataset")))
        columns = {item: values(item, known.height, draw) for item in items}
        tables[dataset] = pl.DataFrame({"row_number": np.arange(1, known.height + 1), **columns})
    return pl.concat(parts), tables, areas


def values(item: str, rows: int, draw: np.random.Generator) -> pl.Series:
    """Made-up values of an item, of its type."""
    if item.endswith("_date"):
        days = date(2023, 1, 1).toordinal() + draw.integers(0, 1400, rows)
        return pl.Series([date.fromordinal(int(day)) for day in days])
    if item == "long_term_condition":
        return pl.Series(draw.choice(CONDITIONS, rows, p=[0.6, 0.08, 0.12, 0.04, 0.08, 0.06, 0.02]))
    if item in ("council_tax_support", "homelessness_application", "franchise", "fire_risk"):
        return pl.Series(draw.choice(YES_NO, rows, p=[0.15, 0.85]))
    if item in ("council_tax_arrears", "rent_arrears", "care_hours", "absence_rate"):
        return pl.Series(np.where(draw.random(rows) < 0.3, np.round(draw.lognormal(3, 1, rows), 1), 0.0))
    return pl.Series(draw.poisson(0.8, rows))


if __name__ == "__main__":
    main()
