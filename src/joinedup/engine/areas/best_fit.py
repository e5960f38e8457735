"""The ward of each small area: the one in which most of its people live, by their postcodes or output areas.

Where nobody knows how many people live where, each postcode counts as one: a street of flats as a farm.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
from attrs import field, frozen

from joinedup.engine.areas.area_set import kind_of
from joinedup.engine.areas.change import Overlaps
from joinedup.engine.areas.lookup import POSTCODES, PostcodeLookup, bare
from joinedup.engine.errors import error

_PEOPLE = (
    "people",
    "persons",
    "population",
    "usual residents",
    "total",
    "count",
    "all_ages",
    "all ages",
    "observation",
)
_OUTPUT_AREAS = ("oa", "oa21cd", "oa11cd", "oa_code", "output area", "area_code", "geography code")


@frozen(eq=False)
class People:
    """How many people live at each place. `by`: "postcode" or "oa"; `counts`: place and people."""

    by: str
    counts: pl.DataFrame = field(repr=False)


@frozen(eq=False)
class BestFit:
    """`wards`: the ward of each small area; `people`: how many of the areas were fitted by people, not by postcodes."""

    wards: Mapping[str, str] = field(repr=False)
    people: int


def read_people(path: Path) -> People:
    """People by postcode (the census gives them) or output area, as CSV. Raises `file-missing`, `people-unreadable`."""
    if not path.is_file():
        raise error("file-missing", where=path.name)
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError):
        raise error("people-unreadable", where=path.name, problem="it is not CSV in UTF-8") from None
    headings = {name.strip().casefold(): name for name in table.columns}
    place = next((headings[name] for name in POSTCODES if name in headings), None)
    area = next((headings[name] for name in _OUTPUT_AREAS if name in headings), None)
    people = next((headings[name] for name in _PEOPLE if name in headings), None)
    named = place or area
    if named is None or people is None:
        problem = "it needs a column of postcodes or output areas, and one of people"
        raise error("people-unreadable", where=path.name, problem=problem)
    own = bare(table[named]) if place else table[named].str.strip_chars()
    counts = pl.DataFrame({"place": own, "people": table[people].cast(pl.Float64, strict=False)})
    wrong = counts.with_row_index("row", 2).filter(~(pl.col("people") >= 0) | pl.col("people").is_null())
    if wrong.height:
        where = f"{path.name}, row {wrong['row'][0]}"
        raise error("people-unreadable", where=where, problem="the people are no number")
    counts = counts.drop_nulls().group_by("place", maintain_order=True).agg(pl.col("people").sum())
    if not place and any(kind_of(code) != "OA" for code in counts["place"]):
        raise error("people-unreadable", where=path.name, problem="some of its areas are no output areas")
    return People("postcode" if place else "oa", counts)


def wards_of(lookup: PostcodeLookup, people: People | None = None) -> BestFit:
    """The ward of each LSOA in which most of its people live; of equals the first by code.

    People of an output area are shared out evenly over its postcodes in use. An LSOA in which nobody is counted
    is fitted by its postcodes. Raises `people-unreadable` where the lookup has no output areas and people are by those.
    """
    placed = lookup.table.select("postcode", *(name for name in ("oa", "lsoa", "ward") if name in lookup.levels))
    by_postcodes = _fitted(placed.with_columns(people=pl.lit(1.0)))
    if people is None:
        return BestFit(by_postcodes, 0)
    if people.by == "postcode":
        weighted = placed.join(people.counts.rename({"place": "postcode"}), on="postcode")
    else:
        if "oa" not in placed.columns:
            problem = "people are by output area, and the postcodes' directory has none"
            raise error("people-unreadable", where="", problem=problem)
        used = placed if lookup.dates is None else placed.join(_ended(lookup), on="postcode", how="anti")
        weighted = used.join(people.counts.rename({"place": "oa"}), on="oa")
        weighted = weighted.with_columns(pl.col("people") / pl.len().over("oa"))
    by_people = _fitted(weighted.filter(pl.col("people") > 0))
    return BestFit({**by_postcodes, **by_people}, len(by_people))


def _ended(lookup: PostcodeLookup) -> pl.DataFrame:
    assert lookup.dates is not None
    return lookup.dates.filter(pl.col("terminated").is_not_null()).select("postcode")


def _fitted(weighted: pl.DataFrame) -> dict[str, str]:
    sums = (
        weighted.drop_nulls(["lsoa", "ward"]).group_by("lsoa", "ward").agg(pl.col("people").sum()).sort("lsoa", "ward")
    )
    found: dict[str, dict[str, float]] = {}
    for lsoa, ward, people in sums.iter_rows():
        found.setdefault(lsoa, {})[ward] = people
    return Overlaps(found).best_fit()
