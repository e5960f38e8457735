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
    handle = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    place = folder / name
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        place.mkdir(exist_ok=True, mode=0o700)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        (folder / f"{name}.lock").unlink(missing_ok=True)
        os.close(handle)


def is_alive(folder: Path, name: str) -> bool:
    """Whether a living process works under this name."""
    try:
        handle = os.open(folder / f"{name}.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def clear(folder: Path) -> None:
    """Remove what killed processes left."""
    for lock in folder.glob("*.lock"):
        if not is_alive(folder, lock.stem):
            shutil.rmtree(folder / lock.stem, ignore_errors=True)
            with suppress(FileNotFoundError):
                lock.unlink()
