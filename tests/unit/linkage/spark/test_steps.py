"""The steps that Spark's workers take, with the parcels carried by hand: pairs and grades as on one machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from joinedup.engine.linkage.blocking import keys_worth_following, pairs_to_compare
from joinedup.engine.linkage.comparing import codes_of, totals
from joinedup.engine.linkage.contents import prepare
from joinedup.engine.linkage.model import BANDS, comparisons_for
from joinedup.engine.linkage.spark import grading
from joinedup.engine.linkage.spark.counted import equal_shares, full_names, largest_blocks, summed
from joinedup.engine.linkage.spark.parcels import Parcel, unpacked
from joinedup.engine.linkage.spark.reading import parts_of, read_part
from joinedup.engine.linkage.standardise import memory_connection, standardise
from joinedup.engine.population.borough import make_borough
from joinedup.engine.population.extracts import linkage_records
from joinedup.engine.supplies.table import read_table

BITS = 3


def carried(parcels: Iterable[Parcel]) -> Iterator[tuple[int, dict[str, list[bytes]]]]:
    """What Spark does: all the parcels of a bucket together, in no order that means anything."""
    buckets: dict[int, dict[str, list[bytes]]] = {}
    for bucket, kind, payload in reversed(list(parcels)):
        buckets.setdefault(bucket, {}).setdefault(kind, []).append(payload)
    yield from buckets.items()


def of(parcels: list[Parcel], kind: str) -> Iterator[Parcel]:
    return (parcel for parcel in parcels if parcel[1].startswith(kind))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One source of a made-up borough as two files, some rows more than twice."""
    folder = tmp_path_factory.mktemp("source")
    made = pl.DataFrame(linkage_records(make_borough(1_500, 3, date(2026, 11, 1)), 3)).drop("household", "person_id")
    made = pl.concat([made.drop("source"), made.drop("source").head(40), made.drop("source").head(20)])
    made.head(1_000).write_csv(folder / "a.csv")
    made.slice(1_000).write_csv(folder / "b.csv")
    return folder


def test_buckets_give_the_records_pairs_grades_and_shares_of_one_machine(folder: Path) -> None:
    read = [one for part in parts_of(folder, 0) for one in read_part(part, BITS)]
    held = [one for bucket, kinds in carried(read) for one in grading.hold(bucket, kinds, 1)]
    content = {bucket: unpacked([payload]) for bucket, _, payload in of(held, "content")}
    assert len(content) == 1 << BITS, "a bucket that stays empty proves nothing"

    both = [read_table(folder / name).table.drop_columns("row_number") for name in ("a.csv", "b.csv")]
    with memory_connection() as connection:
        connection.register("standardised", pa.concat_tables([standardise(table) for table in both]))
        connection.execute("CREATE TABLE standard AS SELECT row_number() OVER () - 1 AS place, * FROM standardised")
        rows, filled = prepare(connection, 1)
        comparisons = comparisons_for(filled)
        pairs, keys = pairs_to_compare(connection, rows.records)
        codes = codes_of(connection, comparisons, pairs)
        shares = totals(connection, comparisons, rows.records)
        standard = connection.execute("SELECT * FROM standard").to_arrow_table()
        records = connection.execute("SELECT * FROM records ORDER BY id").to_arrow_table()

    firsts = np.concatenate(([0], np.cumsum([content[bucket].num_rows for bucket in range(1 << BITS)])))
    assert firsts[-1] == rows.records
    sizes = {name: standard.group_by(name).aggregate([([], "count_all")]).filter(pa.compute.field(name).is_valid())
             for name in BANDS}  # fmt: skip
    with memory_connection() as connection:
        frequent = {}
        for name, table in sizes.items():
            connection.register("sizes", table)
            query = f"SELECT hash({name}) AS hash, count_all AS size FROM sizes"
            frequent[name] = connection.execute(query).to_arrow_table()
    given = {name: standard.num_rows - standard[name].null_count for name in BANDS}
    sqls = tuple(sql for sql, _ in keys_worth_following(rows.records))
    whole = grading.Whole(firsts, frequent, given, comparisons, sqls)

    keyed = list(grading.key(of(held, "content"), whole, BITS))
    ready = pa.concat_tables([unpacked([payload]) for _, _, payload in sorted(of(keyed, "ready"))])
    assert ready.equals(records.cast(ready.schema))

    blocks = [one for bucket, kinds in carried(keyed) for one in grading.count(bucket, kinds)]
    counted = summed([payload for _, _, payload in of(blocks, "counted")])
    most = largest_blocks(counted, rows.records)
    assert all(most[f"key {place}"] in (key.most, 0) for place, key in enumerate(keys))
    paired = list(grading.pair(of(blocks, "key "), whole, most))
    visited = [
        one for bucket, kinds in carried([*of(blocks, "ready"), *paired]) for one in grading.visit(bucket, kinds, whole)
    ]
    graded = [one for bucket, kinds in carried(visited) for one in grading.grade(bucket, kinds, whole)]
    table = unpacked([payload for _, _, payload in of(graded, "graded")]).sort_by("pair")
    assert np.array_equal(table["pair"].to_numpy(), pairs)
    assert np.array_equal(table["code"].to_numpy(), codes)

    assert full_names(comparisons, counted) == pytest.approx(shares.full_names)
    for comparison, share in zip(comparisons, shares.shares, strict=True):
        for grade, exact in equal_shares(comparison, counted).items():
            assert exact == pytest.approx(share[grade]), comparison.name


def test_an_error_of_a_file_comes_as_a_parcel_of_its_own(tmp_path: Path) -> None:
    good = tmp_path / "a.csv"
    good.write_text("first name,surname,dob\nAnn,Brown,01/02/1980\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("shop,opened\nBakery,01/02/1980\n", encoding="utf-8")
    one, other = parts_of(tmp_path, 0)
    assert {kind for _, kind, _ in read_part(one, BITS)} == {"rows", "notes"}
    assert [kind for _, kind, _ in read_part(other, BITS)] == ["problem"]
