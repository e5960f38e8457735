"""Run an exemplar in a folder: the only way from the command line into the service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from joinedup.cli.listening import Terminal
from joinedup.engine.errors import error
from joinedup.engine.exemplars.exemplar import Exemplar

if TYPE_CHECKING:
    from joinedup.service.project.home import Home

MARK = "made-up"  # a folder with this in it holds nothing but made-up data, and may be made anew


def keep_place(folder: Path, name: str) -> None:
    """An installation in a new folder with an exemplar about areas in it. Raises `file-exists` for a full one."""
    _start(folder)
    from joinedup.service.gatehouse.register import DatabaseRegister
    from joinedup.service.indicators.demonstrating import show_place

    show_place(name, DatabaseRegister().today())


def run_in(folder: Path, plan: Exemplar, listener: Terminal, *, people: int | None, seed: int) -> None:
    """Start an empty installation in the folder and walk through the exemplar. Raises `file-exists` for a full one."""
    place = _start(folder)
    from joinedup.service.gatehouse.register import DatabaseRegister
    from joinedup.service.indicators.demonstrating import show_signed
    from joinedup.service.initiatives.demonstrating import furnish
    from joinedup.service.initiatives.run import run

    world = run(plan, place, on=DatabaseRegister().today(), listener=listener, people=people, seed=seed)
    furnish(world)
    show_signed(DatabaseRegister().today())


def _start(folder: Path) -> Home:
    """A new installation for made-up data."""
    if folder.exists() and any(folder.iterdir()):
        raise error("file-exists", where=folder.name)
    os.environ.pop("JOINEDUP_DATABASE", None)  # made-up data never go into a partnership's own database
    os.environ.pop("JOINEDUP_MASTER_KEY", None)
    from joinedup.service.project.start import start

    place = start(folder)
    (folder / MARK).mkdir(exist_ok=True)
    return place
