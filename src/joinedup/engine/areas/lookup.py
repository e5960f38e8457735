"""Postcode to areas, from the ONS Postcode Directory or any table like it.

Postcodes are compared without blanks and in capitals, so that every way of writing one finds its areas. Terminated
postcodes are kept: people's records hold them for years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
from attrs import field, frozen

from joinedup.engine.areas.area_set import AreaSet, is_code, kind_of
from joinedup.engine.areas.boundaries import UNITED_KINGDOM
from joinedup.engine.areas.projection import System, to_degrees
from joinedup.engine.errors import error

LEVELS = ("oa", "lsoa", "msoa", "ward", "lad")  # finest first
POSTCODES = ("pcds", "postcode", "pcd", "pcd7", "pcd8", "pcd2", "postcode7", "postcode8", "postcodenatural")
_LEVEL = re.compile(r"(oa|lsoa|msoa|wd|ward|lad|la|oslaua|osward)(\d\d)?(_?cd|_code)?")
_SAME = {"wd": "ward", "la": "lad", "oslaua": "lad", "osward": "ward"}  # headings of older directories


@frozen(eq=False)
class PostcodeLookup:
    """Where postcodes lie. `table`: postcode (capitals, no blanks), then `levels`, codes or null.

    `dates`: postcode, introduced, terminated (first day of the month, or null); None where the directory has none.
    `years`: of the areas of each level, 0 where the headings do not say; `names`: what areas are called.
    `points`: postcode, longitude, latitude, of those whose place the directory gives; None where it gives none.
    """

    levels: tuple[str, ...]
    table: pl.DataFrame = field(repr=False)
    dates: pl.DataFrame | None = field(default=None, repr=False)
    years: Mapping[str, int] = field(factory=dict, repr=False)
    names: Mapping[str, str] = field(factory=dict, repr=False)
    points: pl.DataFrame | None = field(default=None, repr=False)

    def area_sets(self) -> tuple[AreaSet, ...]:
        """The areas of each level as sets that files are checked against, each with the district above."""
        sets = []
        for level in self.levels:
            own = self.table[level].drop_nulls().unique().sort().to_list()
            if own and all(is_code(code) for code in own):
                named = {code: self.names.get(code, code) for code in own}
                sets.append(AreaSet(kind_of(own[0]) or level, self.years.get(level, 0), named, self._districts(level)))
        return tuple(sets)

    def _districts(self, level: str) -> dict[str, str]:
        """The district of each area that lies in one only."""
        if "lad" not in self.levels or level == "lad":
            return {}
        pairs = self.table.select(level, "lad").drop_nulls().unique()
        return dict(pairs.filter(pl.len().over(level) == 1).iter_rows())

    @property
    def terminated(self) -> int:
        """How many postcodes are no longer in use."""
        return 0 if self.dates is None else self.dates["terminated"].count()

    def areas(self, postcodes: pl.Series) -> pl.DataFrame:
        """The areas of each postcode, in the same order, one column a level; null where it is not known."""
        asked = pl.DataFrame({"postcode": bare(postcodes)})
        return asked.join(self.table, on="postcode", how="left", maintain_order="left").select(self.levels)

    def standing(self, postcodes: pl.Series, on: date) -> pl.Series:
        """Of each postcode on a day: "in use" (also where no dates are known), "terminated", "not yet", "not known"."""
        asked = pl.DataFrame({"postcode": bare(postcodes)})
        known = asked["postcode"].is_in(self.table["postcode"].implode())
        if self.dates is None:
            return pl.select(pl.when(known).then(pl.lit("in use")).otherwise(pl.lit("not known"))).to_series()
        dated = asked.join(self.dates, on="postcode", how="left", maintain_order="left").with_columns(known=known)
        return dated.select(
            pl.when(~pl.col("known") | pl.col("known").is_null())
            .then(pl.lit("not known"))
            .when(pl.col("terminated") <= on)
            .then(pl.lit("terminated"))
            .when(pl.col("introduced") > on)
            .then(pl.lit("not yet"))
            .otherwise(pl.lit("in use"))
        ).to_series()


def bare(postcodes: pl.Series) -> pl.Series:
    """Postcodes in capitals without blanks; null for empty ones."""
    plain = postcodes.cast(pl.String).str.to_uppercase().str.replace_all(r"\s+", "")
    return plain.set(plain == "", None)


def read_lookup(path: Path) -> PostcodeLookup:
    """A lookup from a CSV file (gzipped, too) with a column of postcodes and columns of area codes.

    Raises `file-missing`, and what `lookup_from` raises.
    """
    if not path.is_file():
        raise error("file-missing", where=path.name)
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError):
        raise error("lookup-unreadable", where=path.name, problem="it is not CSV in UTF-8") from None
    return lookup_from(table, where=path.name)


def lookup_from(table: pl.DataFrame, where: str = "") -> PostcodeLookup:
    """A lookup from a table. Where it has areas of two years, the later one's are taken.

    Raises `lookup-unreadable` (no postcodes, no areas, no rows) and `lookup-contradicts` (a postcode in two areas).
    """
    headings = {name.strip().lower(): name for name in table.columns}
    postcode = next((headings[name] for name in POSTCODES if name in headings), None)
    if postcode is None:
        raise error("lookup-unreadable", where=where, problem="it has no column of postcodes")
    newest: dict[str, tuple[str, str]] = {}
    for heading, name in headings.items():
        matched = _LEVEL.fullmatch(heading)
        if matched:
            level = _SAME.get(matched[1], matched[1])
            newest[level] = max(newest.get(level, ("", "")), (matched[2] or "", name))
    levels = tuple(level for level in LEVELS if level in newest)
    if not levels:
        raise error("lookup-unreadable", where=where, problem="it has no column of area codes")
    found = table.select(
        bare(table[postcode]).alias("postcode"),
        *(_code(newest[level][1]).alias(level) for level in levels),
    ).filter(pl.col("postcode").is_not_null())
    found = found.unique(maintain_order=True)
    if found.is_empty():
        raise error("lookup-unreadable", where=where, problem="it has no rows")
    if found["postcode"].n_unique() < found.height:
        raise error("lookup-contradicts", where=where, count=found.height - found["postcode"].n_unique())
    years = {level: 2000 + int(newest[level][0]) if newest[level][0] else 0 for level in levels}
    names = {code: name for level in levels for code, name in _names(table, headings, newest[level][1]).items()}
    points = _points(table, headings, postcode)
    return PostcodeLookup(levels, found, _dates(table, headings, postcode), years, names, points)


def _names(table: pl.DataFrame, headings: Mapping[str, str], codes: str) -> dict[str, str]:
    """The names in the column beside one of codes: lsoa21nm beside lsoa21cd, ward_name beside ward_code."""
    plain = codes.strip().lower()
    wanted = re.sub(r"_?code$", "_name", re.sub(r"cd$", "nm", plain))
    if wanted == plain or wanted not in headings:
        return {}
    pairs = table.select(pl.col(codes).str.strip_chars(), pl.col(headings[wanted]).str.strip_chars())
    return dict(pairs.drop_nulls().unique(codes, keep="first").iter_rows())


_INTRODUCED = ("dointr", "introductiondate", "introduction_date", "introduced", "date_of_introduction")
_TERMINATED = ("doterm", "terminationdate", "termination_date", "terminated", "date_of_termination")


def _dates(table: pl.DataFrame, headings: Mapping[str, str], postcode: str) -> pl.DataFrame | None:
    """When each postcode came into use and went out of it, where the directory says (198001 or 1980-01)."""
    begun = next((headings[name] for name in _INTRODUCED if name in headings), None)
    ended = next((headings[name] for name in _TERMINATED if name in headings), None)
    if ended is None:
        return None
    told = table.select(
        bare(table[postcode]).alias("postcode"),
        (_month(begun) if begun else pl.lit(None, pl.Date)).alias("introduced"),
        _month(ended).alias("terminated"),
    ).filter(pl.col("postcode").is_not_null())
    # a postcode that was used again is in use: the later introduction counts
    return told.sort("introduced", nulls_last=False).unique("postcode", keep="last", maintain_order=True)


_PLACES = (
    (System.DEGREES, ("long", "lon", "longitude", "lng"), ("lat", "latitude")),
    (System.NATIONAL_GRID, ("oseast1m", "easting", "eastings"), ("osnrth1m", "northing", "northings")),
)


def _points(table: pl.DataFrame, headings: Mapping[str, str], postcode: str) -> pl.DataFrame | None:
    """Where each postcode lies, as far as the directory says."""
    for system, across, up in _PLACES:
        x, y = (next((headings[name] for name in names if name in headings), None) for names in (across, up))
        if x is None or y is None:
            continue
        told = table.select(bare(table[postcode]).alias("postcode"), _number(x).alias("x"), _number(y).alias("y"))
        told = told.drop_nulls().unique("postcode", keep="first", maintain_order=True)
        if system is System.NATIONAL_GRID:  # 0 stands for none; Northern Ireland's are on the Irish grid
            told = told.filter(pl.col("x") > 0, pl.col("y") > 0, ~pl.col("postcode").str.starts_with("BT"))
        places = to_degrees(system, told.select("x", "y").to_numpy())
        west, south, east, north = UNITED_KINGDOM
        placed = told.select("postcode", longitude=pl.Series(places[:, 0]), latitude=pl.Series(places[:, 1]))
        # latitude 99.999999 stands for none
        return placed.filter(pl.col("longitude").is_between(west, east), pl.col("latitude").is_between(south, north))
    return None


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)


def _month(name: str) -> pl.Expr:
    digits = pl.col(name).cast(pl.String).str.replace_all(r"\D", "").str.head(6)
    return (digits + "01").str.to_date("%Y%m%d", strict=False)


def _code(name: str) -> pl.Expr:
    plain = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(plain != "").then(plain)
