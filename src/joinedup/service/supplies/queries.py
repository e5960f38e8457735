"""Read what has been received."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from joinedup.engine.audit.fingerprint import Attested
from joinedup.engine.gate.decision import Source
from joinedup.service.supplies.models import Supply


def source(name: str) -> Source | None:
    """The supply as the gate sees it, or None."""
    row = Supply.objects.filter(name=name).first()
    return row.as_source() if row else None


def held(agreement: str) -> list[Supply]:
    """The latest supply of each data set held under an agreement, not destroyed."""
    latest: dict[tuple[str, str], Supply] = {}
    for row in Supply.objects.filter(agreement=agreement, destroyed_on__isnull=True).order_by("movement"):
        latest[row.supplier, row.dataset] = row
    return list(latest.values())


def held_under(references: Sequence[str]) -> dict[str, list[Supply]]:
    """The latest supply of each data set held under each of these agreements."""
    latest: dict[tuple[str, str, str], Supply] = {}
    for row in Supply.objects.filter(agreement__in=references, destroyed_on__isnull=True).order_by("movement"):
        latest[row.agreement, row.supplier, row.dataset] = row
    found: dict[str, list[Supply]] = {}
    for row in latest.values():
        found.setdefault(row.agreement, []).append(row)
    return found


def last_of(agreement: str, supplier: str, dataset: str) -> Supply | None:
    """The last supply of this data set under this agreement: its layout is remembered, its report compared."""
    rows = Supply.objects.filter(agreement=agreement, supplier=supplier, dataset=dataset)
    return rows.order_by("-movement").first()


def fingerprints() -> dict[str, str]:
    """SHA-256 of the sealed file of every supply that has not been destroyed."""
    return dict(Supply.objects.filter(destroyed_on__isnull=True).values_list("name", "sha256"))


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    return (Attested("supply-sealed", row.name, row.fingerprint()) for row in Supply.objects.all())


def destroyed_names() -> frozenset[str]:
    """Those whose key is noted as destroyed."""
    return frozenset(Supply.objects.filter(destroyed_on__isnull=False).values_list("name", flat=True))
