"""Files kept beside the register, open figures and boundaries among them: the chain holds the fingerprint of each.

Whoever writes such a file appends an event about it, in the same transaction. What is made from others and made anew by
itself (outlines), and what is being made, has none: outlines carry a seal of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from joinedup.engine.audit.chain import Finding
from joinedup.engine.errors import error
from joinedup.service.audit.actions import append
from joinedup.service.audit.models import Event
from joinedup.service.project.home import home

EVENT = "files-kept"
NOT_KEPT = frozenset({".making", ".lock", ".upload", ".outlines"})
_ADDED = "No event tells of it. If it was rightly put there, 'joinedup audit attest' writes that into the chain."


def sha256_of(file: Path) -> str:
    """The fingerprint of a file's content, "" where there is none."""
    if not file.is_file():
        return ""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def files_kept(files: Iterable[Path] | Mapping[Path, str], *, by: str, subject: str) -> None:
    """Write the fingerprints of files into the chain, as they are now; of one that is gone, that it is.

    files: or the fingerprints of what is about to be written. Nothing is written where the chain says the same already.
    """
    found = files if isinstance(files, Mapping) else {file: sha256_of(file) for file in files}
    told = _told()
    new = {name: print_ for file, print_ in found.items() if told.get(name := _name(file), "") != print_}
    if new:
        append(
            EVENT, by=by, subject=subject, written=sum(map(bool, new.values())),
            gone=sum(not print_ for print_ in new.values()), files=new,
        )  # fmt: skip


def folder_kept(folder: Path, *, by: str, subject: str) -> None:
    """The same for everything in a folder that was put there anew."""
    there = [home().folder / name for name in _told() if (home().folder / name).is_relative_to(folder)]
    files_kept({*there, *_files(folder)}, by=by, subject=subject)


def must_be_as_kept(files: Iterable[Path]) -> None:
    """What somebody looked at is what comes into use. Raises `kept-file-changed`."""
    told = _told()
    for file in files:
        if told.get(_name(file)) != sha256_of(file):
            raise error("kept-file-changed", where=_name(file))


def kept_findings() -> Iterator[Finding]:
    """Each file that was changed, is missing or was added without an event, by its name in the home."""
    told = _told()
    there = {_name(file): file for folder in _folders() for file in _files(folder)}
    for name in sorted(told.keys() | there.keys()):
        if name not in told:
            yield Finding(name, _ADDED)
        elif name not in there:
            yield Finding(name, "It is missing.")
        elif sha256_of(there[name]) != told[name]:
            yield Finding(name, "It was changed after it was kept.")


def _folders() -> tuple[Path, ...]:
    place = home()
    return place.areas, place.figures, place.figures_waiting, place.boundaries, place.rules


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.suffix not in NOT_KEPT and file.is_file()]


def _told() -> dict[str, str]:
    """What the chain says of each file that should be there."""
    found: dict[str, str] = {}
    for details in Event.objects.filter(kind=EVENT).order_by("sequence").values_list("details", flat=True):
        found.update(json.loads(details)["files"])
    return {name: print_ for name, print_ in found.items() if print_}


def _name(file: Path) -> str:
    return file.relative_to(home().folder).as_posix()
