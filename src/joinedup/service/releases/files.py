"""The files of a release: read, and given out, only while they are what was released."""

from __future__ import annotations

from pathlib import Path

from joinedup.engine.errors import error
from joinedup.service.audit.keeping import sha256_of
from joinedup.service.project.home import home
from joinedup.service.releases.models import Release


def unchanged(row: Release, file: str) -> Path:
    """Where a file of a release lies. Raises `release-file-changed` where it is missing, or not as it was released.

    Who could change a former release would otherwise choose what new ones are attacked beside.
    """
    path = home().releases / row.name / file
    expected = {one["name"]: one["sha256"] for one in row.files}.get(file)
    if sha256_of(path) != expected:
        raise error("release-file-changed", where=f"{row.name}/{file}")
    return path
