"""A file opened as a supply: what it is, its headings, and its rows as raw text in batches.

Every reader gives the same `Source`; what comes after knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
from attrs import field, frozen

ROW_NUMBER = "row_number"
SAMPLE_ROWS = 3_000


@frozen
class FileFormat:
    """What was found. `header_row` is the file's row with the headings, from 1; 0 where the format names its columns.

    kind: delimited text, XLSX, XLS, ODS, JSON Lines or Parquet. sheet and other_sheets: names, spreadsheets only.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    header_row: int = 0


@frozen
class Note:
    """A row that is not a record, or a cell that is not right: row number (as in `row_number`), and a code."""

    row: int
    code: str
    column: str = ""


@frozen
class Source:
    """An opened supply. `sample` holds raw values of the first rows: never print it.

    read: gives the batches once per call, columns `row_number` (from 1: the first row below the headings) and
    c1, c2 …, all text, in the order of `headings`; and calls `note` for rows that it leaves out.
    """

    name: str
    size: int
    sha256: str
    format: FileFormat
    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...] = field(repr=False)
    read: Callable[[Callable[[Note], None]], Iterator[pa.RecordBatch]] = field(repr=False)

    def batches(self, note: Callable[[Note], None] = lambda _: None) -> pa.RecordBatchReader:
        """The rows as raw text, streaming. Raises the reader's errors while it goes."""
        return pa.RecordBatchReader.from_batches(raw_schema(len(self.headings)), self.read(note))


def raw_name(position: int) -> str:
    """The name of a raw column in a batch: headings can clash with each other in SQL, positions cannot."""
    return f"c{position + 1}"


def raw_schema(columns: int) -> pa.Schema:
    """Row numbers, then text columns."""
    return pa.schema([(ROW_NUMBER, pa.int64()), *((raw_name(position), pa.string()) for position in range(columns))])


def batch_of_rows(rows: list[list[str]], first_row: int, columns: int) -> pa.RecordBatch:
    """Rows of text (each as long as `columns`) as one batch, numbered from `first_row`."""
    arrays = [pa.array(range(first_row, first_row + len(rows)), pa.int64())]
    arrays += [pa.array([row[position] for row in rows], pa.string()) for position in range(columns)]
    return pa.RecordBatch.from_arrays(arrays, schema=raw_schema(columns))
