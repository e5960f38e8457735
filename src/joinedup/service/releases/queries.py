"""Read the releases."""

from __future__ import annotations

from collections.abc import Iterator

from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.service.releases.models import Release


def names() -> frozenset[str]:
    """The names of all releases."""
    return frozenset(Release.objects.values_list("name", flat=True))


def releases() -> list[Release]:
    """Every release by name."""
    return list(Release.objects.all())


def release_fingerprint(row: Release) -> str:
    """The hash that the release's event holds."""
    fields = ("name", "agreement", "sharing_type", "title", "by", "made_on", "movement", "files", "facts")
    return fingerprint({field: getattr(row, field) for field in fields})


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    return (Attested("release-made", row.name, release_fingerprint(row)) for row in Release.objects.all())
