"""The agreed ladders of the usual quasi-identifiers: ages in wider bands, areas in larger ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl
from attrs import frozen

ALL_AGES = "All ages"
ALL_AREAS = "All areas"
ALL = "All"
UNKNOWN = "Not known"
_OLDEST = 120  # years


@frozen
class Ladder:
    """Coarser and coarser values of one column, finest first; what is not on a rung keeps its value.

    rungs: pairs of a name ("in bands of 10 years") and the coarser value of each value of the column.
    """

    rungs: tuple[tuple[str, Mapping[str, str]], ...]


def joined_ladder(values: Sequence[str], word: str) -> Ladder:
    """One rung: every value becomes `word`."""
    return Ladder((("all together", dict.fromkeys(values, word)),))


def age_ladder(edges: Sequence[int] = (), *, unknown: str = UNKNOWN) -> Ladder:
    """Ages to wider and wider bands.

    edges: the lower edges of the bands that the column holds already ("0-15", "16-64", "65+" for 0, 16, 65);
    every rung joins neighbouring bands two by two. Without edges the column holds ages in whole years, and the
    rungs are bands of 5, 10 and 20 years. The last rung is all ages together, and `unknown` ages with them.
    """
    if not edges:
        bands: list[tuple[str, Mapping[str, str]]] = [
            (f"in bands of {width} years", _bands_of(width)) for width in (5, 10, 20)
        ]
        return Ladder((*bands, ("all together", dict.fromkeys([*map(str, range(_OLDEST + 1)), unknown], ALL_AGES))))
    original = _labels(edges)
    rungs: list[tuple[str, Mapping[str, str]]] = []
    left = list(edges)
    while len(left) > 2:
        # the lowest band keeps its lower edge; an odd one out stays with the oldest
        left = left[::2]
        wider = _labels(left)
        bands_above = {
            label: wider[sum(1 for edge in left if edge <= low) - 1] for label, low in zip(original, edges, strict=True)
        }
        rungs.append((f"in {len(wider)} bands", bands_above))
    return Ladder((*rungs, ("all together", dict.fromkeys([*original, unknown], ALL_AGES))))


def area_ladder(areas: pl.DataFrame, *, unknown: str = UNKNOWN) -> Ladder:
    """Areas to larger ones. areas: one row a smallest area, its code first, then the areas above it.

    The rungs are named after the columns: LSOA to MSOA to district, as they stand in the lookup. On the
    last one `unknown` areas are among all.
    """
    smallest, *above = areas.columns
    rungs: list[tuple[str, Mapping[str, str]]] = [
        (f"by {name}", dict(zip(areas[smallest], areas[name], strict=True))) for name in above
    ]
    return Ladder((*rungs, ("all together", dict.fromkeys([*areas[smallest], unknown], ALL_AREAS))))


def _labels(edges: Sequence[int]) -> list[str]:
    return [f"{low}-{high - 1}" for low, high in pairwise(edges)] + [f"{edges[-1]}+"]


def _bands_of(width: int) -> dict[str, str]:
    return {str(age): f"{age // width * width}-{age // width * width + width - 1}" for age in range(_OLDEST + 1)}
