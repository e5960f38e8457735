"""JSON Lines: one flat record a line. Every value becomes the text that stands for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from joinedup.engine.errors import error
from joinedup.engine.supplies.heading_row import MOST_COLUMNS, find_headings
from joinedup.engine.supplies.source import SAMPLE_ROWS, FileFormat, Note, Source, batch_of_rows
from joinedup.engine.supplies.text_scan import BLOCK, TextFacts, Utf8Stream, scan_text

_BATCH_ROWS = 20_000
_DEEPEST = 4  # objects in objects, flattened as `address.postcode`


def open_json_lines(path: Path, file: BinaryIO) -> Source:
    """Open JSON Lines; every record is read once here, so that every key and every fault is known.

    Raises the errors of `scan_text`, and `supply-json-not-lines`, `supply-json-deep`, `supply-surrogate`,
    `supply-headings-duplicate` and `supply-too-many-columns`, each with the line.
    """
    facts = scan_text(file, path.name)
    keys: dict[str, int] = {}
    sample: list[dict[str, str]] = []
    for record in _records(path.name, file, facts):
        for key in record:
            keys.setdefault(key, len(keys))
        if len(keys) > MOST_COLUMNS:
            raise error("supply-too-many-columns", where=path.name, found=len(keys), most=MOST_COLUMNS)
        if len(sample) < SAMPLE_ROWS:
            sample.append(record)
    if not sample:
        raise error("supply-no-rows", where=path.name)
    headings = find_headings([list(keys)], len(keys), path.name).names if keys else ()
    if not headings:
        raise error("supply-headings-missing", where=path.name)

    def read(note: Callable[[Note], None]) -> Iterator[pa.RecordBatch]:
        with path.open("rb") as again:
            yield from _batches(path.name, again, facts, keys)

    return Source(
        name=path.name,
        size=facts.size,
        sha256=facts.sha256,
        format=FileFormat("JSON Lines", facts.encoding),
        headings=headings,
        sample=tuple(tuple(record.get(key, "") for key in keys) for record in sample),
        read=read,
    )


def _batches(name: str, file: BinaryIO, facts: TextFacts, keys: dict[str, int]) -> Iterator[pa.RecordBatch]:
    rows: list[list[str]] = []
    first = 1
    for record in _records(name, file, facts):
        if not record.keys() <= keys.keys():
            raise error("supply-changed", where=name)
        rows.append([record.get(key, "") for key in keys])
        if len(rows) == _BATCH_ROWS:
            yield batch_of_rows(rows, first, len(keys))
            first += len(rows)
            rows = []
    if rows:
        yield batch_of_rows(rows, first, len(keys))


def _records(name: str, file: BinaryIO, facts: TextFacts) -> Iterator[dict[str, str]]:
    for number, line in enumerate(_lines(Utf8Stream(file, facts, 0)), start=1):
        if line.strip():
            yield _record(line, f"{name}, line {number}")


def _lines(stream: Utf8Stream) -> Iterator[bytes]:
    kept = b""
    while block := stream.read(BLOCK):
        lines = (kept + block).split(b"\n")
        kept = lines.pop()
        yield from lines
    yield kept


def _record(line: bytes, where: str) -> dict[str, str]:
    try:
        pairs = json.loads(line, object_pairs_hook=_Object, parse_float=str, parse_int=str, parse_constant=_no_constant)
    except RecursionError:
        raise error("supply-json-deep", where=where) from None
    except ValueError:
        raise error("supply-json-not-lines", where=where) from None
    if not isinstance(pairs, _Object):
        raise error("supply-json-not-lines", where=where)
    record: dict[str, str] = {}
    _flatten(pairs, "", record, where, 1)
    return record


class _Object(list[tuple[str, object]]):
    """A JSON object as it is written: keys in order, repeated ones included."""


def _no_constant(_: str) -> object:
    raise ValueError  # NaN and Infinity are not JSON


def _flatten(pairs: _Object, prefix: str, record: dict[str, str], where: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise error("supply-json-deep", where=where)
    for key, value in pairs:
        name = prefix + " ".join(key.split())
        if isinstance(value, _Object):
            _flatten(value, f"{name}.", record, where, depth + 1)
            continue
        if isinstance(value, list):
            raise error("supply-json-deep", where=where)
        if name in record:
            raise error("supply-headings-duplicate", where=where, columns="of this record")
        record[name] = _text(value)
        if not (record[name].isascii() and name.isascii()):
            _refuse_surrogates(name + record[name], where)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _refuse_surrogates(text: str, where: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise error("supply-surrogate", where=where) from None
