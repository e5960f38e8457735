"""Run by the interpreter of pytauargus' own environment: a table of counts in, the status of every cell out.

in_tauargus.py COUNTS OUT COUNT BY HIERARCHY: writes the seconds that protecting took.
"""

import csv
import sys
import time
from pathlib import Path

from pytauargus import protect
from pytauargus.hrc import write_hrc


def main() -> None:
    """Every person counted becomes a row, as pytauargus takes microdata."""
    counts, out, count, by, hierarchy = sys.argv[1:]
    columns, levels = by.split(","), hierarchy.split(",")
    with Path(counts).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = [levels[0], *columns]
    people = {name: [row[name] for row in rows for _ in range(int(row[count]))] for name in names}
    people["person"] = [1] * len(people[levels[0]])
    areas = Path("areas.hrc").resolve()
    write_hrc({level: [row[level] for row in rows] for level in levels}, levels, hrc_filename=str(areas))
    began = time.perf_counter()
    # counts under 5 are primary, a margin of 30 per cent, modular, all its defences of singletons
    made = protect(people, names, "person", "FREQ(5,30)", "MOD(1,5,1,1,1)", hrc={levels[0]: str(areas)},
                   totcode="Total", workdir=".")  # fmt: skip
    took = time.perf_counter() - began
    with Path(out).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([*(row[name] for name in names), row["status"]] for row in made.tables[0].rows)
    sys.stdout.write(f"{took}\n")


main()
