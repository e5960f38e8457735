"""Partners join."""

from __future__ import annotations

from django.db import transaction

from joinedup.service.audit.actions import append
from joinedup.service.partners.models import Partner
from joinedup.service.partners.queries import partner_fingerprint


@transaction.atomic
def join(*, by: str, key: str, title: str, signatory: str, public_key: str) -> Partner:
    """A partner joins the partnership, with the key by which its signatory will sign."""
    partner = Partner.objects.create(key=key, title=title, signatory=signatory, public_key=public_key)
    append("partner-joined", by=by, subject=key, title=title, hash=partner_fingerprint(partner))
    return partner
