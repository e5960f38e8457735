"""A key by which a record is known again when its extract is received again: a keyed hash, which says nothing of it.

A supplier's own number for the record makes the key where it names one record of the data set; elsewhere what the
record says of who and where the person is does, and how many records before it say the same.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

import polars as pl
import pyarrow as pa

KEY_LENGTH = 32  # hexadecimal digits, 128 bits


def keyed(secret: bytes, text: str) -> str:
    """HMAC-SHA-256 (RFC 2104) of a text, its first 128 bits in hexadecimal digits."""
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


def record_keys(
    received: Mapping[str, pa.Table],
    standardised: Mapping[str, pa.Table],
    datasets: Mapping[str, tuple[str, str]],
    secret: bytes,
) -> pl.DataFrame:
    """source, row_number, record_key for every record.

    received: by source, its rows as they came, with `record_id` where the supplier has one. standardised: by source,
    the same rows by `linkage.standardise`. datasets: by source, its partner and data set.
    """
    return pl.concat(
        [
            _of_source(pl.DataFrame(received[name]), pl.DataFrame(table), "|".join(datasets[name]), secret).select(
                pl.lit(name).alias("source"), "row_number", "record_key"
            )
            for name, table in sorted(standardised.items())
        ]
    )


def _of_source(received: pl.DataFrame, standard: pl.DataFrame, dataset: str, secret: bytes) -> pl.DataFrame:
    own = pl.col("record_id").cast(pl.String) if "record_id" in received.columns else pl.lit("")
    numbers = received.select("row_number", own.fill_null("").alias("record_id"))
    says = standard.select(
        "row_number",
        pl.concat_str(pl.exclude("row_number").cast(pl.String).fill_null(""), separator="|").alias("says"),
    )
    named = (pl.col("record_id") != "") & (pl.len().over("record_id") == 1)
    text = pl.when(named).then(pl.format("id|{}", "record_id")).otherwise(
        pl.format("says|{}|{}", "says", pl.int_range(pl.len()).over("says"))
    )  # fmt: skip
    return (
        numbers.join(says, on="row_number", how="left", maintain_order="left")
        .with_columns(text.alias("text"))
        .select(
            "row_number",
            pl.col("text")
            .map_elements(lambda said: keyed(secret, f"record|{dataset}|{said}"), return_dtype=pl.String)
            .alias("record_key"),
        )
    )
