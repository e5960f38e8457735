"""Bought lifestyle segments joined to need, for campaigns aimed at places: postcode sectors, never people."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from joinedup.engine.clients.cohort import shown

LEAST_HOUSEHOLDS = 100  # of a sector that may be a target; a smaller one is a few streets


def campaign_targets(
    segments: pl.DataFrame, need: pl.DataFrame, postcodes: Mapping[str, str], *, risky: Collection[str], top: int
) -> pl.DataFrame:
    """The sectors to aim at: rank, postcode_sector, segment, households, at_risk, need (null: not shown).

    segments: postcode_sector, segment, households; need: one row an event, with lsoa; postcodes: postcode → LSOA.
    segment: the largest of the risky ones there. An LSOA's events go to sectors by their shares of its postcodes, are
    added up and then shown as counts of a cohort are. Ordered by households at risk × events a household; sectors of
    fewer than 100 households or without households at risk are left out.
    """
    lookup = pl.DataFrame({"postcode": list(postcodes), "lsoa": list(postcodes.values())}).with_columns(
        pl.col("postcode").str.head(-2).alias("postcode_sector")
    )
    shares = (
        lookup.group_by("lsoa", "postcode_sector")
        .len("postcodes")
        .with_columns((pl.col("postcodes") / pl.col("postcodes").sum().over("lsoa")).alias("share"))
    )
    events = (
        need.group_by("lsoa").len("events").join(shares, on="lsoa").group_by("postcode_sector")
        .agg((pl.col("events") * pl.col("share")).sum().round(0).cast(pl.Int64).alias("events"))
    )  # fmt: skip
    at_risk = pl.col("segment").is_in(list(risky))
    largest = pl.col("segment").filter(at_risk).sort_by(pl.col("households").filter(at_risk), descending=True).first()
    sectors = (
        segments.sort("segment").group_by("postcode_sector")
        .agg(
            largest.alias("segment"),
            pl.col("households").filter(at_risk).sum().alias("at_risk"),
            pl.col("households").sum(),
        )
        .join(events, on="postcode_sector", how="left")
        .with_columns(pl.col("events").fill_null(0))
        .filter(pl.col("households") >= LEAST_HOUSEHOLDS, pl.col("at_risk") > 0)
        .with_columns((pl.col("at_risk") * pl.col("events") / pl.col("households")).alias("weight"))
        .sort("weight", "postcode_sector", descending=[True, False])
        .head(top)
    )  # fmt: skip
    told = [shown(int(events)) for events in sectors["events"]]
    return sectors.with_columns(
        pl.int_range(1, pl.len() + 1).alias("rank"), pl.Series("need", told, dtype=pl.Int64)
    ).select("rank", "postcode_sector", "segment", "households", "at_risk", "need")
