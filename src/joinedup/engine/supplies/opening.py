"""Open any file as a supply: the first bytes say what it is, never its name."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import BinaryIO

from joinedup.engine.errors import error
from joinedup.engine.supplies.delimited import open_delimited
from joinedup.engine.supplies.json_lines import open_json_lines
from joinedup.engine.supplies.parquet_file import open_parquet
from joinedup.engine.supplies.sheets import open_sheet
from joinedup.engine.supplies.source import Source

_COMPRESSED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
}
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ", b"{\\rtf", b"SQLite format 3")
_JSON = re.compile(rb"(\xef\xbb\xbf)?\s*(\{|\[\s*[\[{\]])")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of XLS


def open_source(path: Path) -> Source:
    """Open a file: delimited text, XLSX, XLS, ODS, JSON Lines or Parquet.

    Raises `file-missing`, `file-not-regular` and the `supply-…` errors of the format found. Nothing is
    written, and no more is kept in memory than a block of text or one sheet.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # before it is opened: opening a pipe would wait for ever
            raise error("file-not-regular", where=_printable(path.name))
        with path.open("rb") as file:
            return _open(path, file)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise error("file-missing", where=_printable(path.name)) from None


def _open(path: Path, file: BinaryIO) -> Source:
    start = file.read(64)
    for magic, kind in _COMPRESSED.items():
        if start.startswith(magic):
            raise error("supply-compressed", where=path.name, kind=kind)
    if start.startswith(_OTHERS):
        raise error("supply-binary", where=path.name)
    if start.startswith(b"PAR1"):
        return open_parquet(path, file)
    if start.startswith((_ZIP, _OLE)):
        return open_sheet(path, file)
    if _JSON.match(start):
        return open_json_lines(path, file)
    return open_delimited(path, file)


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)
