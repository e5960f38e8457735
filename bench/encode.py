# ruff: noqa: T201 (a script that prints)
"""Linking without names, beside linking with them, in one run: F1 of each, and what counting would give away.

For each data set that is there: everything in clear (`link`), and the same encoded by each source and matched
(`joinedup encode`); precision, recall and F1 of pairs; and the share of rows whose surname the simplest attack with a
public list of names guesses from any column of the encoded files.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.linkage import DATA, million  # noqa: E402 (this checkout first)

from joinedup.engine.linkage.encoded import match  # noqa: E402
from joinedup.engine.linkage.evaluate import Quality, quality  # noqa: E402
from joinedup.engine.linkage.link import link  # noqa: E402
from joinedup.engine.linkage.nicknames import forename_roots  # noqa: E402
from joinedup.engine.linkage.standardise import standardise  # noqa: E402
from joinedup.engine.pseudonyms.encoding import BLOCKS, PATTERNS, encode, record_name  # noqa: E402
from joinedup.engine.pseudonyms.frequency_attack import guesses  # noqa: E402

KEY = b"a key of one agreement, 32 bytes"


def told(name: str, how: str, records: int, measured: Quality, seconds: float, guessed: str = "") -> str:
    """One line."""
    return (
        f"{name:<18}{records:>10,}  {how:<9}{measured.precision:>9.4f}{measured.recall:>9.4f}{measured.f1:>9.4f}"
        f"{seconds:>9.1f}  {guessed}"
    )


def compare(name: str, tables: dict[str, pa.Table], truth: list[str]) -> None:
    """Both ways, a line each."""
    before = time.perf_counter()
    clear = quality(link(tables).people["person_id"].to_pylist(), truth)
    print(told(name, "clear", len(truth), clear, time.perf_counter() - before), flush=True)
    before = time.perf_counter()
    files, surnames, place = {}, {}, {}
    for source, table in tables.items():
        standard = standardise(table)
        names = [f"{source}|{row}" for row in range(table.num_rows)]
        files[source] = encode(standard, names, KEY, roots=forename_roots(), least=1).table
        for row, surname in zip(names, standard["surname"].to_pylist(), strict=True):
            record = record_name(row, KEY)
            place[record], surnames[record] = len(place), surname
    found = match(files, patterns=PATTERNS, blocks=BLOCKS).people
    seconds = time.perf_counter() - before
    person = [f"alone {number}" for number in range(len(truth))]
    for record, whose in zip(found["record"].to_pylist(), found["person_id"].to_pylist(), strict=True):
        person[place[record]] = whose
    whole = pa.concat_tables(files.values())
    common = [one for one, _ in Counter(name for name in surnames.values() if name).most_common()]
    records = whole["record"].to_pylist()
    share = max(
        sum(
            guess == surnames[record]
            for guess, record in zip(guesses(whole[column], common), records, strict=True)
            if guess
        )
        for column in (*PATTERNS, *BLOCKS)
    ) / max(len(truth), 1)
    print(
        told(name, "encoded", len(truth), quality(person, truth), seconds, f"surname guessed of {share:.2%}"),
        flush=True,
    )


def main() -> None:
    """The table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=100_000, help="of the made-up households")
    asked.add_argument("sets", nargs="*", metavar="DATA", help="febrl3, febrl4, households; all if none is named")
    options = asked.parse_args()
    print("data                 records  how      precision   recall       F1  seconds")
    for name in options.sets or ("febrl4", "febrl3", "households"):
        people = int(options.records * 0.64)
        tables, truth = million(people, options.records) if name == "households" else DATA[name]()
        compare(name, tables, truth)


if __name__ == "__main__":
    main()
