"""The index that linkage makes: which record is which client, with what areas and ages need, and no names.

One row a record. What a client is like (birth year, sex, area, household) is what most of their records
say; ties go to the smallest value, so that a re-run gives the same index.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping

import polars as pl
import pyarrow as pa
from attrs import frozen

KEY_LENGTH = 32  # hexadecimal digits, 128 bits


@frozen
class Indexed:
    """The index as an Arrow table (row_number and the gate's INDEX_COLUMNS), and how many clients it has."""

    table: pa.Table
    clients: int


def search_key(secret: bytes, surname: str, date_of_birth: str) -> str:
    """The keyed hash by which one person is found: surname (letters only) and date of birth (ISO 8601)."""
    letters = "".join(letter for letter in surname.upper() if letter.isalpha())
    return _keyed(secret, f"person|{letters}|{date_of_birth}")


def _keyed(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


def make_index(
    people: pa.Table,
    standardised: Mapping[str, pa.Table],
    *,
    postcode_lookup: Mapping[str, str],
    client_of: Callable[[str], str],
    secret: bytes,
) -> Indexed:
    """Build the index of one linkage.

    people: source, row_number, person_id, match_probability, one row a record. standardised: by source,
    the table of `linkage.standardise`. postcode_lookup: postcode → LSOA code. client_of: person_id → the
    client's id in this agreement (a keyed pseudonym). secret: the key under search keys and households.
    """
    records = pl.concat([_records(name, table) for name, table in sorted(standardised.items())])
    joined = pl.DataFrame(people).select("source", "row_number", "person_id", "match_probability")
    rows = joined.join(records, on=["source", "row_number"], how="left").sort("source", "row_number")
    lsoa = {_compact(postcode): area for postcode, area in postcode_lookup.items()}
    rows = rows.with_columns(
        pl.col("postcode").map_elements(lambda p: lsoa.get(_compact(p)), return_dtype=pl.String).alias("lsoa"),
        pl.col("dwelling").map_elements(lambda d: _keyed(secret, f"dwelling|{d}"), return_dtype=pl.String)
        .alias("household"),
        pl.struct("surname", "date_of_birth").map_elements(
            lambda r: search_key(secret, r["surname"], r["date_of_birth"].isoformat())
            if r["surname"] and r["date_of_birth"]
            else "",
            return_dtype=pl.String,
        ).alias("search_key"),
    )  # fmt: skip
    traits = ("birth_year", "sex", "lsoa", "household")
    told = rows.group_by("person_id").agg(
        *(pl.col(trait).drop_nulls().mode().sort().first().alias(trait) for trait in traits)
    )
    ids = {person: client_of(person) for person in told["person_id"]}
    index = (
        rows.drop(*traits)
        .join(told, on="person_id", how="left")
        .with_columns(pl.col("person_id").replace_strict(ids, return_dtype=pl.String).alias("client"))
        .select(
            pl.int_range(1, pl.len() + 1).alias("row_number"),
            "source",
            pl.col("row_number").alias("source_row"),
            "client",
            "match_probability",
            *traits,
            "search_key",
        )
    )
    return Indexed(index.to_arrow(), len(ids))


def _compact(postcode: str) -> str:
    return postcode.replace(" ", "").upper()


def _records(source: str, table: pa.Table) -> pl.DataFrame:
    """What the index needs of each record. A dwelling is a house number or name at a postcode."""
    frame = pl.DataFrame(table)
    return frame.select(
        pl.lit(source).alias("source"),
        "row_number",
        "surname",
        "date_of_birth",
        pl.col("date_of_birth").dt.year().cast(pl.Int64).alias("birth_year"),
        "sex",
        "postcode",
        pl.when(pl.col("house").is_not_null() & pl.col("postcode").is_not_null())
        .then(pl.concat_str("house", "postcode", separator="|"))
        .alias("dwelling"),
    )
