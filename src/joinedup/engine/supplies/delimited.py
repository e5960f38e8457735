"""Delimited text: CSV and its relatives. Streams with bounded memory; nothing is written anywhere."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv
from attrs import frozen

from joinedup.engine.errors import error
from joinedup.engine.supplies.heading_row import MOST_COLUMNS, find_headings
from joinedup.engine.supplies.left_out import is_totals
from joinedup.engine.supplies.source import SAMPLE_ROWS, FileFormat, Note, Source, raw_name, raw_schema
from joinedup.engine.supplies.text_scan import TextFacts, Utf8Stream, scan_text

DELIMITERS = (",", "\t", ";", "|", "^", "~")
BLOCK = 4 << 20  # bytes parsed at a time; four times the longest line that the scan lets through
_SAMPLE_BYTES = 1 << 20
_SNIFF_ROWS = 200
_MOST_SHORT_ROWS = 3  # at the very end of a file: a totals line, "end of report"; anywhere else they are ragged


_PLAIN = re.compile(r'"?\w[\w./-]*( [\w./-]+)?"?')  # a code, a number, a postcode; nothing that might be a delimiter


@frozen
class _Shape:
    delimiter: str
    width: int


def open_delimited(path: Path, file: BinaryIO) -> Source:
    """Open delimited text. Raises the errors of `scan_text` and `find_headings`, and `supply-delimiter-unknown`."""
    name = path.name
    facts = scan_text(file, name)
    text = Utf8Stream(file, facts, 0).read(_SAMPLE_BYTES).decode("utf-8", "ignore")
    lines = list(io.StringIO(text, newline=""))
    if facts.size > _SAMPLE_BYTES:
        lines = lines[:-1]  # cut by the end of the sample
    shape = _shape(lines, name)
    rows, ends = _rows(lines, shape.delimiter, SAMPLE_ROWS + 50)
    headings = find_headings(rows, shape.width, name)
    skip = len("".join(lines[: ends[headings.row - 1]]).encode())
    sample = tuple(tuple(row) for row in rows[headings.row :] if len(row) == shape.width)
    if not sample and len("".join(lines).encode()) <= skip:
        raise error("supply-no-rows", where=name)
    reader = _Reader(path, facts, shape, headings.row, skip)
    return Source(
        name=name,
        size=facts.size,
        sha256=facts.sha256,
        format=FileFormat("delimited text", facts.encoding, shape.delimiter, header_row=headings.row),
        headings=headings.names,
        sample=sample[:SAMPLE_ROWS],
        read=reader.read,
    )


def _rows(lines: list[str], delimiter: str, most: int) -> tuple[list[list[str]], list[int]]:
    """Rows, and for each the number of lines up to its end. Blank lines are rows without cells."""
    reader = csv.reader(lines, delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
            if len(rows) == most:
                break
    except csv.Error:  # a cell longer than the module's limit: what was read is enough to look at
        pass
    return rows, ends


def _shape(lines: list[str], name: str) -> _Shape:
    """The delimiter that splits most rows into the same, and the greatest, number of columns."""
    best, best_score = None, 0.0
    for delimiter in DELIMITERS:
        rows, _ = _rows(lines, delimiter, _SNIFF_ROWS)
        widths = Counter(len(row) for row in rows if row)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]))
        if width < 2:
            continue
        score = count / sum(widths.values()) * (1 - 1 / (width + 1))
        if score > best_score:
            best, best_score = _Shape(delimiter, width), score
    if best is None and _one_column(lines):
        return _Shape(DELIMITERS[0], 1)
    if best is None:
        raise error("supply-delimiter-unknown", where=name)
    if best.width > MOST_COLUMNS:
        raise error("supply-too-many-columns", where=name, found=best.width, most=MOST_COLUMNS)
    return best


def _one_column(lines: list[str]) -> bool:
    """Whether there is nothing to split at: a list of codes or numbers under its heading."""
    told = [line.strip() for line in lines[:_SNIFF_ROWS] if line.strip()]
    return len(told) > 1 and all(_PLAIN.fullmatch(line) for line in told)


@frozen
class _Reader:
    path: Path
    facts: TextFacts
    shape: _Shape
    header_row: int
    skip: int

    def read(self, note: Callable[[Note], None]) -> Iterator[pa.RecordBatch]:
        """The rows. Raises `supply-ragged`, `supply-rows-unreadable` and `supply-changed`."""
        ragged = _Ragged(self.path.name, self.shape.delimiter)
        rows = 0
        with self.path.open("rb") as file:
            last: pa.RecordBatch | None = None
            try:
                for batch in self._open(file, ragged):
                    if batch.num_rows:
                        yield _numbered(batch, rows)
                        rows += batch.num_rows
                        last = batch
            except pa.ArrowInvalid:
                ragged.refuse_unless_trailing(rows, stopped=True)
                raise error("supply-rows-unreadable", where=f"{self.path.name}, after row {rows}") from None
            ragged.refuse_unless_trailing(rows)
            if self.facts.quotes % 2 and last is not None and _holds_line_end(last.slice(last.num_rows - 1)):
                raise error("supply-rows-unreadable", where=f"{self.path.name}, row {rows}")
            if self._size(file) != self.facts.size:
                raise error("supply-changed", where=self.path.name)
        for number in ragged.numbers:
            note(Note(number, "totals-row"))

    def _open(self, file: BinaryIO, ragged: _Ragged) -> pa.csv.CSVStreamingReader:
        names = [raw_name(position) for position in range(self.shape.width)]
        stream = pa.PythonFile(Utf8Stream(file, self.facts, self.skip), mode="r")
        return pa.csv.open_csv(
            stream,
            # without threads the parser says which row is ragged, and is no slower: DuckDB has the other core
            read_options=pa.csv.ReadOptions(block_size=BLOCK, column_names=names, use_threads=False),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.shape.delimiter, newlines_in_values=True, invalid_row_handler=ragged
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False, check_utf8=False
            ),
        )

    @staticmethod
    def _size(file: BinaryIO) -> int:
        return file.seek(0, io.SEEK_END)


class _Ragged:
    """Gathers rows that are narrower than the headings; stops at the first that cannot be the end of a report."""

    def __init__(self, name: str, delimiter: str) -> None:
        self._name, self._delimiter = name, delimiter
        self.numbers: list[int] = []
        self._expected = self._found = 0
        self._swallowed = False  # whether a quotation mark in the first ragged row is never closed

    def __call__(self, row: pa.csv.InvalidRow) -> str:
        if not self.numbers:
            self._expected, self._found = row.expected_columns, row.actual_columns
            self._swallowed = row.text.count('"') % 2 == 1
        self.numbers.append(row.number)
        return "skip" if self._is_end(row) and len(self.numbers) <= _MOST_SHORT_ROWS else "error"

    def _is_end(self, row: pa.csv.InvalidRow) -> bool:
        cells = next(csv.reader([row.text], delimiter=self._delimiter), [])
        return row.actual_columns < row.expected_columns and is_totals(cells + [""] * row.expected_columns)

    def refuse_unless_trailing(self, rows: int, *, stopped: bool = False) -> None:
        """rows: how many good rows there were. Raises where a ragged row is not the file's end."""
        if self.numbers and (stopped or self.numbers[0] <= rows):
            where = f"{self._name}, row {self.numbers[0]}"
            if self._swallowed:
                raise error("supply-rows-unreadable", where=where)
            raise error("supply-ragged", where=where, expected=self._expected, found=self._found)


def _numbered(batch: pa.RecordBatch, before: int) -> pa.RecordBatch:
    numbers = pa.array(np.arange(before + 1, before + 1 + batch.num_rows, dtype=np.int64))
    return pa.RecordBatch.from_arrays([numbers, *batch.columns], schema=raw_schema(batch.num_columns))


def _holds_line_end(row: pa.RecordBatch) -> bool:
    return any("\n" in (column[0].as_py() or "") for column in row.columns)
