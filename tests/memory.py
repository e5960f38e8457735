"""Folders in memory, where there is room: no test waits for a disk there. Removed however the run ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")


def roomy(room: int) -> bool:
    """Whether there are so many bytes of memory to keep files in, which can be run there too."""
    if not os.path.ismount(MEMORY) or not os.access(MEMORY, os.W_OK):
        return False
    runs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return runs and shutil.disk_usage(MEMORY).free > room


class Folder:
    """A folder in memory. A watcher removes it: it waits on a pipe which closes with the process that made it."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY))
        watching = ["sh", "-c", 'read -r _; rm -rf -- "$1"', "watch", str(self.path)]
        self._watcher = subprocess.Popen(watching, stdin=subprocess.PIPE, start_new_session=True)

    def remove(self) -> None:
        """Remove it now."""
        self._watcher.communicate(timeout=120)
