"""Parquet: columns already have names; every value becomes the text that stands for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from joinedup.engine.errors import error
from joinedup.engine.supplies.heading_row import find_headings
from joinedup.engine.supplies.source import SAMPLE_ROWS, FileFormat, Note, Source, raw_schema

_BATCH_ROWS = 16_384
_MOST_BYTES = 8 << 30  # unpacked; a million rows of a partner's extract are about 0.2 GiB


def open_parquet(path: Path, file: BinaryIO) -> Source:
    """Open a Parquet file; structures are flattened as `address.postcode`.

    Raises `supply-damaged`, `supply-too-large`, `supply-json-deep` (lists), and those of `find_headings`.
    """
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    sha256, size = digest.hexdigest(), file.tell()
    try:
        table = _first_rows(file, path.name)
    except (pa.ArrowException, OSError):
        raise error("supply-damaged", where=path.name, kind="Parquet") from None
    headings = find_headings([table.column_names], table.num_columns, path.name).names
    if table.num_rows == 0:
        raise error("supply-no-rows", where=path.name)

    def read(note: Callable[[Note], None]) -> Iterator[pa.RecordBatch]:
        rows = 0
        with path.open("rb") as again:
            try:
                for batch in pa.parquet.ParquetFile(again).iter_batches(_BATCH_ROWS):
                    text = _as_text(pa.Table.from_batches([batch]), path.name)
                    yield _numbered(text, rows)
                    rows += batch.num_rows
            except (pa.ArrowException, OSError):
                raise error("supply-damaged", where=path.name, kind="Parquet") from None

    columns = [column.to_pylist() for column in table.columns]
    return Source(
        name=path.name,
        size=size,
        sha256=sha256,
        format=FileFormat("Parquet"),
        headings=headings,
        sample=tuple(zip(*columns, strict=True)),
        read=read,
    )


def _first_rows(file: BinaryIO, name: str) -> pa.Table:
    opened = pa.parquet.ParquetFile(file)
    groups = range(opened.metadata.num_row_groups)
    unpacked = sum(opened.metadata.row_group(group).total_byte_size for group in groups)
    if unpacked > _MOST_BYTES:
        raise error("supply-too-large", where=name, what=f"{unpacked >> 30} GiB")
    first = next(opened.iter_batches(SAMPLE_ROWS), None)
    table = pa.Table.from_batches([first]) if first is not None else opened.schema_arrow.empty_table()
    return _as_text(table, name)


def _numbered(text: pa.Table, before: int) -> pa.RecordBatch:
    columns = [column.combine_chunks() for column in text.columns]
    numbers = pa.array(range(before + 1, before + 1 + text.num_rows), pa.int64())
    return pa.RecordBatch.from_arrays([numbers, *columns], schema=raw_schema(len(columns)))


def _as_text(table: pa.Table, name: str) -> pa.Table:
    while any(pa.types.is_struct(kind) for kind in table.schema.types):
        table = table.flatten()
    columns = [_column_as_text(column, table.column_names[place], name) for place, column in enumerate(table.columns)]
    return pa.table(columns, names=table.column_names) if columns else table


def _column_as_text(column: pa.ChunkedArray, heading: str, name: str) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_nested(kind):
        raise error("supply-json-deep", where=f"{name}, column {heading}")
    try:
        text = column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise error("supply-damaged", where=f"{name}, column {heading}", kind="Parquet") from None
    return pa.compute.fill_null(text, "")
