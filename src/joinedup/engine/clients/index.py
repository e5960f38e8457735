"""The index that linkage makes: which record is which client, with what areas and ages need, and no names.

One row a record. What a client is like (birth year, sex, area, household) is what most of their records
say; ties go to the smallest value, so that a re-run gives the same index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl
import pyarrow as pa
from attrs import frozen

from joinedup.engine.clients.record_keys import keyed, record_keys
from joinedup.engine.gate.movement import CLIENT_IDS
from joinedup.engine.linkage.stable import Event, Kept, keep_ids

_RECORD = ["source", "row_number"]


@frozen
class Indexed:
    """The index as an Arrow table (row_number and the gate's INDEX_COLUMNS), and how many clients it has.

    events: whose id was split, and whose were merged, since the index before.
    """

    table: pa.Table
    clients: int
    events: tuple[Event, ...] = ()


def search_key(secret: bytes, surname: str, date_of_birth: str) -> str:
    """The keyed hash by which one person is found: surname (letters only) and date of birth (ISO 8601)."""
    letters = "".join(letter for letter in surname.upper() if letter.isalpha())
    return keyed(secret, f"person|{letters}|{date_of_birth}")


def make_index(
    people: pa.Table,
    received: Mapping[str, pa.Table],
    standardised: Mapping[str, pa.Table],
    *,
    datasets: Mapping[str, tuple[str, str]],
    postcode_lookup: Mapping[str, str],
    new_id: Callable[[], str],
    secret: bytes,
    before: pa.Table | None = None,
) -> Indexed:
    """Build the index of one linkage.

    people: source, row_number, person_id, match_probability, one row a record. received: by source, the table that
    was linked; standardised: the same by `linkage.standardise`. datasets: by source, its partner and data set, which
    stay the same when an extract is received again. postcode_lookup: postcode → LSOA code. before: `CLIENT_IDS` of
    the index before, whose ids are kept. new_id: an id that nobody has had. secret: the key under keyed hashes.
    """
    records = pl.concat([_records(name, table) for name, table in sorted(standardised.items())])
    keys = record_keys(received, standardised, datasets, secret)
    joined = pl.DataFrame(people).select("source", "row_number", "person_id", "match_probability")
    rows = joined.join(records.join(keys, on=_RECORD), on=_RECORD, how="left").sort(_RECORD)
    lsoa = {_compact(postcode): area for postcode, area in postcode_lookup.items()}
    rows = rows.with_columns(
        pl.col("postcode").map_elements(lambda p: lsoa.get(_compact(p)), return_dtype=pl.String).alias("lsoa"),
        pl.col("dwelling").map_elements(lambda d: keyed(secret, f"dwelling|{d}"), return_dtype=pl.String)
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
    kept = _keep_ids(rows, before, new_id)
    index = (
        rows.drop(*traits)
        .with_columns(pl.Series("client", kept.ids, dtype=pl.String))
        .join(told, on="person_id", how="left", maintain_order="left")
        .select(
            pl.int_range(1, pl.len() + 1).alias("row_number"),
            "source",
            pl.col("row_number").alias("source_row"),
            "client",
            "match_probability",
            *traits,
            "search_key",
            "record_key",
        )
    )
    return Indexed(index.to_arrow(), index["client"].n_unique(), kept.events)


def _keep_ids(rows: pl.DataFrame, before: pa.Table | None, new_id: Callable[[], str]) -> Kept:
    was = dict(pl.DataFrame(before).select(CLIENT_IDS).iter_rows()) if before is not None else {}
    return keep_ids([was.get(key) for key in rows["record_key"]], rows["person_id"].to_list(), new_id)


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
