"""Somebody made up whom a practitioner has in front of them: known to the library by a surname that nobody else has."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path


def somebody(home: Path) -> tuple[str, date]:
    """A surname that one reader alone has, and their date of birth."""
    [path] = (home / "made-up").glob("*/extracts/library_members.tsv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    named = Counter(row["Surname"] for row in rows)
    born = {row["Surname"]: row["Birth Date"] for row in rows if named[row["Surname"]] == 1}
    surname, told = next((s, b) for s, b in sorted(born.items()) if b and "1900" not in b and s.isalpha())
    return surname, datetime.strptime(told, "%d %b %Y").date()
