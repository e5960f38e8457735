"""Areas that have no figure: of a file about a whole place each is named, of one about a part of it how many there are.

A file with fewer than half of the areas of its districts may be meant so (those of one ward), or be broken off. It says
so in one line, and from then on areas are looked for among its own: not each time names all the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.periods import Period

_NAMED = 5
_NO_SUMS = "sums over them are not made"


def gaps(table: pl.DataFrame, area_set: AreaSet) -> list[Defect]:
    """Areas without a figure: said, once where the same lack it at several times, and never summed over.

    table: columns of `extract.SCHEMA`. area_set: the areas that it is about.
    """
    rows = table.filter(pl.col("area").is_in(list(area_set.codes)))
    usable, in_file = rows.filter(pl.col("note") != "missing"), set(rows["area"].to_list())
    wanted_in_all = area_set.within(in_file)
    is_part = len(in_file) * 2 < len(wanted_in_all)
    found = [_part(in_file, wanted_in_all, area_set, str(rows["where"][0]))] if is_part and in_file else []
    alike: dict[tuple[str, tuple[str, ...], int], list[tuple[str, Period]]] = {}
    for (series, starts, ends, where), own in usable.group_by("series", "starts", "ends", "where", maintain_order=True):
        there = set(own["area"].to_list())
        wanted = in_file if is_part else area_set.within(there)
        if lacking := tuple(sorted(wanted - there)):
            alike.setdefault((str(where), lacking, len(wanted)), []).append((str(series), Period(starts, ends)))
    for (where, lacking, many), lacked in alike.items():
        of = f"{many:,} areas in the file" if is_part else f"{many:,} areas ({area_set.title})"
        what = (
            f"{len(lacking):,} of {of} have no figure for {_lacked(lacked)}: {_listed(lacking, area_set)}; {_NO_SUMS}"
        )
        found.append(Defect("areas-missing", what, where, stops=False))
    return found


def _part(in_file: set[str], wanted: frozenset[str], area_set: AreaSet, where: str) -> Defect:
    """That a file has fewer than half of a place's areas."""
    districts = sorted({area_set.parents[code] for code in in_file if code in area_set.parents})
    more = f" and {len(districts) - _NAMED:,} more districts" if len(districts) > _NAMED else ""
    of = f" of {', '.join(districts[:_NAMED])}{more}" if districts else ""
    what = (
        f"{len(in_file):,} of the {len(wanted):,} areas ({area_set.title}){of} are in the file; if it is meant to be "
        f"about all of them {len(wanted) - len(in_file):,} are missing, such as "
        f"{_listed(sorted(wanted - in_file), area_set)}; {_NO_SUMS}"
    )
    return Defect("areas-few", what, where, stops=False)


def _listed(codes: Sequence[str], area_set: AreaSet) -> str:
    names = area_set.names
    named = ", ".join(code if names[code] == code else f"{code} {names[code]}" for code in codes[:_NAMED])
    return named + (f" and {len(codes) - _NAMED:,} more" if len(codes) > _NAMED else "")


def _lacked(lacked: Sequence[tuple[str, Period]]) -> str:
    """For which times and indicators the same areas have no figure."""
    series = list(dict.fromkeys(one for one, _ in lacked))
    times = sorted({when for _, when in lacked})
    when = times[0].label if len(times) == 1 else f"{len(times):,} times, {times[0].label} to {times[-1].label}"
    return f"{when} in {len(series):,} indicators" if len(series) > 1 else f"{when} in {series[0]}".removesuffix(" in ")
