"""Programs that this process starts, waits for, and does not outlive nor leave behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from queue import SimpleQueue

STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run_together(commands: Mapping[str, Sequence[str]], stopping: Callable[[], None]) -> str | None:
    """Start the commands (name to words) and wait until this process is told to stop, or one of them ends by itself.

    The others are then asked to stop and are waited for; `stopping` is called before the waiting. Told to stop once
    more, they are killed. Returns the name of the one that ended by itself, None when told to stop.
    """
    with _told() as told:
        children = {name: _start(command) for name, command in commands.items()}
        try:
            ended = _wait(children, told)
            stopping()
            _send(children, signal.SIGTERM)
            while any(child.poll() is None for child in children.values()):
                if told.get() != signal.SIGCHLD:
                    _send(children, signal.SIGKILL)
        finally:
            _send(children, signal.SIGKILL)
    return ended


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    tied = [sys.executable, "-m", "joinedup.cli.tied", str(os.getpid()), *command]
    # a group of its own: Ctrl+C and a closed terminal reach this process alone, which then asks each child once
    return subprocess.Popen(tied, process_group=0)  # noqa: S603 -- our own words


def _wait(children: Mapping[str, subprocess.Popen[bytes]], told: SimpleQueue[int]) -> str | None:
    while told.get() == signal.SIGCHLD:
        for name, child in children.items():
            if child.poll() is not None:
                return name
    return None


def _send(children: Mapping[str, subprocess.Popen[bytes]], number: signal.Signals) -> None:
    """To each that lives; to be killed with all that it started."""
    for child in children.values():
        if child.poll() is None:
            with suppress(ProcessLookupError):
                (os.killpg if number == signal.SIGKILL else os.kill)(child.pid, number)


@contextmanager
def _told() -> Iterator[SimpleQueue[int]]:
    """The signals that come meanwhile. One that was ignored from the start (`nohup`) stays so."""
    queue: SimpleQueue[int] = SimpleQueue()  # its put() may be called from a signal's handler
    wanted = [number for number in STOP if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, lambda came, _: queue.put(came)) for number in (*wanted, signal.SIGCHLD)}
    try:
        yield queue
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
