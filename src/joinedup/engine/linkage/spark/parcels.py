"""What Spark moves: parcels, each a bucket that it goes to, a kind, and bytes.

Spark sees few and large rows, so that its own cost a row does not matter; what is inside is made and read by DuckDB,
Arrow and numpy in its Python workers. Everything that has one bucket comes together in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PARCELS = "bucket int, kind string, payload binary"
Parcel = tuple[int, str, bytes]
Kinds = Mapping[str, Sequence[bytes]]
Unsigned = npt.NDArray[np.uint64]

_SCHEMA = pa.schema({"bucket": pa.int32(), "kind": pa.string(), "payload": pa.binary()})
_QUICK = pa.ipc.IpcWriteOptions(compression="lz4")


def for_each_part(frame: DataFrame, step: Callable[[Iterator[Parcel]], Iterator[Parcel]]) -> DataFrame:
    """Parcels made of the parcels of each of Spark's partitions."""

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with _nothing_told():
            for parcel in step(one for batch in batches for one in _parcels(batch)):
                yield _batch([parcel])

    return frame.select("bucket", "kind", "payload").mapInArrow(run, PARCELS)


def for_each_bucket(frame: DataFrame, step: Callable[[int, Kinds], Iterator[Parcel]]) -> DataFrame:
    """Parcels made of all the parcels of each bucket, by kind; those of a kind come in no order."""

    def run(key: tuple[Any, ...], table: pa.Table) -> pa.Table:
        with _nothing_told():
            kinds: dict[str, list[bytes]] = {}
            for _, kind, payload in _parcels(table):
                kinds.setdefault(kind, []).append(payload)
            return pa.Table.from_batches([_batch(list(step(key[0].as_py(), kinds)))], _SCHEMA)

    return frame.select("bucket", "kind", "payload").groupBy("bucket").applyInArrow(run, PARCELS)


def fetched(frame: DataFrame, *kinds: str) -> dict[str, list[bytes]]:
    """The parcels of these kinds, brought to the driver, by kind and in the order of their buckets."""
    found: dict[str, list[bytes]] = {kind: [] for kind in kinds}
    parcels = list(_parcels(frame.where(frame.kind.isin(*kinds)).toArrow()))
    for _, kind, payload in sorted(parcels, key=lambda parcel: parcel[0]):
        found[kind].append(payload)
    return found


def packed(table: pa.Table) -> bytes:
    """A table as bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_QUICK) as writer:
        writer.write_table(table)
    made: bytes = sink.getvalue().to_pybytes()
    return made


def unpacked(payloads: Sequence[bytes]) -> pa.Table:
    """The tables in some payloads (one at least), one under the other."""
    return pa.concat_tables([pa.ipc.open_stream(one).read_all() for one in payloads]).combine_chunks()


def numbers(payloads: Sequence[bytes]) -> Unsigned:
    """The whole numbers in some payloads, one after the other."""
    return np.concatenate([np.empty(0, np.uint64), *(np.frombuffer(one, np.uint64) for one in payloads)])


def spread(bucket: npt.NDArray[np.int64], buckets: int) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """For each bucket that anything goes to: its number, and what goes there, as places in their order."""
    order = np.argsort(bucket, kind="stable")
    ends = np.searchsorted(bucket[order], np.arange(buckets + 1))
    for number in np.flatnonzero(np.diff(ends)).tolist():
        yield number, order[ends[number] : ends[number + 1]]


@contextmanager
def _nothing_told() -> Iterator[None]:
    """Spark writes what goes wrong in a worker into its logs: the kind of failure, and never a value in its words."""
    try:
        yield
    except Exception as failure:
        raise RuntimeError(type(failure).__name__) from None


def _parcels(table: pa.Table | pa.RecordBatch) -> Iterator[Parcel]:
    columns = [table.column(name).to_pylist() for name in _SCHEMA.names]
    return zip(*columns, strict=True)


def _batch(parcels: Sequence[Parcel]) -> pa.RecordBatch:
    columns = list(zip(*parcels, strict=True)) or [(), (), ()]
    return pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)
