"""Several pieces of work at once: other processes begin with the largest, this one with the smallest.

Another process takes a second to start, in which this one is not idle; and no process is given more than it works on,
so that none waits for another at the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait
from multiprocessing import get_context
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_LOOK = 0.2  # seconds after which what others have done is told


def at_once(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    size: Callable[[Task], int],
    processes: int,
    done: Callable[[Task], None],
) -> list[Result]:
    """The results in the order of the tasks. `work` and the tasks must be picklable where `processes` is above 1.

    `done` is called once for each task, from this thread. What `work` raises is raised.
    """
    found: dict[int, Result] = {}
    waiting = deque(sorted(range(len(tasks)), key=lambda n: (-size(tasks[n]), n)))
    told: set[int] = set()

    def tell() -> None:
        for n in sorted(found.keys() - told):
            told.add(n)
            done(tasks[n])

    others = min(processes, len(tasks)) - 1
    if others < 1:
        for n, task in enumerate(tasks):
            found[n] = work(task)
            tell()
        return [found[n] for n in range(len(tasks))]

    with (
        ProcessPoolExecutor(others, mp_context=get_context("spawn")) as pool,
        ThreadPoolExecutor(others) as threads,
    ):

        def elsewhere() -> None:
            while (n := _next(waiting.popleft)) is not None:
                found[n] = pool.submit(work, tasks[n]).result()

        begun = [threads.submit(elsewhere) for _ in range(others)]
        while (own := _next(waiting.pop)) is not None:
            found[own] = work(tasks[own])
            tell()
        while wait(begun, _LOOK).not_done:
            tell()
        for thread in begun:
            thread.result()
    tell()
    return [found[n] for n in range(len(tasks))]


def _next(take: Callable[[], int]) -> int | None:
    try:
        return take()
    except IndexError:
        return None
