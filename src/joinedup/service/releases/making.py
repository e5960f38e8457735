"""A release's files: written apart, then all given their place in one step, then told to the register."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from django.db import transaction

from joinedup.engine.agreements.agreement import Agreement
from joinedup.service.audit.actions import append
from joinedup.service.gatehouse.queries import last_allowed
from joinedup.service.project.home import home
from joinedup.service.releases.models import Release
from joinedup.service.releases.queries import release_fingerprint


def make_release(
    *,
    by: str,
    agreement: str,
    sharing_type: int,
    title: str,
    on: date,
    movement: int,
    facts: Mapping[str, object],
    write: Callable[[Path], None],
    name: str = "",
) -> Release:
    """Write the files with `write(folder)` and tell the register: all of it or nothing. name: made up if not given.

    A folder that the register does not know is removed at the next start (see gatehouse.wiring.sweep).
    """
    name = name or release_name(sharing_type, on, secrets.token_hex(3))
    folder = home().releases / name
    making = folder.with_name(f"{name}.making")
    making.mkdir(parents=True, mode=0o700)
    try:
        write(making)
        files = [_described(path) for path in sorted(making.iterdir())]
        making.rename(folder)
        with transaction.atomic():
            row = Release.objects.create(
                name=name,
                agreement=agreement,
                sharing_type=sharing_type,
                title=title,
                by=by,
                made_on=on,
                movement=movement,
                files=files,
                facts=dict(facts),
            )
            append(
                "release-made",
                by=by,
                subject=name,
                agreement=agreement,
                sharing_type=sharing_type,
                hash=release_fingerprint(row),
            )
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return row


def make_delivery(
    agreement: Agreement,
    *,
    by: str,
    title: str,
    on: date,
    facts: Mapping[str, object],
    write: Callable[[Path], None],
    name: str = "",
) -> Release:
    """Make a release of type 2 under one agreement: it rests on the last movement that was allowed under it."""
    return make_release(
        by=by,
        agreement=agreement.reference,
        sharing_type=2,
        title=title,
        on=on,
        movement=last_allowed(agreement.reference),
        facts=facts,
        write=write,
        name=name,
    )


def release_name(sharing_type: int, on: date, mark: str) -> str:
    """The name of a release: its type, its day, and a mark of its own."""
    return f"release-{sharing_type}-{on:%Y%m%d}-{mark}"


def _described(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return {"name": path.name, "size": path.stat().st_size, "sha256": digest}
