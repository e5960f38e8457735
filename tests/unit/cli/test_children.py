"""What a command starts is stopped with it: told to stop, closed with its terminal, or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PARENT = """
import sys
from joinedup.cli.children import run_together
one = [sys.executable, "-c", sys.argv[1], "one"]
two = [sys.executable, "-c", sys.argv[2], "two"]
print(run_together({"one": one, "two": two}, lambda: print("stopping", flush=True)))
"""
SAYS = "import os, sys; os.write(1, f'{sys.argv[1]} {os.getpid()}\\n'.encode()); "
LIVES = SAYS + "import time; time.sleep(60)"
ENDS = SAYS + "import time; time.sleep(0.5)"
WILL_NOT = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + LIVES


@contextmanager
def _started(one: str, two: str, *before: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A parent with two children, and the numbers of these."""
    heard = ["env", "--default-signal=HUP"]  # whoever runs the tests may have them ignore it (nohup)
    command = [*heard, *before, sys.executable, "-c", PARENT, one, two]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as parent:
        try:
            assert parent.stdout is not None
            said = sorted(parent.stdout.readline().split() for _ in "12")
            yield parent, [int(number) for _, number in said]
        finally:
            parent.kill()


def _gone(numbers: list[int]) -> bool:
    """Within ten seconds none of them runs any more."""
    for _ in range(200):
        if not any(_runs(number) for number in numbers):
            return True
        time.sleep(0.05)
    return False


def _runs(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")  # a zombie that nobody has waited for is over
    return stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop_it_stops_them_and_waits_for_them(number: signal.Signals) -> None:
    with _started(LIVES, LIVES) as (parent, children):
        parent.send_signal(number)
        out, _ = parent.communicate(timeout=20)
        assert (out, parent.returncode) == ("stopping\nNone\n", 0)
        assert not any(_runs(child) for child in children)


def test_ctrl_c_reaches_the_parent_alone_which_asks_each_once() -> None:
    with _started(LIVES, LIVES) as (_, children):
        assert {os.getpgid(child) for child in children} == set(children)


def test_killed_it_leaves_nobody_behind() -> None:
    with _started(LIVES, LIVES) as (parent, children):
        parent.kill()
        parent.wait()  # not for what they say: that would be for their end
        assert _gone(children)


def test_one_that_ends_by_itself_ends_the_other_and_is_named() -> None:
    with _started(LIVES, ENDS) as (parent, children):
        assert parent.communicate(timeout=20)[0] == "stopping\ntwo\n"
        assert not any(_runs(child) for child in children)


def test_told_twice_it_kills_those_that_would_not_stop() -> None:
    with _started(LIVES, WILL_NOT) as (parent, children):
        parent.terminate()
        assert parent.stdout is not None
        assert parent.stdout.readline() == "stopping\n"
        time.sleep(0.2)
        assert _runs(children[1])
        parent.terminate()
        assert parent.communicate(timeout=20)[0] == "None\n"
        assert not any(_runs(child) for child in children)


def test_what_was_started_to_outlive_its_terminal_does() -> None:
    with _started(LIVES, LIVES, "nohup") as (parent, children):
        parent.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        assert parent.poll() is None
        parent.terminate()
        parent.communicate(timeout=20)
        assert _gone(children)
