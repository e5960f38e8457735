"""Postcode to areas, from the ONS Postcode Directory or any table like it.

Postcodes are compared without blanks and in capitals, so that every way of writing one finds its areas.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
from attrs import field, frozen

from joinedup.engine.errors import error

LEVELS = ("oa", "lsoa", "msoa", "ward", "lad")  # finest first
_POSTCODE = ("pcds", "postcode", "pcd", "pcd7", "pcd8", "pcd2", "postcode7", "postcode8", "postcodenatural")
_LEVEL = re.compile(r"(oa|lsoa|msoa|wd|ward|lad|la|oslaua|osward)(\d\d)?(_?cd|_code)?")
_SAME = {"wd": "ward", "la": "lad", "oslaua": "lad", "osward": "ward"}  # headings of older directories


@frozen(eq=False)
class PostcodeLookup:
    """Where postcodes lie. `table`: postcode (capitals, no blanks), then `levels`, codes or null."""

    levels: tuple[str, ...]
    table: pl.DataFrame = field(repr=False)

    def areas(self, postcodes: pl.Series) -> pl.DataFrame:
        """The areas of each postcode, in the same order, one column a level; null where it is not known."""
        asked = pl.DataFrame({"postcode": bare(postcodes)})
        return asked.join(self.table, on="postcode", how="left", maintain_order="left").select(self.levels)


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
    postcode = next((headings[name] for name in _POSTCODE if name in headings), None)
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
    return PostcodeLookup(levels, found)


def _code(name: str) -> pl.Expr:
    plain = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(plain != "").then(plain)
