"""Read protocols and agreements, as the engine's values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from django.db.models import Case, When

from joinedup.engine.agreements import sign_off
from joinedup.engine.agreements.agreement import Agreement, Protocol, agreement_from, protocol_from
from joinedup.engine.agreements.in_force import ProtocolStanding, Standing
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.agreements.sign_off import RequiredSignOff
from joinedup.engine.agreements.signing import Signature
from joinedup.engine.audit.chain import Finding, Link
from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.engine.errors import error
from joinedup.service.agreements.models import (
    AgreementParty,
    AgreementSignature,
    AgreementVersion,
    Commencement,
    Comment,
    ProtocolSignature,
    ProtocolVersion,
    SignatureRow,
    SignOff,
)
from joinedup.service.partners.queries import public_keys

STANDS = (State.SIGNED.value, State.SUSPENDED.value)
# which version counts comes first
_COUNTS = (Case(When(state__in=STANDS, then=0), default=1), "-version")


def as_agreement(row: AgreementVersion) -> Agreement:
    """The engine's value of a row."""
    return _agreement(row.content)


def as_protocol(row: ProtocolVersion) -> Protocol:
    """The engine's value of a row."""
    return _protocol(row.content)


@lru_cache(maxsize=1024)  # by the whole text, which never changes; the value is frozen
def _agreement(content: str) -> Agreement:
    return agreement_from(json.loads(content))


@lru_cache(maxsize=64)
def _protocol(content: str) -> Protocol:
    return protocol_from(json.loads(content))


def as_signature(row: SignatureRow) -> Signature:
    """The engine's value of a row."""
    return Signature(
        row.partner_id, row.signatory, row.version_hash, row.signed_on, row.public_key, row.signature
    )  # fmt: skip


def current_agreement(reference: str) -> AgreementVersion | None:
    """The version that counts: the latest signed one, else the latest of all."""
    return AgreementVersion.objects.filter(reference=reference).select_related("protocol").order_by(*_COUNTS).first()


def current_version(reference: str) -> int | None:
    """The number of the version that counts."""
    rows = AgreementVersion.objects.filter(reference=reference).order_by(*_COUNTS)
    return rows.values_list("version", flat=True).first()


def current_protocol(reference: str) -> ProtocolVersion | None:
    """The version that counts: the latest signed one, else the latest of all."""
    return ProtocolVersion.objects.filter(reference=reference).order_by(*_COUNTS).first()


def agreement_row(reference: str, version: int | None = None) -> AgreementVersion:
    """One version, or the one that counts. Raises `agreement-unknown`."""
    if version is None:
        row = current_agreement(reference)
    else:
        row = AgreementVersion.objects.filter(reference=reference, version=version).first()
    if row is None:
        raise error("agreement-unknown", reference=reference)
    return row


def protocol_row(reference: str) -> ProtocolVersion:
    """The version of a protocol that counts. Raises `agreement-unknown`."""
    row = current_protocol(reference)
    if row is None:
        raise error("agreement-unknown", reference=reference)
    return row


def approvals(row: AgreementVersion) -> list[tuple[str, str]]:
    """(partner, role) of each sign-off whose last word was yes."""
    last = {(given.partner_id, given.role): given.approved for given in row.sign_offs.all()}
    return [who for who, approved in last.items() if approved]


def lacking(row: AgreementVersion, partner: str) -> tuple[RequiredSignOff, ...]:
    """The sign-offs that a partner still needs before its signatory may sign this version."""
    return sign_off.lacking(as_agreement(row), approvals(row), partner)


def withdrawn(reference: str) -> frozenset[str]:
    """The partners that have left the agreement."""
    counting = AgreementVersion.objects.filter(reference=reference).order_by(*_COUNTS).values("pk")[:1]
    left = AgreementParty.objects.filter(agreement__in=counting, withdrawn_on__isnull=False)
    return frozenset(left.values_list("partner_id", flat=True))


def standing(reference: str) -> Standing | None:
    """The agreement with everything that decides whether it is in force, or None."""
    row = current_agreement(reference)
    if row is None:
        return None
    return standing_of(row, public_keys())


def above_of(row: ProtocolVersion) -> ProtocolStanding:
    """A protocol with what decides whether it carries agreements."""
    joined = tuple(as_signature(signature) for signature in row.signatures.all())
    return ProtocolStanding(as_protocol(row), State(row.state), tuple(s.partner for s in joined), joined)


def standing_of(
    row: AgreementVersion, keys: tuple[tuple[str, str], ...], above: ProtocolStanding | None = None
) -> Standing:
    """What decides whether a version is in force, from a row whose signatures and parties have been read.

    above: its protocol, where many agreements of one are read together.
    """
    return Standing(
        agreement=as_agreement(row),
        state=State(row.state),
        signatures=tuple(as_signature(signature) for signature in row.signatures.all()),
        protocol=above or above_of(row.protocol),
        keys=keys,
        withdrawn=tuple(party.partner_id for party in row.parties.all() if party.withdrawn_on),
    )


def agreements() -> list[AgreementVersion]:
    """Every version of every agreement."""
    return list(AgreementVersion.objects.select_related("protocol"))


def signature_fingerprint(row: SignatureRow) -> str:
    """The hash that the event of signing holds."""
    fields = ("partner_id", "signatory", "version_hash", "signed_on", "public_key", "signature")
    return fingerprint({field: getattr(row, field) for field in fields})


def sign_off_fingerprint(row: SignOff) -> str:
    """The hash that the event of a sign-off holds."""
    fields = ("agreement_id", "partner_id", "role", "by", "on", "approved", "words")
    return fingerprint({field: getattr(row, field) for field in fields})


def switches() -> dict[str, date]:
    """The day on which each provision commences, where the partnership entered one."""
    return dict(Commencement.objects.values_list("switch", "starts"))


def commencement_fingerprint(row: Commencement) -> str:
    """The hash that its event holds."""
    return fingerprint(
        {"id": row.pk, "switch": row.switch, "starts": row.starts.isoformat(), "source": row.source, "by": row.by,
         "at": row.at.isoformat()}
    )  # fmt: skip


def comment_fingerprint(row: Comment) -> str:
    """The hash that the event of a comment holds."""
    return fingerprint({"agreement": row.agreement_id, "by": row.by, "at": row.at.isoformat(), "words": row.words})


def version_fingerprint(row: AgreementVersion | ProtocolVersion) -> str:
    """The hash that the event of proposing holds: the text that is signed, and the copies beside it."""
    fields = ["reference", "version", "content", "hash", "starts", "ends", "review_due", "proposed_on", "sign_by"]
    if isinstance(row, AgreementVersion):
        fields += ["dpia_accepted", "protocol_id", "initiative"]
    plain = {field: getattr(row, field) for field in fields}
    if isinstance(row, AgreementVersion):
        plain["parties"] = sorted(row.parties.values_list("partner_id", flat=True))
    return fingerprint(plain)


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for commencement in Commencement.objects.all():
        yield Attested("provision-commenced", commencement.switch, commencement_fingerprint(commencement))
    for protocol in ProtocolVersion.objects.all():
        yield Attested("protocol-proposed", protocol.reference, version_fingerprint(protocol))
    for joining in ProtocolSignature.objects.select_related("protocol"):
        yield Attested("protocol-joined", joining.protocol.reference, signature_fingerprint(joining))
    for agreement in AgreementVersion.objects.all():
        yield Attested("agreement-proposed", agreement.reference, version_fingerprint(agreement))
    for signature in AgreementSignature.objects.select_related("agreement"):
        yield Attested("agreement-signed-by", signature.agreement.reference, signature_fingerprint(signature))
    for given in SignOff.objects.select_related("agreement"):
        yield Attested("agreement-signed-off", given.agreement.reference, sign_off_fingerprint(given))
    for comment in Comment.objects.select_related("agreement"):
        yield Attested("agreement-commented", comment.agreement.reference, comment_fingerprint(comment))


STATE_EVENTS = {
    "agreement-proposed": State.PROPOSED,
    "agreement-signed": State.SIGNED,
    "agreement-suspended": State.SUSPENDED,
    "agreement-resumed": State.SIGNED,
    "agreement-ended": State.ENDED,
    "agreement-abandoned": State.ABANDONED,
    "agreement-superseded": State.SUPERSEDED,
    "protocol-proposed": State.PROPOSED,
    "protocol-signed": State.SIGNED,
}


def told_states(links: Iterable[Link]) -> Iterator[Finding]:
    """Compare states and withdrawals in the register with what the chain tells of them."""
    states: dict[tuple[str, str, int], str] = {}
    withdrawn: set[tuple[str, int, str]] = set()
    for link in links:
        if link.kind in STATE_EVENTS:
            what = link.kind.split("-")[0]
            states[what, link.subject, link.told.get("version", 0)] = STATE_EVENTS[link.kind].value
        elif link.kind == "partner-withdrew":
            withdrawn.add((link.subject, link.told.get("version", 0), link.told.get("partner", "")))
    for what, rows in (("agreement", AgreementVersion.objects.all()), ("protocol", ProtocolVersion.objects.all())):
        for row in rows:
            if states.get((what, row.reference, row.version)) != row.state:
                yield Finding(
                    row.reference, f"Version {row.version} is called {row.state}, which the chain does not tell."
                )
    left = AgreementParty.objects.filter(withdrawn_on__isnull=False)
    there = set(left.values_list("agreement__reference", "agreement__version", "partner_id"))
    for reference, version, partner in sorted(there ^ withdrawn):
        words = f"Whether {partner} withdrew from version {version} is not as the chain tells it."
        yield Finding(reference, words)
