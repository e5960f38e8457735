# ruff: noqa: T201 (a script that prints)
"""Ten thousand records added to a million already linked, beside linking all of them again, in one run.

Prints the seconds of both and their ratio, on how many pairs the two agree (of the pairs that either of them made), and
how many of the rows that no event tells of lost their id.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.linkage import million  # noqa: E402 (this checkout first)

from joinedup.engine.linkage.evaluate import quality  # noqa: E402
from joinedup.engine.linkage.incremental import PeopleIndex  # noqa: E402
from joinedup.engine.linkage.link import link  # noqa: E402


def parted(tables: dict[str, pa.Table], more: int) -> tuple[dict[str, pa.Table], dict[str, pa.Table]]:
    """The tables without so many rows, drawn by chance, and these rows."""
    chance, total = np.random.default_rng(5), sum(table.num_rows for table in tables.values())
    first, later = {}, {}
    for name, table in tables.items():
        drawn = np.zeros(table.num_rows, dtype=bool)
        drawn[chance.choice(table.num_rows, round(more * table.num_rows / total), replace=False)] = True
        first[name], later[name] = table.filter(pa.array(~drawn)), table.filter(pa.array(drawn))
    return first, later


def main() -> int:
    """Exit status 1 where it costs too much, agrees too little, or somebody untouched lost their id."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=1_000_000)
    asked.add_argument("--more", type=int, default=10_000)
    options = asked.parse_args()
    tables, _ = million(int(options.records * 0.64), options.records)
    first, later = parted(tables, options.more)
    with PeopleIndex(first) as index:
        before = index.person_ids()
        begun, processor = time.perf_counter(), time.process_time()
        added = index.add(later)
        adding, added_work = time.perf_counter() - begun, time.process_time() - processor
        after = index.person_ids()
    told = {name for event in added.events for name in (*event.before, *event.after)}
    lost = sum(old != new and not {old, new} <= told for old, new in zip(before, after, strict=True))
    whole = {name: pa.concat_tables((first[name], later[name])) for name in tables}
    begun, processor = time.perf_counter(), time.process_time()
    again = link(whole)
    linking, linked_work = time.perf_counter() - begun, time.process_time() - processor
    ids = dict(zip(zip(*(again.people[name].to_pylist() for name in ("source", "row_number")), strict=True),
                   again.people["person_id"].to_pylist(), strict=True))  # fmt: skip
    here = [(name, row) for table in (first, later) for name in table for row in table[name]["row_number"].to_pylist()]
    agree = quality([*after, *added.people["person_id"].to_pylist()], [ids[place] for place in here]).f1
    rows = added.people.num_rows
    print(f"{len(before):,} records linked, {rows:,} added in {adding:.1f} s ({added_work:.1f} s of processor time)")
    print(f"all {len(here):,} linked again in {linking:.1f} s ({linked_work:.1f} s): {adding / linking:.1%} of it")
    print(f"they agree on {agree:.2%} of pairs; {len(told):,} ids told of; {lost:,} rows untouched that lost their id")
    return int(adding > 0.05 * linking or agree < 0.995 or lost > 0)


if __name__ == "__main__":
    sys.exit(main())
