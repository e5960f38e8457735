"""Protecting tables of small areas: cells left out, time, and what an attack still finds.

One line a table: primary and secondary cells, the sum of all counts left out (and of the secondary ones), seconds
to protect, then the full attack: cells worked out, small counts known more closely than the rule's range, seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

from joinedup.engine.disclosure.attack import attack
from joinedup.engine.disclosure.counts_file import read_counts
from joinedup.engine.disclosure.protection import protect

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
TABLES = {  # name: (file, count, by, hierarchy)
    "S": ("uk_small_300", "count", ["age", "sex"], ["lsoa", "msoa", "lad"]),
    "B": ("uk_big_3000", "count", ["age", "sex"], ["lsoa", "msoa", "lad"]),
    "outcome-S": ("uk_outcome_S", "freq", ["outcome"], ["lsoa", "msoa", "district"]),
    "outcome-M1": ("uk_outcome_M1", "freq", ["sex", "outcome"], ["lsoa", "msoa", "district"]),
    "outcome-M": ("uk_outcome_M", "freq", ["age", "outcome"], ["lsoa", "msoa", "district"]),
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", default=["outcome-S", "outcome-M1", "S"], help=", ".join(TABLES))
    parser.add_argument("--no-attack", action="store_true", help="leave the full attack out; it takes minutes on B")
    asked = parser.parse_args()
    folder = Path(os.environ.get("JOINEDUP_OPEN_DATA", BESIDE)) / "sdc"
    sys.stdout.write("table       primary secondary      sum  (second.)  time s   pinned  narrow  attack s" + "\n")
    for name in asked.tables:
        file, count, by, hierarchy = TABLES[name]
        table = read_counts(folder / f"{file}.csv", count, by, hierarchy)
        start = time.perf_counter()
        made = protect(table)
        took = time.perf_counter() - start
        line = (
            f"{name:<11}{made.primary:>8,}{made.secondary:>10,}{made.suppressed_sum:>9,}"
            f"{made.secondary_sum:>11,}{took:>8.1f}{made.attack.pinned:>9}"
        )
        if not asked.no_attack:
            start = time.perf_counter()
            found = attack([made.published])
            line += f"{found.narrow:>8,}{time.perf_counter() - start:>10.1f}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"memory at most {peak:,.0f} MB" + "\n")


if __name__ == "__main__":
    main()
