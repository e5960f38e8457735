"""Become another program that is asked to stop when the process that started it ends, however that ended.

`python -m joinedup.cli.tied PARENT PROGRAM ...`: the kernel sends TERM when PARENT is gone (prctl(2),
PR_SET_PDEATHSIG); that holds for the program this one turns into as well.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h


def tied_to(parent: int, command: list[str]) -> None:
    """Turn this process into the command. Does not return; ends at once where the parent is gone already."""
    if sys.platform == "linux":  # elsewhere only a parent that is killed leaves its children behind
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the kernel was asked
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 -- our own words, from children.py


if __name__ == "__main__":
    tied_to(int(sys.argv[1]), sys.argv[2:])
