# ruff: noqa: T201, S311 (a script that prints; made-up people need no secure randomness)
"""Receiving a million rows: Joinedup, checks and sealing included, beside DuckDB alone, in one run.

Both read the same CSV of twelve columns into an encrypted table; turn and turn about, so that whatever
else the machine does falls on both. Prints each round and the ratio of the medians.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import duckdb_extension_httpfs

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.unit.supplies.agreed import TODAY, Agreed  # noqa: E402

from joinedup.engine.supplies.opening import open_source  # noqa: E402
from joinedup.engine.supplies.receive import receive  # noqa: E402
from joinedup.engine.supplies.suggest import suggest  # noqa: E402

ITEMS = (
    "record_id", "title", "forename", "surname", "date_of_birth", "sex", "address_line_1", "address_line_4", "postcode",
    "telephone", "start_date", "library_loans",
)  # fmt: skip
HEADINGS = "Borrower No,Title,First Name,Surname,DOB,Gender,Addr1,Town,Postcode,Tel,Date Joined,Loans"
EXTENSION = next(Path(duckdb_extension_httpfs.__file__).parent.glob("extensions/*/httpfs.duckdb_extension"))
TARGET = 4.0


def write_extract(path: Path, rows: int) -> None:
    """An extract of made-up people, as a library system would export it."""
    dice = random.Random(1)
    forenames = [f"{a}{b}" for a in ("Al", "Be", "Ca", "Da", "El", "Fa") for b in ("ma", "nna", "rol", "vid", "la")]
    surnames = [
        f"{a}{b}" for a in ("Ash", "Brook", "Clay", "Dun", "East", "Ford") for b in ("by", "ton", "well", "ley")
    ]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADINGS + "\r\n")
        for number in range(rows):
            born = f"{dice.randint(1, 28):02}/{dice.randint(1, 12):02}/{dice.randint(1930, 2020)}"
            joined = f"{dice.randint(1, 28):02}/{dice.randint(1, 12):02}/{dice.randint(2005, 2025)}"
            address = f'"{dice.randint(1, 200)} High Street, Flat {dice.randint(1, 9)}"'
            cells = (
                f"B{number:07}", dice.choice(("Mr", "Mrs", "Ms", "")), dice.choice(forenames), dice.choice(surnames),
                born, dice.choice("MF"), address, "Leicester",
                f"LE{dice.randint(1, 19)} {dice.randint(1, 9)}{dice.choice('ABDE')}{dice.choice('FGHJ')}",
                f"0116 {dice.randint(2000000, 2999999)}", joined, str(dice.randint(0, 90)),
            )  # fmt: skip
            file.write(",".join(cells) + "\r\n")


def duckdb_alone(extract: Path, folder: Path) -> float:
    """Seconds that DuckDB needs to read the extract into an encrypted table, its types guessed, and close it."""
    place = folder / "alone.duckdb"
    start = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(f"LOAD '{EXTENSION}'")
        connection.execute(f"ATTACH '{place}' AS sealed (ENCRYPTION_KEY 'a key of some length')")
        connection.execute(f"CREATE TABLE sealed.supply AS SELECT * FROM read_csv('{extract}')")
        connection.execute("DETACH sealed")
    seconds = time.perf_counter() - start
    place.unlink()
    return seconds


def joinedup(extract: Path, folder: Path, turn: int) -> float:
    """Seconds that Joinedup needs from the file to the sealed supply with its quality report."""
    agreed = Agreed(folder / f"vault-{turn}", ITEMS)
    layout = suggest(open_source(extract))
    start = time.perf_counter()
    received = receive(agreed.gate, agreed.movement(), extract, layout, on=TODAY)
    seconds = time.perf_counter() - start
    assert received.report.rows == received.rows
    return seconds


def main() -> int:
    """Run the rounds; exit status 1 where the ratio is above the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        extract = folder / "library.csv"
        write_extract(extract, arguments.rows)
        size = extract.stat().st_size / 1e6
        print(f"{arguments.rows:,} rows, 12 columns, {size:.0f} MB; DuckDB {duckdb.__version__} alone, then Joinedup")
        alone, ours = [], []
        for turn in range(arguments.rounds):
            alone.append(duckdb_alone(extract, folder))
            ours.append(joinedup(extract, folder, turn))
            print(f"round {turn + 1}: DuckDB alone {alone[-1]:.2f} s, Joinedup {ours[-1]:.2f} s")
    ratio = statistics.median(ours) / statistics.median(alone)
    print(f"ratio of the medians: {ratio:.2f} (at most {TARGET:.0f})")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
