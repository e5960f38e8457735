"""Restore a backup into an empty folder, and PostgreSQL into an empty database: all of it or nothing.

Everything is unpacked and compared with the backup's list before anything is put in place. Then the ledger of what
was destroyed, which lies outside every backup, is played back: keys and files of what it names are taken out before
they are in place, and the register notes them as destroyed, with an event each.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from joinedup.engine.audit.chain import Finding
from joinedup.engine.errors import error
from joinedup.service.gatehouse.ledger import Destroyed, follows, ledger, ledger_key, read_ledger, write_down
from joinedup.service.project import register_copy
from joinedup.service.project.archive import BY, FOLDER, LEDGER, MANIFEST, MASTER_KEY, REGISTER, master_key_mark
from joinedup.service.project.home import Home, home
from joinedup.service.project.sealed_stream import SealedReader

_SPARE = ("lost+found",)  # the file system's own, where the folder is a disk of its own


@frozen
class Restored:
    """What was restored: when the backup was made, its last event, its files; what was destroyed again since.

    findings: what `joinedup audit verify` says of it; none where everything is as it was written.
    """

    at: str
    sequence: int
    files: int
    destroyed_again: tuple[str, ...]
    findings: tuple[Finding, ...]


def restore_backup(file: Path, passphrase: str, *, ledger_lost: str = "") -> Restored:
    """Restore a backup as the installation in use (JOINEDUP_HOME, JOINEDUP_DATABASE, JOINEDUP_MASTER_KEY).

    ledger_lost: why the ledger of what was destroyed cannot be brought, for the audit chain; the backup's own copy is
    taken then. Raises `file-missing`, `folder-not-empty`, `database-not-empty`, `database-other`, `backup-unreadable`,
    `master-key-missing`, `master-key-wrong`, `ledger-missing`, `ledger-damaged`, `file-unwritable`; nothing has been
    put in place then.
    """
    place = home()
    if not file.is_file():
        raise error("file-missing", where=file.name)
    was_there = place.folder.exists()
    _see_empty(place)
    register_copy.see_empty()
    stage = place.folder / f".restoring-{secrets.token_hex(4)}"
    try:
        stage.mkdir(parents=True, mode=0o700)
        manifest = _unpack(file, passphrase, stage)
        if manifest["database"] != register_copy.kind():
            raise error("database-other", kind=manifest["database"])
        key = _master_key(place, stage, manifest)
        sealing = ledger_key(key)
        before = _ledger_of_backup(stage, sealing)
        lines = _ledger(place, sealing, before, ledger_lost)
        _without_destroyed(stage / FOLDER, lines)
        register_copy.see_whole(stage / REGISTER)
        _put_in_place(place, stage, sealing, lines)
    except OSError:
        raise error("file-unwritable", where=place.folder.name) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if not was_there and place.folder.exists() and not any(place.folder.iterdir()):
            place.folder.rmdir()
    return _begin_again(place, manifest, lines, before, ledger_lost)


def _see_empty(place: Home) -> None:
    if not place.folder.exists():
        return
    allowed = {*_SPARE, place.master_key.name, place.destroyed.name}
    there = [path for path in place.folder.iterdir() if not path.name.startswith(".restoring-")]
    if any(path.name not in allowed for path in there):
        raise error("folder-not-empty", where=place.folder.name)


def _unpack(file: Path, passphrase: str, stage: Path) -> dict[str, Any]:
    """Unpack into the stage and return the backup's list, with which every file has been compared."""
    found: dict[str, list[object]] = {}
    manifest: dict[str, Any] = {}
    try:
        with (
            file.open("rb") as source,
            tarfile.open(fileobj=SealedReader(source, passphrase), mode="r|") as tar,  # type: ignore[call-overload]
        ):
            for member in tar:
                content = tar.extractfile(member)
                if content is None:
                    raise error("backup-unreadable", where=file.name)
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                    continue
                path = _within(stage, member.name)
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                digest = hashlib.sha256()
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                    while block := content.read(1 << 20):
                        digest.update(block)
                        target.write(block)
                    target.flush()
                    os.fsync(target.fileno())
                found[member.name] = [member.size, digest.hexdigest()]
    except (tarfile.TarError, ValueError, FileExistsError):
        raise error("backup-unreadable", where=file.name) from None
    if not manifest or manifest["files"] != found or REGISTER not in found:
        raise error("backup-unreadable", where=file.name)
    return manifest


def _within(stage: Path, name: str) -> Path:
    parts = name.split("/")
    if name.startswith("/") or not {"", ".", ".."}.isdisjoint(parts):
        raise error("backup-unreadable")
    return stage.joinpath(*parts)


def _master_key(place: Home, stage: Path, manifest: dict[str, Any]) -> bytes:
    """The master key that lies in its place, else the backup's own. Raises where it is not the backup's."""
    path = place.master_key if place.master_key.is_file() else stage / MASTER_KEY
    if not path.is_file():
        raise error("master-key-missing", where=place.master_key.name)
    key = path.read_bytes()
    if not hmac.compare_digest(master_key_mark(key, manifest["at"]), manifest["master_key"]):
        raise error("master-key-wrong", where=place.master_key.name)
    return key


def _ledger_of_backup(stage: Path, key: bytes) -> tuple[Destroyed, ...]:
    copy = stage / LEDGER
    return read_ledger(copy.read_text(encoding="utf-8"), key) if copy.is_file() else ()


def _ledger(place: Home, key: bytes, before: Sequence[Destroyed], ledger_lost: str) -> tuple[Destroyed, ...]:
    """What was destroyed until today. The ledger beside the master key must hold all that the backup's copy does."""
    if place.destroyed.is_file():
        lines = ledger(place.destroyed, key)
        if follows(lines, before):
            return lines
    else:
        lines = ()
    if not ledger_lost.strip():
        raise error("ledger-missing", where=place.destroyed.name)
    known = {line.name for line in lines}
    return (*lines, *(line for line in before if line.name not in known))


def _without_destroyed(folder: Path, lines: Sequence[Destroyed]) -> None:
    """Take keys and files of what was destroyed out of what is about to be put in place."""
    for line in lines:
        for left in (
            folder / "vault" / "keys" / f"{line.name}.key",
            *(folder / "vault" / "data").glob(f"{line.name}.*"),
        ):
            left.unlink(missing_ok=True)


def _put_in_place(place: Home, stage: Path, key: bytes, lines: Sequence[Destroyed]) -> None:
    """Move everything where it belongs, the register last: without one there is no installation."""
    moved: list[Path] = []
    try:
        if not place.master_key.is_file():
            place.master_key.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(stage / MASTER_KEY, place.master_key)
            place.master_key.chmod(0o600)
            moved.append(place.master_key)
        if not place.destroyed.exists():
            moved.append(place.destroyed)
        place.destroyed.touch(mode=0o600)
        for line in lines:
            write_down(place.destroyed, key, name=line.name, by=line.by, reason=line.reason)
        for path in sorted((stage / FOLDER).iterdir()):
            target = place.folder / path.name
            path.rename(target)
            moved.append(target)
        register_copy.put_back(stage / REGISTER)
    except BaseException:
        for path in moved:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise


def _begin_again(
    place: Home, manifest: dict[str, Any], lines: Sequence[Destroyed], before: Sequence[Destroyed], ledger_lost: str
) -> Restored:
    from joinedup.service.project.start import start

    start(place.folder)  # lays the triggers, and plays the ledger back into the register
    # imported here because models can only be imported once Django is set up
    from django.db import transaction

    from joinedup.service.audit.actions import append
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.linkage import queries as linkage_queries
    from joinedup.service.supplies import queries as supply_queries

    noted = supply_queries.destroyed_names() | linkage_queries.destroyed_names()
    then = {line.name for line in before}
    again = tuple(sorted({line.name for line in lines if line.name in noted} - then))
    told = f"the ledger was lost ({ledger_lost.strip()})" if ledger_lost.strip() else "the ledger was played back"
    with transaction.atomic():
        append(
            "installation-restored", by=BY, subject=manifest["at"], sequence=manifest["sequence"], ledger=told
        )  # fmt: skip
    found = tuple(findings(gate()))
    return Restored(manifest["at"], manifest["sequence"], len(manifest["files"]), again, found)
