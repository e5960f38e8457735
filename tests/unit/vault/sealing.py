"""A vault to try things on, and a search for planted names in everything on disk.

python -m tests.unit.vault.sealing FOLDER NAME seals slowly, and says so line by line, until it is killed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from joinedup.engine.vault.vault import ROW_NUMBER, Sealed, Vault

MASTER = bytes(range(32))
PLANTED = "Plantagenetta"
COLUMNS = ("surname", "forename")


def rows_of(count: int) -> pa.Table:
    """Rows in which every value holds the planted name and differs from every other."""
    return pa.table(
        {
            ROW_NUMBER: list(range(1, count + 1)),
            "surname": [f"{PLANTED} {number * 7919 % 104729:x}" for number in range(count)],
            "forename": [f"{number:x} {PLANTED}" for number in range(count)],
        }
    )


def seal(vault: Vault, name: str, rows: pa.Table) -> Sealed:
    """Seal these rows."""
    with vault.incoming(name) as opening:
        opening.connection.register("rows", rows)
        opening.connection.execute(f"CREATE TABLE {opening.table} AS SELECT * FROM rows")
        return vault.finish(name, opening, COLUMNS)


def plain_text(*folders: Path, planted: str = PLANTED) -> list[str]:
    """The files below these folders that hold the planted name, in any of the spellings that text has on disk."""
    spellings = [planted.encode(), planted.encode("utf-16-le"), planted[:6].encode(), planted[-6:].encode()]
    found = []
    for path in files_below(folders):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # gone between the listing and now
        if any(spelling in content for spelling in spellings):
            found.append(path.name)
    return found


def files_below(folders: Iterable[Path]) -> list[Path]:
    """Every file, whatever its name."""
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


if __name__ == "__main__":
    vault = Vault(Path(sys.argv[1]), MASTER)
    with vault.incoming(sys.argv[2]) as filling:
        filling.connection.register("rows", rows_of(20_000))
        filling.connection.execute(f"CREATE TABLE {filling.table} AS SELECT * FROM rows")
        print("begun", flush=True)
        while True:
            filling.connection.execute(f"INSERT INTO {filling.table} SELECT * FROM rows")
            time.sleep(0.01)
