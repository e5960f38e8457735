"""Read the releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from joinedup.engine.audit.chain import Finding, Link
from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.engine.errors import error
from joinedup.service.authorization.acting import Acting
from joinedup.service.releases.models import Release as Release
from joinedup.service.releases.models import ReleaseRequest as ReleaseRequest


def names() -> frozenset[str]:
    """The names of all releases."""
    return frozenset(Release.objects.values_list("name", flat=True))


def releases() -> list[Release]:
    """Every release by name."""
    return list(Release.objects.all())


def release(name: str) -> Release | None:
    """One release, or None."""
    return Release.objects.filter(name=name).first()


def request_of(acting: Acting, number: int) -> ReleaseRequest | None:
    """One request of somebody's own partner, or None."""
    row = ReleaseRequest.objects.filter(pk=number).first() if 0 < number < 2**63 else None
    return row if row is not None and acting.partner in ("", row.partner) else None


def request(number: int) -> ReleaseRequest:
    """One request. Raises `request-unknown`."""
    row = ReleaseRequest.objects.filter(pk=number).first()
    if row is None:
        raise error("request-unknown", where=str(number))
    return row


def requests_of(acting: Acting) -> list[ReleaseRequest]:
    """What somebody's partner asked for, the latest first."""
    rows = ReleaseRequest.objects.filter(partner=acting.partner) if acting.partner else ReleaseRequest.objects.all()
    return list(rows[:200])


def releases_for(acting: Acting, agreements: Iterable[str]) -> list[Release]:
    """The releases under these agreements that left for everyone or for somebody's partner, the latest first."""
    rows = Release.objects.filter(agreement__in=list(agreements), sharing_type__in=(1, 2)).order_by(
        "-movement", "-name"
    )
    return [row for row in rows[:500] if row.sharing_type == 1 or may_have(acting, row)]


def may_have(acting: Acting, row: Release) -> bool:
    """Whether a release of type 2 is for this person's partner."""
    return bool(acting.partner) and row.facts.get("recipient") == acting.partner


def made_under(agreements: Iterable[str]) -> int:
    """How many releases have left under these agreements."""
    return Release.objects.filter(agreement__in=list(agreements), sharing_type__in=(1, 2)).count()


def published() -> list[Release]:
    """What everyone may have: releases of type 1, withdrawn ones too, the latest first."""
    return list(Release.objects.filter(sharing_type=1).order_by("-made_on", "-movement", "-name")[:500])


def counts_that_left() -> list[Release]:
    """Every release of counts that was ever public, withdrawn ones too, the first first."""
    return list(Release.objects.filter(sharing_type=1).order_by("movement", "name"))


def told_withdrawals(links: Iterable[Link]) -> Iterator[Finding]:
    """Compare which releases are withdrawn with what the chain tells."""
    told = {link.subject for link in links if link.kind == "release-withdrawn"}
    there = set(Release.objects.filter(withdrawn_on__isnull=False).values_list("name", flat=True))
    for name in sorted(told ^ there):
        yield Finding(name, "Whether it has been withdrawn is not as the chain tells it.")


def release_fingerprint(row: Release) -> str:
    """The hash that the release's event holds."""
    fields = ("name", "agreement", "sharing_type", "title", "by", "made_on", "movement", "files", "facts")
    return fingerprint({field: getattr(row, field) for field in fields})


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    return (Attested("release-made", row.name, release_fingerprint(row)) for row in Release.objects.all())
