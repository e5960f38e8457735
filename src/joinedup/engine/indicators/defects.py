"""What is wrong with an indicator file: file, row, area, and whether anything of it may be loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import frozen

MOST_SAID = 20  # of one kind; the rest are counted
_FIRST = 3  # rows that stand in the line about all of a kind


@frozen
class Defect:
    """One thing found. `stops`: nothing of the file is loaded. `row`: as the file counts them, from 1; 0 if none."""

    code: str
    what: str
    where: str
    row: int = 0
    area: str = ""
    stops: bool = True

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.where, f"row {self.row}" if self.row else "", self.area) if part)
        return f"{place}: {self.what}"


def told(defects: Iterable[Defect]) -> tuple[Defect, ...]:
    """Those that stop first, in the order of the file, each once; after twenty of a kind how many more there are."""
    kinds: dict[tuple[str, str], list[Defect]] = {}
    for one in dict.fromkeys(defects):  # a row that is there twice is so at each of its times
        kinds.setdefault((one.code, one.where), []).append(one)
    said: list[Defect] = []
    for (code, where), own in kinds.items():
        said.extend(own[:MOST_SAID])
        if len(own) > MOST_SAID:
            said.append(Defect(code, f"and {len(own) - MOST_SAID:,} more of this kind", where, stops=own[0].stops))
    return tuple(sorted(said, key=lambda one: (not one.stops,)))


def stopping(defects: Sequence[Defect]) -> tuple[Defect, ...]:
    """Those for which nothing may be loaded."""
    return tuple(one for one in defects if one.stops)


@frozen
class Alike:
    """What is wrong in the same way in several rows. `words`: in one line, with the first rows; `each`: row by row."""

    words: str
    each: tuple[str, ...]


def alike(defects: Iterable[Defect]) -> tuple[Alike, ...]:
    """One line for all rows in which the same is wrong, numbers apart ("12 km from its postcode"), in their order."""
    found: dict[tuple[str, str, str], list[Defect]] = {}
    for one in defects:
        found.setdefault((one.code, one.where, re.sub(r"\d[\d,.]*", "…", one.what)), []).append(one)
    return tuple(
        Alike(str(own[0]) if len(own) == 1 else _in_one_line(own, where, what), tuple(str(one) for one in own))
        for (_code, where, what), own in found.items()
    )


def _in_one_line(own: Sequence[Defect], where: str, what: str) -> str:
    what = own[0].what if len({one.what for one in own}) == 1 else what
    rows = ", ".join(f"{one.row:,}" for one in own[:_FIRST])
    more = f" and {len(own) - _FIRST:,} more" if len(own) > _FIRST else ""
    return f"{where}, {len(own):,} rows ({rows}{more}): {what}"
