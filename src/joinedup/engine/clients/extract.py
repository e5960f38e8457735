"""A linked, pseudonymised extract (type 2): one row a client, what the data sets say about them, no names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import polars.selectors as cs

from joinedup.engine.agreements.items import ITEMS, ItemType, Sensitivity
from joinedup.engine.clients.counts import UNKNOWN, age_band, clients_of
from joinedup.engine.pseudonyms.date_shift import Disguise

QUASI_IDENTIFIERS = ("age", "sex", "area")  # what a stranger might know of a person
# so too where they go and what is seen of them, where the extract has it
_KNOWN_ABROAD = frozenset({"school_urn", "year_group", "gp_practice", "ethnicity", "tenure", "council_tax_band"})


def linked_extract(
    index: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    *,
    disguise: Disguise,
    year: int,
    edges: Sequence[int],
    area_of: Mapping[str, str],
) -> pl.DataFrame:
    """The extract: pseudonym, age, sex, area, and `<data set>: <item>` for every item of every table.

    index: with source_dataset, source_row, client, birth_year, sex, lsoa. tables: by data set, row_number
    and items. A client with several records in a data set has the highest number and the most frequent
    text. Dates are moved by the client's secret days. area_of: LSOA → the area shown. Rows are in the order
    of the pseudonyms, which says nothing.
    """
    people = clients_of(index).select(
        "client",
        age_band(pl.col("birth_year"), year, edges).alias("age"),
        pl.col("sex").fill_null(UNKNOWN).alias("sex"),
        pl.col("lsoa").replace_strict(dict(area_of), default=UNKNOWN, return_dtype=pl.String).alias("area"),
    )
    for dataset, table in sorted(tables.items()):
        items = [column for column in table.columns if column != "row_number"]
        _refuse_identifiers(items)
        told = (
            index.filter(pl.col("source_dataset") == dataset)
            .join(table, left_on="source_row", right_on="row_number", how="inner", suffix="_told")
            .group_by("client")
            .agg(_one_of(item, dataset, "_told" if item in index.columns else "") for item in items)
        )
        people = people.join(told, on="client", how="left")
    days = pl.duration(days=pl.col("client").map_elements(disguise.shift, return_dtype=pl.Int64))
    return (
        people.with_columns(cs.date() + days)
        .with_columns(pl.col("client").map_elements(disguise.pseudonym, return_dtype=pl.String).alias("pseudonym"))
        .drop("client")
        .select("pseudonym", pl.exclude("pseudonym"))
        .sort("pseudonym")
    )


def quasi_identifiers(columns: Sequence[str]) -> tuple[str, ...]:
    """What a stranger might know of a person in an extract: age, sex, area, and places or what is seen of them."""
    items = {column: column.rpartition(": ")[2] for column in columns}
    more = [
        column
        for column, item in items.items()
        if item in _KNOWN_ABROAD or (item in ITEMS and ITEMS[item].sensitivity is Sensitivity.AREA)
    ]
    return (*QUASI_IDENTIFIERS, *more)


def sensitive_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of an extract that hold a special category (Article 9) or an offence (Article 10)."""
    kinds = (Sensitivity.SPECIAL, Sensitivity.CRIMINAL)
    named = [(column, column.rpartition(": ")[2]) for column in columns]
    return tuple(column for column, item in named if item in ITEMS and ITEMS[item].sensitivity in kinds)


def _one_of(item: str, dataset: str, suffix: str) -> pl.Expr:
    column = pl.col(item + suffix)
    if ITEMS[item].type in (ItemType.INTEGER, ItemType.NUMBER, ItemType.DATE):
        chosen = column.max()
    else:
        chosen = column.drop_nulls().mode().sort().first()
    return chosen.alias(f"{dataset}: {item}")


def _refuse_identifiers(items: Sequence[str]) -> None:
    # the gate has refused them already; this is the second lock
    beyond = [item for item in items if ITEMS[item].sensitivity is Sensitivity.IDENTIFIER]
    if beyond:
        raise ValueError(f"{', '.join(beyond)} may not be in a pseudonymised extract")
