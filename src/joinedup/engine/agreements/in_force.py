"""Is an agreement in force on a day, and if not, every reason why not.

In force: every party's signatory has signed this very version (its hash), the protocol above it is in
force, starts <= day <= ends, its review is not overdue, its DPIA is accepted, and it is not suspended.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement, DpiaOutcome, Protocol, version_hash
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.agreements.signing import Signature, holds


@frozen
class Reason:
    """One reason why not: a code for machines and a sentence for people."""

    code: str
    words: str


@frozen
class ProtocolStanding:
    """A protocol with what the register holds about it. `partners` are those that have joined it."""

    protocol: Protocol
    state: State
    partners: tuple[str, ...]
    signatures: tuple[Signature, ...]


@frozen
class Standing:
    """An agreement with everything the register holds that decides whether it is in force.

    keys: the public key registered for each partner's signatory, so that a signature by another key
    does not count. withdrawn: partners that have left the agreement; their data and views stop.
    """

    agreement: Agreement
    state: State
    signatures: tuple[Signature, ...]
    protocol: ProtocolStanding | None
    keys: tuple[tuple[str, str], ...]
    withdrawn: tuple[str, ...] = ()


def day_in_words(day: date) -> str:
    """A date as people in the UK write it: 3 November 2026."""
    return f"{day.day} {day:%B %Y}"


def signed_by(
    signatures: tuple[Signature, ...], digest: str, keys: tuple[tuple[str, str], ...], on: date
) -> frozenset[str]:
    """The partners whose valid signature, by their registered key, is on exactly this version on this day.

    A signatory's clock may be a day ahead of the register's, which keeps UTC; a later date does not count.
    """
    registered = frozenset(keys)
    return frozenset(
        s.partner
        for s in signatures
        if s.version_hash == digest
        and (s.partner, s.public_key) in registered
        and (s.signed_on - on).days <= 1
        and holds(s)
    )


def protocol_reasons(standing: Standing, on: date) -> tuple[Reason, ...]:
    """Why the protocol above the agreement does not carry it on this day; empty where it does."""
    above = standing.protocol
    if above is None or above.protocol.reference != standing.agreement.protocol:
        return (Reason("protocol-missing", "The overarching protocol that the agreement names is not there."),)
    reasons: list[Reason] = []
    name = above.protocol.reference
    if above.state is not State.SIGNED:
        reasons.append(Reason("protocol-not-signed", f"The protocol {name} is {above.state.value}, not signed."))
    if not above.protocol.starts <= on <= above.protocol.ends:
        span = f"from {day_in_words(above.protocol.starts)} to {day_in_words(above.protocol.ends)}"
        reasons.append(Reason("protocol-out-of-dates", f"The protocol {name} runs {span}."))
    if above.protocol.review_due < on:
        due = day_in_words(above.protocol.review_due)
        reasons.append(Reason("protocol-review-overdue", f"The review of the protocol {name} was due on {due}."))
    have = signed_by(above.signatures, version_hash(above.protocol), standing.keys, on)
    missing = [p.partner for p in standing.agreement.parties if p.partner not in have]
    if missing:
        reasons.append(Reason("protocol-unsigned-by", f"Not signed the protocol {name}: {', '.join(missing)}."))
    return tuple(reasons)


def reasons_not_in_force(standing: Standing, on: date) -> tuple[Reason, ...]:
    """Every reason why the agreement is not in force on this day; empty where it is."""
    agreement = standing.agreement
    reasons: list[Reason] = []
    if standing.state is not State.SIGNED:
        reasons.append(Reason("not-signed", f"The agreement is {standing.state.value}, not signed by all."))
    have = signed_by(standing.signatures, version_hash(agreement), standing.keys, on)
    missing = [p.partner for p in agreement.parties if p.partner not in have]
    if missing:
        reasons.append(Reason("unsigned-by", f"Not signed this version yet: {', '.join(missing)}."))
    if on < agreement.starts:
        reasons.append(Reason("not-started", f"The agreement starts on {day_in_words(agreement.starts)}."))
    if on > agreement.ends:
        reasons.append(Reason("ended", f"The agreement ended on {day_in_words(agreement.ends)}."))
    if agreement.review_due < on:
        reasons.append(Reason("review-overdue", f"Its review was due on {day_in_words(agreement.review_due)}."))
    if agreement.dpia is not DpiaOutcome.ACCEPTED:
        reasons.append(Reason("dpia-not-accepted", f"The impact assessment is: {agreement.dpia.value}."))
    return (*reasons, *protocol_reasons(standing, on))
