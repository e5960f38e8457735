"""A signatory signs from a page: their phrase opens their key for this one signature."""

from __future__ import annotations

from datetime import date

from joinedup.engine.agreements.signing import Signature
from joinedup.engine.agreements.signing import sign as sign_with
from joinedup.service.accounts.actions import open_key
from joinedup.service.agreements import actions
from joinedup.service.agreements.models import AgreementVersion, ProtocolVersion
from joinedup.service.agreements.queries import agreement_row, protocol_row
from joinedup.service.authorization.acting import Acting


def _signature(acting: Acting, digest: str, phrase: str, on: date) -> Signature:
    key = open_key(person=acting.person, partner=acting.partner, phrase=phrase)
    return sign_with(key, partner=acting.partner, signatory=acting.name, version_hash=digest, signed_on=on)


def sign_agreement(acting: Acting, reference: str, version: int, phrase: str, on: date) -> AgreementVersion:
    """Sign this very version. Raises `key-missing`, `phrase-wrong`, and what `actions.sign` raises."""
    row = agreement_row(reference, version)
    signature = _signature(acting, row.hash, phrase, on)
    return actions.sign(by=acting.by, reference=reference, version=version, signature=signature)


def sign_protocol(acting: Acting, reference: str, phrase: str, on: date) -> ProtocolVersion:
    """Join the protocol. Raises `key-missing`, `phrase-wrong`, and what `actions.join_protocol` raises."""
    row = protocol_row(reference)
    signature = _signature(acting, row.hash, phrase, on)
    return actions.join_protocol(by=acting.by, reference=reference, signature=signature)
