"""Work on several processes gives what one gives, in the same order, and tells of each piece once."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path

import pytest

from joinedup.engine.disclosure.at_once import at_once


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks_and_each_is_told_of_once(processes: int) -> None:
    told: list[int] = []
    assert at_once(math.factorial, [3, 1, 5, 2], lambda n: n, processes, told.append) == [6, 1, 120, 2]
    assert sorted(told) == [1, 2, 3, 5]


def test_nothing_to_do_is_nothing() -> None:
    assert at_once(math.factorial, [], lambda n: n, 4, lambda _: None) == []


def test_both_this_process_and_another_work(tmp_path: Path) -> None:
    found = at_once(_when_two_are_here, [tmp_path] * 2, lambda _: 1, 2, lambda _: None)
    assert len(set(found)) == 2
    assert os.getpid() in found


@pytest.mark.parametrize("bad", [[-1, 5, 4], [5, 4, 3, -1]])
def test_what_the_work_raises_is_raised(bad: list[int]) -> None:
    with pytest.raises(ValueError, match="negative"):
        at_once(math.factorial, bad, abs, 2, lambda _: None)


def _when_two_are_here(folder: Path) -> int:
    """The number of this process, once another one has come as well."""
    (folder / str(os.getpid())).touch()
    given_up = time.monotonic() + 60
    while len(list(folder.iterdir())) < 2 and time.monotonic() < given_up:
        os.sched_yield()
    return os.getpid()
