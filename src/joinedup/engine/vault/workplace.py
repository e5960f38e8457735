"""Where DuckDB spills while it works: a folder for each piece of work, held by a lock while it is alive.

The lock is the operating system's (flock), so that it ends with the process however that ends, and what
a killed process left can be told from what a living one is writing.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def workplace(folder: Path, name: str = "") -> Iterator[Path]:
    """A folder to work in, locked under `name` (or one made up) until the block ends."""
    name = name or f"read-{secrets.token_hex(8)}"
    lock, place = folder / f"{name}.lock", folder / name
    handle = _locked(lock, fcntl.LOCK_EX)
    try:
        place.mkdir(exist_ok=True, mode=0o700)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.unlink(missing_ok=True)
        os.close(handle)


@contextmanager
def left_alone(folder: Path, name: str) -> Iterator[bool]:
    """Whether nobody living works under this name; if so, nobody can begin to until the block ends."""
    lock = folder / f"{name}.lock"
    try:
        handle = _locked(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
        return
    try:
        yield True
    finally:
        shutil.rmtree(folder / name, ignore_errors=True)
        lock.unlink(missing_ok=True)
        os.close(handle)


def clear(folder: Path) -> None:
    """Remove what killed processes left."""
    for name in {path.name.removesuffix(".lock") for path in folder.iterdir()}:
        with left_alone(folder, name):
            pass  # it goes at the end of the block


def _locked(lock: Path, how: int) -> int:
    """A handle that holds the lock. Raises BlockingIOError where another has it and `how` does not wait."""
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, how)
            # whoever held it before may have removed the file while we waited; then it locks nothing
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), lock.stat()):
                    return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
