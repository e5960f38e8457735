"""A small partnership in the register: two partners, a protocol, and agreements to try things on."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
from attrs import evolve

from joinedup.engine.agreements.agreement import (
    Agreement,
    DpiaOutcome,
    LegalAnswers,
    Party,
    Protocol,
    SupplyTerms,
    version_hash,
)
from joinedup.engine.agreements.signing import Signature, new_private_key, public_key_of, sign
from joinedup.engine.gate.movement import Kind, Movement

TODAY = date.today()
LONG_AGO, FAR_AHEAD = TODAY - timedelta(days=400), TODAY + timedelta(days=400)

PROTOCOL = Protocol("P-1", 1, "Overarching protocol", LONG_AGO, FAR_AHEAD, FAR_AHEAD, ("Share rightly.",))
AGREEMENT = Agreement(
    reference="A-3",
    version=1,
    protocol="P-1",
    title="Single view",
    sharing_type=3,
    purposes=("help a person in front of us",),
    parties=(Party("council"), Party("nhs")),
    host="council",
    supplies=(SupplyTerms("nhs", "community", ("forename", "surname", "nhs_number")),),
    recipients=("council", "nhs"),
    legal=LegalAnswers("care-act-2014-s6", "public-task", "implied-consent"),
    dpia=DpiaOutcome.ACCEPTED,
    starts=LONG_AGO,
    ends=FAR_AHEAD,
    review_due=FAR_AHEAD,
    retention_days=365,
)
RECEIVE = Movement(
    kind=Kind.RECEIVE,
    agreement="A-3",
    source="a-3-community-1",
    supplier="nhs",
    dataset="community",
    columns=("forename", "surname", "nhs_number"),
    purpose=AGREEMENT.purposes[0],
    recipient="council",
    by="a supplier",
)
LOOK_UP = evolve(RECEIVE, kind=Kind.DELIVER, subject="client-1", by="a practitioner")
ROWS = pa.table(
    {
        "row_number": [1, 2],
        "forename": ["Planted", "Other"],
        "surname": ["Person", "Body"],
        "nhs_number": ["9990000018", "9990000026"],
    }
)


class Partnership:
    """Partners with their keys, and the verbs that bring an agreement into force."""

    def __init__(self, *partners: str) -> None:
        from joinedup.service.partners.actions import join

        self.keys = {partner: new_private_key() for partner in partners}
        for partner, key in self.keys.items():
            join(
                by="coordinator",
                key=partner,
                title=partner.title(),
                signatory="Chief officer",
                public_key=public_key_of(key),
            )

    def signature(self, partner: str, version: Agreement | Protocol) -> Signature:
        """A partner's signature on a version, today."""
        return sign(
            self.keys[partner],
            partner=partner,
            signatory="Chief officer",
            version_hash=version_hash(version),
            signed_on=TODAY,
        )

    def protocol(self, protocol: Protocol = PROTOCOL) -> None:
        """Propose a protocol, and let every partner join it."""
        from joinedup.service.agreements.actions import join_protocol, propose_protocol

        propose_protocol(by="coordinator", protocol=protocol)
        for partner in self.keys:
            join_protocol(by=partner, reference=protocol.reference, signature=self.signature(partner, protocol))

    def propose(self, agreement: Agreement = AGREEMENT) -> None:
        """Put an agreement to its signatories."""
        from joinedup.service.agreements.actions import propose

        propose(by="coordinator", agreement=agreement)

    def sign(self, agreement: Agreement = AGREEMENT, *partners: str) -> None:
        """Sign by the partners named, or by all parties."""
        from joinedup.service.agreements.actions import sign as sign_agreement

        for partner in partners or [party.partner for party in agreement.parties]:
            sign_agreement(
                by=partner,
                reference=agreement.reference,
                version=agreement.version,
                signature=self.signature(partner, agreement),
            )


def in_force() -> Partnership:
    """A partnership with its agreement in force."""
    partnership = Partnership("council", "nhs")
    partnership.protocol()
    partnership.propose()
    partnership.sign()
    return partnership


def discussed() -> Partnership:
    """The same, with a second version that is being agreed: commented on, signed off by one role."""
    from joinedup.service.agreements.actions import comment, sign_off

    partnership = in_force()
    partnership.propose(evolve(AGREEMENT, version=2, ends=FAR_AHEAD + timedelta(days=1)))
    comment(by="somebody", reference="A-3", version=2, words="Why so long?")
    sign_off(
        by="somebody", reference="A-3", version=2, partner="nhs", role="dpo", approved=True, words="Agreed.", on=TODAY
    )
    return partnership


def receive(movement: Movement = RECEIVE, rows: pa.Table = ROWS) -> None:
    """Receive a few rows through the installation's gate."""
    from joinedup.service.gatehouse.wiring import gate

    with gate().receive(movement) as incoming:
        incoming.connection.register("rows", rows)
        incoming.connection.execute(f"CREATE TABLE {incoming.table} AS SELECT * FROM rows")
