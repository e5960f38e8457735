"""`joinedup watch`: files that a partner's system puts into a folder, through the same gate as everything else."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE, REFUSED, JoinedupError, error

RECEIVED_FOLDER, REFUSED_FOLDER = "received", "refused"
NOT_WHOLE = (".part", ".partial", ".tmp", ".filepart", ".crdownload")  # as programs call what they still write
QUIET = 2.0  # seconds without a change before a file counts as whole


def watch(
    folder: Annotated[Path, typer.Argument(help="The folder into which a partner's system puts its files.")],
    agreement: Annotated[str, typer.Option(help="The agreement's reference.")],
    supplier: Annotated[str, typer.Option(help="The partner whose files these are.")],
    dataset: Annotated[str, typer.Option(help="The agreed data set that they hold.")],
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
    every: Annotated[float, typer.Option(min=0.1, max=3600, help="Look every so many seconds.")] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="Take what is there, then stop.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove a file that was received; keep its note only.")] = (
        False
    ),
) -> int:
    """Receive each file of a folder once, and put it into received/ or refused/ with a note that says why."""
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from joinedup.service.supplies.watching import Watched, take

    if not folder.is_dir():
        raise error("file-missing", where=folder.name)
    watched = Watched(agreement, supplier, dataset)
    status = DONE
    with _alone(folder):
        while True:
            for path in _whole(folder):
                try:
                    words, good = take(watched, path), True
                except JoinedupError as failure:
                    words, good, status = f"{failure.what} {failure.do}", False, REFUSED
                _put_away(path, words, good=good, remove=remove)
                say.words(f"{path.name}: {words}")
            if once:
                return status
            time.sleep(every)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time looks after a folder; the lock ends with the process. Raises `folder-watched`."""
    with (folder / ".joinedup-watch.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise error("folder-watched", where=folder.name) from None
        yield


def _whole(folder: Path) -> list[Path]:
    """The files that nobody writes to any more, the oldest first."""
    now = time.time()
    found = []
    for path in folder.iterdir():
        told = path.lstat()
        hidden = path.name.startswith(".") or path.name.lower().endswith(NOT_WHOLE)
        if not hidden and path.is_file() and not path.is_symlink() and now - told.st_mtime >= QUIET:
            found.append((told.st_mtime, path.name, path))
    return [path for _, _, path in sorted(found)]


def _put_away(path: Path, words: str, *, good: bool, remove: bool) -> None:
    """Move the file and say beside it what came of it. The note is written first: a file is never moved without one."""
    folder = path.parent / (RECEIVED_FOLDER if good else REFUSED_FOLDER)
    folder.mkdir(exist_ok=True, mode=0o700)
    now = datetime.now(UTC)
    there = folder / f"{now:%Y-%m-%d-%H%M%S-%f}-{path.name}"
    there.with_name(f"{there.name}.txt").write_text(f"{now:%Y-%m-%d %H:%M} UTC\n{words}\n", encoding="utf-8")
    if good and remove:
        path.unlink()
    else:
        shutil.move(path, there)
