"""The steps that Spark's workers take between rows and graded pairs, each on the parcels of one bucket.

Each calls the very functions that link on one machine. Records are numbered as there, by the hash of their content: so
the records of a bucket are numbers without a gap, from the bucket's first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from attrs import frozen

from joinedup.engine.linkage.blocking import Pairs, block_sizes, each_once, in_order, within_blocks
from joinedup.engine.linkage.comparing import codes_of, ends_of, equal_values
from joinedup.engine.linkage.contents import CONTENT, alike, make_records
from joinedup.engine.linkage.model import BANDS, Comparison
from joinedup.engine.linkage.spark.parcels import Kinds, Parcel, Unsigned, numbers, packed, spread, unpacked
from joinedup.engine.linkage.standardise import memory_connection

_LABEL = np.uint64(8)  # low bits of a value's hash that hold its band instead
_PAIRS_AT_A_TIME = 4_000_000


@frozen(eq=False)
class Whole:
    """What a worker must know of all the records. firsts: the first record of each bucket, and one past the last.

    frequent: by column of `BANDS`, the hashes of values that are not rare and the rows that have each; totals: the rows
    that have any.
    """

    firsts: npt.NDArray[np.int64]
    frequent: Mapping[str, pa.Table]
    totals: Mapping[str, int]
    comparisons: tuple[Comparison, ...]
    keys: tuple[str, ...]

    def bucket_of(self, record: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """The bucket that each record is in."""
        return np.searchsorted(self.firsts, record, side="right") - 1

    @property
    def buckets(self) -> int:
        return len(self.firsts) - 1


def hold(bucket: int, kinds: Kinds, sources: int) -> Iterator[Parcel]:
    """Rows of a bucket: each content at most twice as `content`, every row as `who`; counts as `facts`, `values …`."""
    yield from ((bucket, kind, payload) for kind in ("problem", "notes") for payload in kinds.get(kind, ()))
    if "rows" not in kinds:
        return
    table = unpacked(kinds["rows"])
    table = table.sort_by([(name, "ascending") for name in ("source", "part", "row_number")])
    with memory_connection(threads=1) as connection:
        connection.register("arrived", table.append_column("place", pa.array(np.arange(table.num_rows))))
        connection.execute("CREATE TEMP TABLE standard AS SELECT * FROM arrived")
        rows = alike(connection, sources)
        totals = {name: table.num_rows - table[name].null_count for name in BANDS}
        for name in BANDS:
            sql = f"SELECT hash({name}) AS hash, count(*) AS size FROM standard WHERE {name} IS NOT NULL GROUP BY ALL"
            yield bucket, f"values {name}", packed(connection.execute(sql).to_arrow_table())
    content = table.select(CONTENT).take(rows.place)
    who = table.select(["source", "part", "row_number", "record_id", "truth"])
    for name, column in (("record", rows.record), ("copy", rows.copy), ("crowd", rows.crowd)):
        who = who.append_column(name, pa.array(column))
    filled = [name for name in CONTENT if content[name].null_count < content.num_rows]
    facts = {"bucket": bucket, "records": rows.records, "totals": totals, "filled": filled}
    yield bucket, "content", packed(content)
    yield bucket, "who", packed(who)
    yield bucket, "facts", json.dumps(facts).encode()


def values_as_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Parcels `values …` as rows for Spark: name of the column, hash of the value, rows that have it."""
    for batch in batches:
        for kind, payload in zip(batch["kind"].to_pylist(), batch["payload"].to_pylist(), strict=True):
            table = unpacked([payload])
            name = pa.repeat(pa.scalar(kind.removeprefix("values ")), table.num_rows)
            hashes = pa.array(table["hash"].to_numpy().view(np.int64))
            columns = {"name": name, "hash": hashes, "size": table["size"].combine_chunks()}
            yield from pa.table(columns).to_batches()


def select(parcels: Iterator[Parcel], wanted: npt.NDArray[np.uint32]) -> Iterator[Parcel]:
    """Those of the records wanted (ascending) that are in parcels `ready`, as `drawn`."""
    for bucket, _, payload in parcels:
        table = unpacked([payload])
        mine = table.filter(pa.array(np.isin(table["id"].to_numpy(), wanted, assume_unique=True)))
        if mine.num_rows:
            yield bucket, "drawn", packed(mine)


def numbered(parcels: Iterator[Parcel], whole: Whole) -> Iterator[Parcel]:
    """Parcels `who`, with the numbers that records have among all."""
    for bucket, kind, payload in parcels:
        table = unpacked([payload])
        record = table["record"].to_numpy() + whole.firsts[bucket]
        yield bucket, kind, packed(table.set_column(table.column_names.index("record"), "record", pa.array(record)))


def key(parcels: Iterator[Parcel], whole: Whole, bits: int) -> Iterator[Parcel]:
    """Of each bucket's `content`: the records made ready, for the bucket itself; the hash of every key and of every
    value that can be equal, for the bucket of that hash."""
    for bucket, _, content in parcels:
        with memory_connection(threads=1) as connection:
            _make_ready(connection, unpacked([content]), int(whole.firsts[bucket]), whole)
            yield bucket, "ready", packed(connection.execute("SELECT * FROM records").to_arrow_table())
            for place, sql in enumerate(whole.keys):
                yield from _by_hash(f"key {place}", in_order(connection, sql, "records"), bits)
            for kind, hashed, label in _equals(whole.comparisons):
                found = connection.execute(
                    f"SELECT {hashed} AS hash, {label} AS label FROM records WHERE {hashed} IS NOT NULL"
                ).fetchnumpy()
                labelled = found["hash"] >> _LABEL << _LABEL | found["label"].astype(np.uint64)
                yield from _by_hash(kind, np.sort(labelled), bits)


def count(bucket: int, kinds: Kinds) -> Iterator[Parcel]:
    """The blocks of a bucket of hashes in order, and as `counted`: sizes of blocks, pairs of equal values by label."""
    counted: dict[str, dict[int, int]] = {}
    for kind, payloads in kinds.items():
        if kind == "ready":
            yield bucket, kind, payloads[0]
            continue
        found = np.sort(numbers(payloads))
        if kind.startswith("key "):
            sizes, blocks = block_sizes(found)
            counted[kind] = dict(zip(sizes.tolist(), blocks.tolist(), strict=True))
            yield bucket, kind, found.tobytes()
            continue
        values, each = np.unique(found, return_counts=True)
        labels = (values & np.uint64((1 << int(_LABEL)) - 1)).astype(np.int64)
        counted[kind] = {one: int((each * (each - 1))[labels == one].sum()) for one in np.unique(labels).tolist()}
        counted[f"{kind} total"] = {0: len(found)}
    yield bucket, "counted", json.dumps(counted).encode()


def pair(parcels: Iterator[Parcel], whole: Whole, most: Mapping[str, int]) -> Iterator[Parcel]:
    """The pairs within blocks that are followed, each sent to the bucket of one of its ends, its guest."""
    found: list[Pairs] = []
    for _, kind, ordered in parcels:
        if most.get(kind):
            found.append(within_blocks(numbers([ordered]), most[kind]))
        if sum(map(len, found)) > _PAIRS_AT_A_TIME:
            yield from _to_guests(each_once(found), whole)
            found = []
    yield from _to_guests(each_once(found), whole)


def visit(bucket: int, kinds: Kinds, whole: Whole) -> Iterator[Parcel]:
    """Each pair once: sent on with its guest's record to where its other end, the host, is."""
    yield from ((bucket, "ready", payload) for payload in kinds.get("ready", ()))
    pairs = each_once([numbers([payload]) for payload in kinds.get("pairs", ())])
    if not len(pairs):
        return
    guest, host = _guest_and_host(pairs)
    ready, first = unpacked(kinds["ready"]), int(whole.firsts[bucket])
    for home, places in spread(whole.bucket_of(host), whole.buckets):
        yield home, "pairs", pairs[places].tobytes()
        if home != bucket:
            yield home, "guests", packed(ready.take(np.unique(guest[places]).astype(np.int64) - first))


def grade(bucket: int, kinds: Kinds, whole: Whole) -> Iterator[Parcel]:
    """The pairs of a bucket, graded: `graded` has a row a pair (pair, code), `codes` says how often each code is."""
    pairs = numbers(kinds.get("pairs", ()))
    if not len(pairs):
        return
    pairs.sort()
    with memory_connection(threads=1) as connection:
        connection.register("here", unpacked([*kinds["ready"], *kinds.get("guests", ())]))
        connection.execute("CREATE TEMP TABLE records AS SELECT * FROM here")
        codes = codes_of(connection, whole.comparisons, pairs)
    distinct, counts = np.unique(codes, return_counts=True)
    yield bucket, "graded", packed(pa.table({"pair": pairs, "code": codes}))
    yield bucket, "codes", packed(pa.table({"code": distinct, "pairs": counts}))


def _make_ready(connection: duckdb.DuckDBPyConnection, content: pa.Table, first: int, whole: Whole) -> None:
    connection.register("arrived", content.append_column("place", pa.array(np.arange(content.num_rows))))
    connection.execute("CREATE TEMP TABLE standard AS SELECT * FROM arrived")
    sizes = {}
    for name in BANDS:
        connection.register(f"{name}_frequent", whole.frequent[name])
        values = f"SELECT DISTINCT {name} FROM standard"
        sql = f"SELECT {name}, size FROM ({values}) JOIN {name}_frequent ON hash({name}) = hash"
        sizes[name] = (sql, whole.totals[name])
    make_records(connection, np.arange(content.num_rows), first, sizes)


def _equals(comparisons: tuple[Comparison, ...]) -> Iterator[tuple[str, str, str]]:
    """What is counted for the shares of equal values: a kind of parcel, SQL for the hash, SQL for the label."""
    for comparison in comparisons:
        if counted := equal_values(comparison):
            name, band = counted
            yield f"equal {comparison.name}", _hash_unless_null(name), band
    if {"surname", "forename"} <= {comparison.name for comparison in comparisons}:
        yield "names", _hash_unless_null("surname", "forename"), "surname_band * 16 + forename_band"


def _hash_unless_null(*names: str) -> str:
    there = " AND ".join(f"{name} IS NOT NULL" for name in names)
    return f"CASE WHEN {there} THEN hash({', '.join(names)}) END"


def _by_hash(kind: str, ordered: Unsigned, bits: int) -> Iterator[Parcel]:
    """Numbers in order, in parcels by their first bits."""
    begins = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    ends = np.append(np.searchsorted(ordered, begins), len(ordered))
    for bucket in np.flatnonzero(np.diff(ends)).tolist():
        yield bucket, kind, ordered[ends[bucket] : ends[bucket + 1]].tobytes()


def _to_guests(pairs: Pairs, whole: Whole) -> Iterator[Parcel]:
    for bucket, places in spread(whole.bucket_of(_guest_and_host(pairs)[0]), whole.buckets):
        yield bucket, "pairs", pairs[places].tobytes()


def _guest_and_host(pairs: Pairs) -> tuple[Any, Any]:
    """The ends of pairs, so that each is as often one as the other: the work is spread evenly."""
    left, right = ends_of(pairs)
    even = (left ^ right) & np.uint32(1) == 0
    return np.where(even, left, right), np.where(even, right, left)
