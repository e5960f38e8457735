"""Read what has been received."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import OuterRef, Q, QuerySet, Subquery

from joinedup.engine.audit.fingerprint import Attested
from joinedup.engine.gate.decision import Source
from joinedup.service.supplies.models import Judgement, Supply


def source(name: str) -> Source | None:
    """The supply as the gate sees it, or None."""
    row = Supply.objects.filter(name=name).first()
    return row.as_source() if row else None


def supply_named(name: str) -> Supply | None:
    """The supply of this name, or None."""
    return Supply.objects.filter(name=name).first()


def _not_sent_back() -> QuerySet[Supply]:
    """Every supply, in order, but those whose last judgement sent them back."""
    last = Judgement.objects.filter(supply=OuterRef("name")).order_by("-id").values("accepted")[:1]
    judged = Supply.objects.annotate(accepted=Subquery(last))
    return judged.filter(Q(accepted__isnull=True) | Q(accepted=True)).order_by("movement")


def held(agreement: str) -> list[Supply]:
    """The latest supply of each data set held under an agreement: neither destroyed nor sent back."""
    return held_under([agreement]).get(agreement, [])


def held_under(references: Sequence[str]) -> dict[str, list[Supply]]:
    """The latest supply of each data set held under each of these agreements, neither destroyed nor sent back."""
    latest: dict[tuple[str, str, str], Supply] = {}
    for row in _not_sent_back().filter(agreement__in=references, destroyed_on__isnull=True):
        latest[row.agreement, row.supplier, row.dataset] = row
    found: dict[str, list[Supply]] = {}
    for row in latest.values():
        found.setdefault(row.agreement, []).append(row)
    return found


def last_of(agreement: str, supplier: str, dataset: str) -> Supply | None:
    """The last supply of this data set under this agreement that was not sent back.

    Its layout is remembered, its report compared with.
    """
    return _not_sent_back().filter(agreement=agreement, supplier=supplier, dataset=dataset).last()


def of_agreement(reference: str) -> list[Supply]:
    """Every supply ever received under an agreement, destroyed or not."""
    return list(Supply.objects.filter(agreement=reference))


def fingerprints() -> dict[str, str]:
    """SHA-256 of the sealed file of every supply that has not been destroyed."""
    return dict(Supply.objects.filter(destroyed_on__isnull=True).values_list("name", "sha256"))


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for row in Supply.objects.all():
        yield Attested("supply-sealed", row.name, row.fingerprint())
    for judgement in Judgement.objects.all():
        yield Attested("supply-judged", judgement.supply, judgement.fingerprint())


def destroyed_names() -> frozenset[str]:
    """Those whose key is noted as destroyed."""
    return frozenset(Supply.objects.filter(destroyed_on__isnull=False).values_list("name", flat=True))
