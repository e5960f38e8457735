"""Made-up areas and indicator files that the tests share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from joinedup.engine.areas.area_set import AreaSet

CODES_2011 = tuple(f"E0100000{number}" for number in range(1, 9))
CODES_2021 = (*CODES_2011[:6], "E01000011", "E01000012")  # the last two were split from the two that are gone
DISTRICTS = {code: "E06000001" if place < 4 else "E06000002" for place, code in enumerate(CODES_2011)}
LSOA_2011 = AreaSet("LSOA", 2011, {code: f"Brook 00{code[-1]}A" for code in CODES_2011}, DISTRICTS)
LSOA_2021 = AreaSet(
    "LSOA", 2021, {code: f"Brook 0{code[-2:]}A" for code in CODES_2021}, dict.fromkeys(CODES_2021, "E06000002")
)
KNOWN = (LSOA_2011, LSOA_2021)


def csv_file(folder: Path, *lines: str, name: str = "figures.csv") -> Path:
    """A file of these lines."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def long_lines(values: Sequence[object], period: str = "2019", codes: Sequence[str] = CODES_2011) -> list[str]:
    """A long file with one figure an area."""
    rows = [f"{code},{period},{value}" for code, value in zip(codes, values, strict=True)]
    return ["area_code,period,value", *rows]
