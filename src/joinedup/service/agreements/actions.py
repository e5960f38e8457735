"""Propose, sign, suspend, resume, end, withdraw: each one transaction with its event."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from joinedup.engine.agreements.agreement import Agreement, DpiaOutcome, Protocol, canonical, version_hash
from joinedup.engine.agreements.completeness import missing
from joinedup.engine.agreements.law.commencement import SWITCHES
from joinedup.engine.agreements.lifecycle import State, after
from joinedup.engine.agreements.sign_off import TITLES
from joinedup.engine.agreements.signing import Signature, holds
from joinedup.engine.errors import error
from joinedup.service.agreements.models import (
    AgreementParty,
    AgreementSignature,
    AgreementVersion,
    Commencement,
    Comment,
    ProtocolSignature,
    ProtocolVersion,
    SignOff,
)
from joinedup.service.agreements.queries import (
    agreement_row,
    commencement_fingerprint,
    comment_fingerprint,
    lacking,
    protocol_row,
    sign_off_fingerprint,
    signature_fingerprint,
    switches,
    version_fingerprint,
)
from joinedup.service.audit.actions import append
from joinedup.service.partners.queries import may_sign_now, titles

SIGN_WITHIN = 21  # days that signatories have, where nothing else is said


def _check_signature(signature: Signature, digest: str, reference: str) -> None:
    fits = signature.version_hash == digest and may_sign_now(signature.partner, signature.public_key)
    if not fits or not holds(signature):
        raise error("signature-invalid", partner=signature.partner, reference=reference)


def _signature_fields(signature: Signature) -> dict[str, Any]:
    return {
        "partner_id": signature.partner,
        "signatory": signature.signatory,
        "version_hash": signature.version_hash,
        "signed_on": signature.signed_on,
        "public_key": signature.public_key,
        "signature": signature.signature,
    }


@transaction.atomic
def propose_protocol(
    *, by: str, protocol: Protocol, on: date | None = None, days: int = SIGN_WITHIN
) -> ProtocolVersion:
    """Put an overarching protocol to the partners, who should sign within so many days."""
    on = on or datetime.now(UTC).date()
    row = ProtocolVersion.objects.create(
        reference=protocol.reference,
        version=protocol.version,
        content=canonical(protocol).decode(),
        hash=version_hash(protocol),
        state=State.PROPOSED,
        starts=protocol.starts,
        ends=protocol.ends,
        review_due=protocol.review_due,
        proposed_on=on,
        sign_by=on + timedelta(days=days),
    )
    append(
        "protocol-proposed",
        by=by,
        subject=row.reference,
        version=row.version,
        hash=version_fingerprint(row),
    )
    return row


@transaction.atomic
def join_protocol(*, by: str, reference: str, signature: Signature) -> ProtocolVersion:
    """A partner signs the protocol and so joins it. It stands from the second signature on."""
    row = protocol_row(reference)
    _check_signature(signature, row.hash, reference)
    made = ProtocolSignature.objects.create(protocol=row, **_signature_fields(signature))
    append("protocol-joined", by=by, subject=reference, partner=signature.partner, hash=signature_fingerprint(made))
    if row.state == State.PROPOSED and row.signatures.count() >= 2:
        row.state = after(State.PROPOSED, "signed")
        row.save(update_fields=["state"])
        append("protocol-signed", by=by, subject=reference, version=row.version)
    return row


@transaction.atomic
def propose(*, by: str, agreement: Agreement, on: date | None = None, days: int = SIGN_WITHIN) -> AgreementVersion:
    """Put a complete agreement to its signatories. Raises `agreement-incomplete` with all that is missing."""
    on = on or datetime.now(UTC).date()
    lacking = missing(agreement, switches())
    if lacking:
        raise error("agreement-incomplete", where=agreement.reference, missing="; ".join(lacking))
    above = protocol_row(agreement.protocol)
    known = titles()
    for party in agreement.parties:
        if party.partner not in known:
            raise error("not-a-party", partner=party.partner, reference="the partnership")
    unsigned = AgreementVersion.objects.filter(reference=agreement.reference, state=State.PROPOSED)
    for earlier in unsigned:
        _supersede(earlier, by)
    row = AgreementVersion.objects.create(
        reference=agreement.reference,
        version=agreement.version,
        protocol=above,
        content=canonical(agreement).decode(),
        hash=version_hash(agreement),
        state=State.PROPOSED,
        starts=agreement.starts,
        ends=agreement.ends,
        review_due=agreement.review_due,
        proposed_on=on,
        sign_by=on + timedelta(days=days),
        dpia_accepted=agreement.dpia is DpiaOutcome.ACCEPTED,
        initiative=agreement.initiative,
    )
    for party in agreement.parties:
        AgreementParty.objects.create(agreement=row, partner_id=party.partner)
    append(
        "agreement-proposed",
        by=by,
        subject=row.reference,
        version=row.version,
        hash=version_fingerprint(row),
    )
    return row


def _supersede(row: AgreementVersion, by: str) -> None:
    row.state = after(State(row.state), "superseded")
    row.save(update_fields=["state"])
    append("agreement-superseded", by=by, subject=row.reference, version=row.version)


@transaction.atomic
def sign(*, by: str, reference: str, version: int, signature: Signature) -> AgreementVersion:
    """A party signs one exact version. With the last signature it is signed, and takes an earlier one's place."""
    row = agreement_row(reference, version)
    if row.state != State.PROPOSED:
        raise error("transition-impossible", where=reference, state=row.state, verb="signed")
    parties = set(row.parties.values_list("partner_id", flat=True))
    if signature.partner not in parties:
        raise error("not-a-party", partner=signature.partner, reference=reference)
    if not row.dpia_accepted:
        raise error("dpia-not-accepted", where=reference)
    needs = lacking(row, signature.partner)
    if needs:
        roles = ", ".join(TITLES[one.role] for one in needs)
        raise error("sign-off-missing", where=reference, partner=signature.partner, roles=roles)
    _check_signature(signature, row.hash, reference)
    made = AgreementSignature.objects.create(agreement=row, **_signature_fields(signature))
    append(
        "agreement-signed-by",
        by=by,
        subject=reference,
        partner=signature.partner,
        version=version,
        hash=signature_fingerprint(made),
    )
    if set(row.signatures.values_list("partner_id", flat=True)) == parties:
        for earlier in AgreementVersion.objects.filter(
            reference=reference, state__in=(State.SIGNED, State.SUSPENDED), version__lt=version
        ):
            _supersede(earlier, by)
        row.state = after(State.PROPOSED, "signed")
        row.save(update_fields=["state"])
        append("agreement-signed", by=by, subject=reference, version=version)
    return row


def _change(reference: str, verb: str, *, by: str, **details: object) -> AgreementVersion:
    row = agreement_row(reference)
    row.state = after(State(row.state), verb)
    row.save(update_fields=["state"])
    append(f"agreement-{verb}", by=by, subject=reference, version=row.version, **details)
    return row


@transaction.atomic
def suspend(*, by: str, reference: str, reason: str) -> AgreementVersion:
    """Stop everything under the agreement, at once."""
    return _change(reference, "suspended", by=by, reason=reason)


@transaction.atomic
def resume(*, by: str, reference: str) -> AgreementVersion:
    """Lift a suspension."""
    return _change(reference, "resumed", by=by)


@transaction.atomic
def end(*, by: str, reference: str, reason: str) -> AgreementVersion:
    """End the agreement before its end date."""
    return _change(reference, "ended", by=by, reason=reason)


@transaction.atomic
def withdraw(*, by: str, reference: str, partner: str, on: date) -> AgreementVersion:
    """One partner leaves: its data and its views stop, the others' go on."""
    row = agreement_row(reference)
    changed = AgreementParty.objects.filter(agreement=row, partner_id=partner, withdrawn_on__isnull=True)
    if not changed.update(withdrawn_on=on):
        raise error("not-a-party", partner=partner, reference=reference)
    append("partner-withdrew", by=by, subject=reference, partner=partner, version=row.version)
    return row


@transaction.atomic
def abandon(*, by: str, reference: str, version: int, reason: str) -> AgreementVersion:
    """Take a proposed version back, because a party will not sign."""
    row = agreement_row(reference, version)
    row.state = after(State(row.state), "abandoned")
    row.save(update_fields=["state"])
    append("agreement-abandoned", by=by, subject=reference, version=version, reason=reason)
    return row


def abandon_newest(*, by: str, reference: str, reason: str) -> AgreementVersion:
    """Take the newest version back, if it is being agreed."""
    newest = AgreementVersion.objects.filter(reference=reference).order_by("-version").first()
    if newest is None:
        raise error("agreement-unknown", reference=reference)
    return abandon(by=by, reference=reference, version=newest.version, reason=reason)


@transaction.atomic
def sign_off(
    *, by: str, reference: str, version: int, partner: str, role: str, approved: bool, words: str, on: date
) -> SignOff:
    """A role of a party approves a version, or refuses with words. The last word of a role counts.

    Raises `transition-impossible` where it is not being agreed, `not-a-party`, and `reason-missing` for a refusal
    without words.
    """
    row = agreement_row(reference, version)
    if row.state != State.PROPOSED:
        raise error("transition-impossible", where=reference, state=row.state, verb="signed off")
    if not row.parties.filter(partner_id=partner).exists():
        raise error("not-a-party", partner=partner, reference=reference)
    if not approved and not words.strip():
        raise error("reason-missing", where=reference)
    made = SignOff.objects.create(
        agreement=row, partner_id=partner, role=role, by=by, on=on, approved=approved, words=words
    )
    append(
        "agreement-signed-off", by=by, subject=reference, partner=partner, role=role,
        decided="approved" if approved else "did not approve", version=version, hash=sign_off_fingerprint(made),
    )  # fmt: skip
    return made


@transaction.atomic
def comment(*, by: str, reference: str, version: int, words: str) -> Comment:
    """Say something about a version, to all parties."""
    row = agreement_row(reference, version)
    made = Comment.objects.create(agreement=row, by=by, at=datetime.now(UTC), words=words)
    append("agreement-commented", by=by, subject=reference, version=version, hash=comment_fingerprint(made))
    return made


@transaction.atomic
def commence(*, by: str, switch: str, starts: date, source: str) -> Commencement:
    """Enter the day on which a provision commenced, with where it was read. Raises KeyError for no such switch."""
    known = SWITCHES[switch]
    made = Commencement.objects.create(switch=known.key, starts=starts, source=source, by=by, at=datetime.now(UTC))
    append(
        "provision-commenced", by=by, subject=known.key, starts=starts.isoformat(), hash=commencement_fingerprint(made)
    )
    return made
