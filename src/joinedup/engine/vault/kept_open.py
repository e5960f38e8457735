"""Sealed files that one person's records are read from are kept open for the next one: opening costs ten times a read.

A file is asked for by its path and key: without the key, which destruction takes away, an open file is of no use to
anybody, and a file that is not the one that was opened is opened anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import duckdb

MOST = 6  # an index, its search, and the supplies of the agreement that is used most
_Opened = tuple[str, int, int, int]  # key; inode, size and time of the last change


class KeptOpen:
    """Connections to sealed files, the ones used last; for any number of threads."""

    def __init__(self, opening: Callable[[Path, str], duckdb.DuckDBPyConnection]) -> None:
        self._opening = opening
        self._open: OrderedDict[Path, tuple[_Opened, duckdb.DuckDBPyConnection]] = OrderedDict()
        self._lock = threading.Lock()

    def cursor(self, path: Path, key: str) -> duckdb.DuckDBPyConnection:
        """A cursor of its own on the file. Raises duckdb.Error where it does not open, and FileNotFoundError."""
        stat = path.stat()
        opened = (key, stat.st_ino, stat.st_size, stat.st_mtime_ns)
        with self._lock:
            there = self._open.get(path)
            if there is None or there[0] != opened:
                self._drop(path)
                there = (opened, self._opening(path, key))
                self._open[path] = there
                while len(self._open) > MOST:
                    self._drop(next(iter(self._open)))
            self._open.move_to_end(path)
            return there[1].cursor()

    def drop(self, path: Path) -> None:
        """Close the file, if it is open."""
        with self._lock:
            self._drop(path)

    def _drop(self, path: Path) -> None:
        # closing would break off another thread's read; the file closes when its last cursor is gone
        self._open.pop(path, None)
