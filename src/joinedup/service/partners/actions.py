"""Partners join, and name who signs for them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from joinedup.engine.errors import error
from joinedup.service.audit.actions import append
from joinedup.service.partners.models import Partner, SignatoryKey
from joinedup.service.partners.queries import partner_fingerprint, signatory_fingerprint


@transaction.atomic
def join(*, by: str, key: str, title: str, kind: str = "", signatory: str = "", public_key: str = "") -> Partner:
    """A partner joins the partnership; with a public key its signatory is named at once. Raises `partner-there`."""
    if Partner.objects.filter(key=key).exists():
        raise error("partner-there", where=key)
    partner = Partner.objects.create(key=key, title=title, kind=kind)
    append(
        "partner-joined",
        by=by,
        subject=key,
        title=title,
        organisation=kind or "unknown",
        hash=partner_fingerprint(partner),
    )
    if public_key:
        name_signatory(by=by, partner=key, signatory=signatory, public_key=public_key)
    return partner


@transaction.atomic
def name_signatory(*, by: str, partner: str, signatory: str, public_key: str) -> SignatoryKey:
    """From now on this officer, by this key, may sign for the partner."""
    row = SignatoryKey.objects.create(partner_id=partner, signatory=signatory, public_key=public_key)
    append("signatory-named", by=by, subject=partner, hash=signatory_fingerprint(row))
    return row


@transaction.atomic
def signatory_left(*, by: str, partner: str, public_key: str, on: date) -> None:
    """This key signs nothing more; what it has signed stays signed."""
    if SignatoryKey.objects.filter(partner_id=partner, public_key=public_key, left_on=None).update(left_on=on):
        append("signatory-left", by=by, subject=partner, key=public_key[:12])
