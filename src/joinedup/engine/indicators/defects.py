"""What is wrong with an indicator file: file, row, area, and whether anything of it may be loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

MOST_SAID = 20  # of one kind; the rest are counted


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
    """Those that stop first, in the order of the file; after twenty of a kind how many more there are."""
    kinds: dict[tuple[str, str], list[Defect]] = {}
    for one in defects:
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
