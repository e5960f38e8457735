"""Make a backup of an installation while it runs: one file, sealed with a passphrase, whole or not there.

In it: the register as it was at one moment, and the installation's folder: sealed supplies and their wrapped keys,
releases, agreements' texts, areas, the kept end of the chain. Not in it, unless asked for: the master key. A backup
with the master key is the data; without it, it is of no use to whoever finds it and guesses the passphrase.

Sealed files never change once they are there, and are there before the register tells of them. So the register is
copied first, and the files after it: what is in the copied register is among the files. What is destroyed meanwhile is
in the ledger, and stays destroyed when the backup is restored.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from attrs import field, frozen
from django.db import transaction

from joinedup.engine.errors import error
from joinedup.engine.gate.opening import sealed_files
from joinedup.service.audit.actions import append
from joinedup.service.audit.queries import last_link
from joinedup.service.gatehouse.destroying import finish_destroyed
from joinedup.service.gatehouse.ledger import ledger, ledger_key
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.linkage import queries as linkage_queries
from joinedup.service.project import register_copy
from joinedup.service.project.archive import BY, FOLDER, LEDGER, MANIFEST, MASTER_KEY, REGISTER, master_key_mark
from joinedup.service.project.home import Home, home
from joinedup.service.project.sealed_stream import SealedWriter
from joinedup.service.supplies import queries as supply_queries

_PASSING = (".making", ".incoming", ".lock")  # what is being written, and who writes
_OF_THIS_MACHINE = ("workers", "vault/work")


@frozen
class Made:
    """A backup: its file, when it was made (UTC, ISO 8601), the last event in it, its files, size in bytes, SHA-256."""

    file: Path
    at: str
    sequence: int
    files: int
    size: int
    sha256: str


@frozen
class _Packing:
    """A tar stream being filled, and what is in it so far: name → size in bytes and SHA-256."""

    tar: tarfile.TarFile
    packed: dict[str, list[object]] = field(factory=dict)

    def add(self, name: str, path: Path) -> None:
        """Pack one file as long as it is now, whatever is added to it meanwhile. Raises FileNotFoundError."""
        with path.open("rb") as file:
            self.add_open(name, file, os.fstat(file.fileno()).st_size)

    def add_open(self, name: str, file: IO[bytes], size: int) -> None:
        """Pack this many bytes of an open file."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        reading = _Hashing(file)
        self.tar.addfile(member, reading)
        self.packed[name] = [size, reading.digest.hexdigest()]


class _Hashing(io.RawIOBase):
    """A file whose SHA-256 is made as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self._file.read(size)
        self.digest.update(content)
        return content


def make_backup(file: Path, passphrase: str, *, with_master_key: bool = False) -> Made:
    """Make a backup of the installation in use, and write an event that it was made.

    Raises `file-exists`, `backup-inside`, `backup-incomplete`, `passphrase-short`, `file-unwritable`, and
    `ledger-damaged`. However it ends, there is a whole file or none.
    """
    place = home()
    if file.exists():
        raise error("file-exists", where=file.name)
    if file.absolute().parent.resolve().is_relative_to(place.folder.resolve()):
        raise error("backup-inside", where=file.name)
    finish_destroyed(gate())
    making = file.with_name(f".{file.name}.{secrets.token_hex(4)}.making")
    try:
        with _alone(place) as stage:
            made = _write(place, stage, making, file, passphrase, with_master_key=with_master_key)
        with transaction.atomic():
            append("backup-made", by=BY, subject=file.name, sequence=made.sequence, sha256=made.sha256)
        making.rename(file)
    except OSError:
        raise error("file-unwritable", where=file.name) from None
    finally:
        making.unlink(missing_ok=True)
    return made


@contextmanager
def _alone(place: Home) -> Iterator[Path]:
    """A folder for the copy of the register, gone afterwards. Another backup waits until this one is done."""
    lock = os.open(place.folder / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in place.folder.glob(".backup-*"):  # of one that was killed
            shutil.rmtree(left)
        stage = place.folder / f".backup-{secrets.token_hex(4)}"
        stage.mkdir(mode=0o700)
        try:
            yield stage
        finally:
            shutil.rmtree(stage)
    finally:
        os.close(lock)


def _write(place: Home, stage: Path, making: Path, file: Path, passphrase: str, *, with_master_key: bool) -> Made:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    key = place.master_key.read_bytes()
    last = last_link()
    sequence = last.sequence if last else 0
    known = {*supply_queries.fingerprints(), *linkage_queries.fingerprints()}
    handle = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        with (
            SealedWriter(target, passphrase) as sealed,
            tarfile.open(fileobj=sealed, mode="w|") as tar,  # type: ignore[call-overload]
        ):
            packing = _Packing(tar)
            if place.head.exists():  # before the register, so that it never tells of more than the register holds
                packing.add(f"{FOLDER}/{place.head.name}", place.head)
            if place.destroyed.exists():
                packing.add(LEDGER, place.destroyed)
            register_copy.save(stage / REGISTER)
            packing.add(REGISTER, stage / REGISTER)
            _pack_folder(place, packing)
            _see_complete(place, known, packing.packed, key)
            if with_master_key:
                packing.add(MASTER_KEY, place.master_key)
            files = dict(packing.packed)
            manifest = {
                "at": at,
                "sequence": sequence,
                "database": register_copy.kind(),
                "master_key": master_key_mark(key, at),
                "files": files,
            }
            plain = json.dumps(manifest).encode()
            packing.add_open(MANIFEST, io.BytesIO(plain), len(plain))
        target.flush()
        os.fsync(target.fileno())
    return Made(file, at, sequence, len(files), sealed.size, sealed.sha256)


def _pack_folder(place: Home, packing: _Packing) -> None:
    """Everything in the installation's folder but the register, the key, the ledger and what is only passing."""
    apart = {place.master_key, place.destroyed, place.head}
    for path in sorted(place.folder.rglob("*")):
        within = path.relative_to(place.folder).as_posix()
        passing = any(part.startswith(".") or part.endswith(_PASSING) for part in within.split("/"))
        elsewhere = within.startswith((place.register.name, *(f"{name}/" for name in _OF_THIS_MACHINE)))
        if passing or elsewhere or path in apart or path.is_symlink() or not path.is_file():
            continue
        try:
            packing.add(f"{FOLDER}/{within}", path)
        except FileNotFoundError:
            continue  # destroyed or given up meanwhile; `_see_complete` says where that is not so


def _see_complete(place: Home, known: set[str], packed: dict[str, list[object]], key: bytes) -> None:
    gone = {line.name for line in ledger(place.destroyed, ledger_key(key))}
    for name in sorted(known - gone):
        for within in sealed_files(name):
            if f"{FOLDER}/vault/{within}" not in packed:
                raise error("backup-incomplete", name=name)
