"""How the command line speaks: words on standard output, progress and errors on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from joinedup.engine.errors import JoinedupError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Advance(Protocol):
    """Called as work goes on: `advance(done, total)`; a total of None is not known yet."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


def words(text: str) -> None:
    """Print one line for a person. The text is printed as it is: no markup is read from it."""
    out.print(text, markup=False)


def as_json(value: object, file: Path | None = None) -> None:
    """Print a value as JSON, or write it to a file."""
    text = json.dumps(value, indent=2, default=str, ensure_ascii=False)
    if file is None:
        sys.stdout.write(text + "\n")
    else:
        file.write_text(text + "\n", encoding="utf-8")


def problem(failure: JoinedupError, *, json_wanted: bool = False) -> None:
    """Print an error: what happened, where, what to do. As JSON on standard output where JSON was asked for."""
    if json_wanted:
        as_json(failure.as_json())
    err.print(f"{failure.code}: {failure.what}", style="bold red", markup=False)
    if failure.where:
        err.print(f"  where: {failure.where}", markup=False)
    err.print(f"  do:    {failure.do}", markup=False)


@contextmanager
def progress(label: str) -> Iterator[Advance]:
    """A progress bar on standard error for long work; silent where that is not a terminal."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    with bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int | None = None) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
