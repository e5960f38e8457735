"""Run by the interpreter of pytauargus' own environment: a table of counts or amounts in, the status of every cell out.

in_tauargus.py FILE OUT COLUMN BY HIERARCHY RULES: writes the seconds that protecting took. Of counts every person
becomes a row; of amounts, where RULES is given, every row stays one.
"""

import csv
import sys
import time
from pathlib import Path

from pytauargus import protect
from pytauargus.hrc import write_hrc


def main() -> None:
    """Rows in, as pytauargus takes microdata, and statuses out."""
    file, out, column, by, hierarchy, *amounts = sys.argv[1:]
    columns, levels = by.split(","), hierarchy.split(",")
    with Path(file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = [levels[0], *columns]
    times = [1 if amounts else int(row[column]) for row in rows]
    data = {name: [row[name] for row, n in zip(rows, times, strict=True) for _ in range(n)] for name in names}
    data["given"] = [float(row[column]) for row in rows] if amounts else [1] * len(data[levels[0]])
    areas = Path("areas.hrc").resolve()
    write_hrc({level: [row[level] for row in rows] for level in levels}, levels, hrc_filename=str(areas))
    began = time.perf_counter()
    # counts under 5 are primary unless told otherwise, a margin of 30 per cent, modular, all its defences of singletons
    rules = amounts[0] if amounts else "FREQ(5,30)"
    made = protect(data, names, "given", rules, "MOD(1,5,1,1,1)", hrc={levels[0]: str(areas)},
                   totcode="Total", workdir=".")  # fmt: skip
    took = time.perf_counter() - began
    with Path(out).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [*(row[name].strip() for name in names), row["status"]] for row in made.tables[0].rows
        )
    sys.stdout.write(f"{took}\n")


main()
