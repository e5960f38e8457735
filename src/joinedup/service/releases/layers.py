"""By which areas counts are asked for: LSOAs and districts, and between them MSOAs, wards, or areas of one's own.

Wards and areas of one's own are made of whole LSOAs: a ward of those that have most of their postcodes in it. What lies
between must not cut across: one kind a table; tables of different kinds are attacked together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from joinedup.engine.areas.custom import CustomArea, patchwork
from joinedup.engine.disclosure.system import Lookup
from joinedup.engine.errors import error
from joinedup.service.areas.queries import hierarchy, names_of, wards
from joinedup.service.indicators.own_areas import OwnArea, own_areas

FINEST, WARD, OWN = "lsoa", "ward", "own-area"
BETWEEN = ("msoa", WARD, OWN)
OWN_CODE = "own-{}"
LEVELS = (FINEST, *BETWEEN, "lad")


def own_to_choose() -> list[OwnArea]:
    """The areas of one's own that are made of LSOAs in which people can be placed."""
    known = set(hierarchy()[FINEST])
    return [row for row in own_areas() if set(row.parts) <= known]


def areas_for(levels: Sequence[str], own: Sequence[int] = ()) -> pl.DataFrame:
    """One row an LSOA: lsoa, what lies between, lad. own: numbers of areas of one's own.

    Raises `areas-missing`, and `layers-wrong` where an area is not there any more, or two have an LSOA in common.
    """
    areas = hierarchy()
    if WARD in levels:
        return areas.join(wards(), on=FINEST).select(FINEST, WARD, "lad")
    if OWN in levels:
        return areas.with_columns(_own(areas, own).alias(OWN)).select(FINEST, OWN, "lad")
    return areas


def _own(areas: pl.DataFrame, numbers: Sequence[int]) -> pl.Series:
    rows = [row for row in own_to_choose() if row.pk in numbers]
    if not rows or len(rows) < len(set(numbers)):
        raise error("layers-wrong", problem="an area of one's own is not there any more")
    chosen = tuple(CustomArea(OWN_CODE.format(row.pk), row.title, tuple(row.parts)) for row in rows)
    together = patchwork(chosen, dict.fromkeys(areas[FINEST], ""))
    if together.twice:
        raise error("layers-wrong", problem=f"two areas of one's own have {together.twice[0]} in common")
    named = "-".join(str(row.pk) for row in rows)
    outside = pl.format("not-in-{}-{}", pl.lit(named), pl.col("lad"))
    inside = pl.col(FINEST).replace_strict(together.parents, default=None, return_dtype=pl.String)
    return areas.select(pl.coalesce(inside, outside)).to_series()


def titles_of(areas: pl.DataFrame) -> dict[str, str]:
    """What areas of one's own are called, by their codes in the table."""
    if OWN not in areas.columns:
        return {}
    return _own_titles(set(areas[OWN]))


def named(codes: Collection[str]) -> dict[str, str]:
    """What the areas of a table are called, by their codes: those installed, and areas of one's own."""
    return names_of(codes) | _own_titles(codes)


def _own_titles(codes: Collection[str]) -> dict[str, str]:
    own = OWN_CODE.format("")
    if not any(code.startswith(own) for code in codes):
        return {}
    return {code: row.title for row in own_areas() if (code := OWN_CODE.format(row.pk)) in codes}


def made_of(areas: pl.DataFrame) -> dict[str, dict[str, list[str]]]:
    """The LSOAs of each ward or area of one's own, kept with the release: what they are made of may change."""
    return {
        level: {code: sorted(own[FINEST]) for (code,), own in areas.sort(level).group_by(level, maintain_order=True)}
        for level in (WARD, OWN)
        if level in areas.columns
    }


def people_in(areas: pl.DataFrame, people: Mapping[str, int]) -> dict[str, int]:
    """How many people live in every area of a table: those of its LSOAs, where each is known.

    people: of each area, as installed. areas: one row an LSOA. What is not known is left out.
    """
    if not people:
        return {}
    known = areas.with_columns(people=pl.col(FINEST).replace_strict(people, default=None, return_dtype=pl.Int64))
    found = dict(people)
    for level in areas.columns:
        sums = known.group_by(level).agg(pl.col("people").sum(), whole=pl.col("people").is_not_null().all())
        found |= dict(sums.filter("whole").select(level, "people").iter_rows())
    return found


def lookups_of(facts: Mapping[str, Any]) -> list[Lookup]:
    """Which LSOAs lie in the areas that a release was made by."""
    return [
        ((FINEST, level), [(lsoa, code) for code, parts in areas.items() for lsoa in parts])
        for level, areas in facts.get("made_of", {}).items()
    ]
