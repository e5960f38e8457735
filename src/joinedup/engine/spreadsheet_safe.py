"""The one writer of CSV files that leave: whole or not at all, and safe to open in a spreadsheet.

UTF-8 without a byte order mark, comma separated, every line ends with CR LF (RFC 4180).
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from joinedup.engine.errors import error

Cell = str | int | float | bool | None

_PIECE = 60_000
_LONGEST_NAME = 255  # bytes, on every file system in use
_FORMULA_BEGINS = frozenset("=+-@\t\r\n＝＋－＠")  # the full-width ones count too in East Asian editions
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def safe_cell(value: Cell) -> str:
    """The text of one cell, which no spreadsheet takes for a formula.

    Numbers, negative ones included, stay numbers; None is empty; text that would begin a formula, also
    behind blanks, gets an apostrophe in front (the advice of OWASP, CSV Injection).
    """
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, str) or _PLAIN_NUMBER.fullmatch(text):
        return text
    begins = text[:1] in _FORMULA_BEGINS or text.lstrip()[:1] in _FORMULA_BEGINS
    return "'" + text if begins else text


def as_it_was(text: str) -> str:
    """The text of a cell before `safe_cell` made it safe."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def csv_pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The text of such a file, in pieces of some 60,000 characters, however many rows there are."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        if made.tell() > _PIECE:
            yield made.getvalue()
            made.seek(0)
            made.truncate()
    yield made.getvalue()


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a CSV file all at once: a reader sees the old file or the whole new one, never a part.

    Raises `file-unwritable` where the path is a folder, its folder is missing or not writable, or the name
    cannot be a file's; `text-unwritable` where a text cannot be written as UTF-8 (a lone surrogate, a NUL);
    ValueError where a row is not as long as the header. Nothing is left behind by a failure.
    """
    with whole_file(path) as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([safe_cell(name) for name in header])
        for number, row in enumerate(rows, start=1):
            if len(row) != len(header):
                raise ValueError(f"row {number} has {len(row)} cells, the header {len(header)}")
            cells = [safe_cell(value) for value in row]
            if any("\0" in cell for cell in cells):
                raise error("text-unwritable", where=f"{path}, row {number}")
            writer.writerow(cells)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[io.TextIOWrapper]:
    """A UTF-8 text stream whose file appears under `path` only if the block ends well.

    Written under a temporary name in the same folder, flushed to disk, then renamed over `path`. Raises
    `file-unwritable` and `text-unwritable` as `write_csv` does.
    """
    if not path.name or "\0" in str(path) or len(os.fsencode(path.name)) > _LONGEST_NAME or path.is_dir():
        raise error("file-unwritable", where=str(path))
    part = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with part.open("x", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except UnicodeEncodeError as failure:
        raise error("text-unwritable", where=str(path)) from failure
    except OSError as failure:
        raise error("file-unwritable", where=str(path)) from failure
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
