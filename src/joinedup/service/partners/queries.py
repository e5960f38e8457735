"""Read the partners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from joinedup.engine.audit.chain import Finding, Link
from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.service.partners.models import Partner, SignatoryKey


def partners() -> list[Partner]:
    """Every partner, by key."""
    return list(Partner.objects.all())


def partner(key: str) -> Partner | None:
    """One partner, or None."""
    return Partner.objects.filter(key=key).first()


def titles() -> dict[str, str]:
    """Each partner's key and its title."""
    return dict(Partner.objects.values_list("key", "title"))


def kinds() -> dict[str, str]:
    """What each partner is in law, by the key of its kind."""
    return dict(Partner.objects.values_list("key", "kind"))


def public_keys() -> tuple[tuple[str, str], ...]:
    """Each registered key of each partner's signatories, whoever signs for it now."""
    return tuple(SignatoryKey.objects.values_list("partner_id", "public_key"))


def may_sign_now(partner: str, public_key: str) -> bool:
    """Whether this key is registered for the partner, and its officer has not left."""
    return SignatoryKey.objects.filter(partner_id=partner, public_key=public_key, left_on=None).exists()


def signatories() -> frozenset[str]:
    """The partners for which somebody can sign now."""
    return frozenset(SignatoryKey.objects.filter(left_on=None).values_list("partner_id", flat=True))


def partner_fingerprint(partner: Partner) -> str:
    """The hash that the event of joining holds."""
    return fingerprint({field: getattr(partner, field) for field in ("key", "title", "kind")})


def signatory_fingerprint(row: SignatoryKey) -> str:
    """The hash that the event of naming a signatory holds."""
    return fingerprint({field: getattr(row, field) for field in ("partner_id", "signatory", "public_key")})


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for row in Partner.objects.all():
        yield Attested("partner-joined", row.key, partner_fingerprint(row))
    for named in SignatoryKey.objects.all():
        yield Attested("signatory-named", named.partner_id, signatory_fingerprint(named))


def told_leavers(links: Iterable[Link]) -> Iterator[Finding]:
    """Compare who signs no more with what the chain tells."""
    told = {(link.subject, link.told.get("key")) for link in links if link.kind == "signatory-left"}
    left = SignatoryKey.objects.filter(left_on__isnull=False)
    there = {(partner, key[:12]) for partner, key in left.values_list("partner_id", "public_key")}
    for partner, _ in sorted(told ^ there, key=str):
        yield Finding(partner, "Whether one of its signatories has left is not as the chain tells it.")
