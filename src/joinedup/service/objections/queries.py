"""Read the objections that hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from joinedup.engine.audit.chain import Finding, Link
from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.engine.gate.objections import Objection as Holds
from joinedup.service.authorization.acting import Acting
from joinedup.service.objections.models import Objection


def holding(agreements: Sequence[str]) -> list[Holds]:
    """What holds under these agreements, as the gate needs to know it."""
    rows = Objection.objects.filter(agreement__in=agreements, lifted_on__isnull=True).order_by("id")
    return [Holds(row.partner, row.client, row.key) for row in rows]


def mark(agreements: Sequence[str]) -> str:
    """A mark of what holds under these agreements, the same for the same objections; empty where none does."""
    rows = Objection.objects.filter(agreement__in=agreements, lifted_on__isnull=True).order_by("id")
    numbers = ",".join(str(number) for number in rows.values_list("pk", flat=True))
    return hashlib.sha256(numbers.encode()).hexdigest()[:8] if numbers else ""


def objections_of(acting: Acting) -> list[Objection]:
    """Those to somebody's own partner that hold, the latest first."""
    return list(Objection.objects.filter(partner=acting.partner, lifted_on__isnull=True))


def of_request(number: int) -> list[Objection]:
    """Those that follow from a resident's request and hold."""
    return list(Objection.objects.filter(request=number, lifted_on__isnull=True))


def objection_fingerprint(row: Objection) -> str:
    """The hash that its event holds."""
    fields = ("agreement", "partner", "client", "key", "request", "deciding", "why", "by", "set_on")
    return fingerprint({field: getattr(row, field) for field in fields})


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for row in Objection.objects.all():
        yield Attested("objection-recorded", f"objection {row.pk}", objection_fingerprint(row))


def told_lifted(links: Iterable[Link]) -> Iterator[Finding]:
    """Compare which objections were lifted with what the chain tells."""
    told = {link.subject for link in links if link.kind == "objection-lifted"}
    there = {f"objection {pk}" for pk in Objection.objects.exclude(lifted_on=None).values_list("pk", flat=True)}
    for name in sorted(told ^ there):
        yield Finding(name, "Whether it has been lifted is not as the chain tells it.")
