"""Read the partners."""

from __future__ import annotations

from collections.abc import Iterator

from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.service.partners.models import Partner


def partners() -> list[Partner]:
    """Every partner, by key."""
    return list(Partner.objects.all())


def public_keys() -> tuple[tuple[str, str], ...]:
    """The registered public key of each partner's signatory."""
    return tuple(Partner.objects.values_list("key", "public_key"))


def partner_fingerprint(partner: Partner) -> str:
    """The hash that the event of joining holds."""
    fields = ("key", "title", "signatory", "public_key")
    return fingerprint({field: getattr(partner, field) for field in fields})


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    return (Attested("partner-joined", row.key, partner_fingerprint(row)) for row in Partner.objects.all())
