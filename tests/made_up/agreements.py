"""Agreements of types 1, 2 and 3 that hold, with everything around them, made without a register.

Three parties with their keys, a protocol that all have signed, and for each type an agreement, its
standing, and movements that it allows on the day `ON`. Tests change one thing and see what happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import evolve

from joinedup.engine.agreements.agreement import (
    INDEX,
    PUBLIC,
    Agreement,
    DpiaOutcome,
    LegalAnswers,
    Party,
    PartyRole,
    Protocol,
    SupplyTerms,
    version_hash,
)
from joinedup.engine.agreements.in_force import ProtocolStanding, Standing
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.agreements.signing import Signature, new_private_key, public_key_of, sign
from joinedup.engine.gate.decision import Source
from joinedup.engine.gate.movement import INDEX_COLUMNS, Kind, Movement

ON = date(2026, 6, 15)
SIGNED_ON = date(2026, 1, 5)
PARTNERS = ("council", "nhs", "police")
KEYS = {partner: new_private_key() for partner in (*PARTNERS, "school")}
REGISTERED = tuple((partner, public_key_of(key)) for partner, key in KEYS.items())
PURPOSE = "help families who need several services"
WHO = ("forename", "surname", "date_of_birth", "postcode")

PROTOCOL = Protocol(
    reference="P-1",
    version=1,
    title="Overarching protocol",
    starts=date(2026, 1, 1),
    ends=date(2027, 12, 31),
    review_due=date(2027, 6, 30),
    principles=("Share what is needed, and nothing else.",),
)
RECIPIENTS = {1: (PUBLIC, "council"), 2: ("council",), 3: ("council", "nhs")}
GATEWAYS = {1: "cda-1998-s115", 2: "cda-1998-s115", 3: "care-act-2014-s6"}


def agreement(sharing_type: int = 3, **changes: Any) -> Agreement:
    """A complete agreement of this type, with these fields changed."""
    whole = Agreement(
        reference=f"A-{sharing_type}",
        version=1,
        protocol=PROTOCOL.reference,
        title="Families with several needs",
        sharing_type=sharing_type,
        purposes=(PURPOSE, "plan services"),
        parties=(Party("council"), Party("nhs"), Party("police", PartyRole.JOINT_CONTROLLER)),
        host="council",
        supplies=(
            SupplyTerms("nhs", "community", (*WHO, "sex", "long_term_condition")),
            SupplyTerms("police", "incidents", (*WHO, "incidents")),
        ),
        recipients=RECIPIENTS.get(sharing_type, ("council",)),
        legal=LegalAnswers(
            gateway=GATEWAYS.get(sharing_type, "care-act-2014-s6"),
            article_6="public-task",
            confidentiality="legal-duty",
            special_category="health-or-social-care",
            criminal="unlawful-acts",
        ),
        dpia=DpiaOutcome.ACCEPTED,
        starts=date(2026, 2, 1),
        ends=date(2027, 1, 31),
        review_due=date(2026, 12, 1),
        retention_days=90,
    )
    return evolve(whole, **changes)


def signature(
    partner: str, version: Agreement | Protocol, *, key: bytes | None = None, signed_on: date = SIGNED_ON
) -> Signature:
    """The signature of a partner's chief officer on this version, by the registered key unless another is given."""
    return sign(
        key or KEYS[partner],
        partner=partner,
        signatory="Chief officer",
        version_hash=version_hash(version),
        signed_on=signed_on,
    )


def protocol_standing(protocol: Protocol = PROTOCOL, by: Iterable[str] = PARTNERS, **changes: Any) -> ProtocolStanding:
    """A protocol signed by these partners."""
    signed = tuple(by)
    whole = ProtocolStanding(protocol, State.SIGNED, signed, tuple(signature(partner, protocol) for partner in signed))
    return evolve(whole, **changes)


def standing(agreed: Agreement | None = None, by: Iterable[str] | None = None, **changes: Any) -> Standing:
    """The agreement (of type 3 unless given) as the register holds it: signed by these, or by every party."""
    agreed = agreed or agreement()
    signed = [party.partner for party in agreed.parties] if by is None else by
    whole = Standing(
        agreement=agreed,
        state=State.SIGNED,
        signatures=tuple(signature(partner, agreed) for partner in signed),
        protocol=protocol_standing(),
        keys=REGISTERED,
    )
    return evolve(whole, **changes)


def receive(sharing_type: int = 3, **changes: Any) -> Movement:
    """The NHS's supply comes in."""
    whole = Movement(
        kind=Kind.RECEIVE,
        agreement=f"A-{sharing_type}",
        source="supply-1",
        supplier="nhs",
        dataset="community",
        columns=(*WHO, "sex"),
        purpose=PURPOSE,
        recipient="council",
        by="an officer",
    )
    return evolve(whole, **changes)


def deliver(sharing_type: int = 3, **changes: Any) -> Movement:
    """Records leave: of one person under type 3, without identifiers under type 2, of the index under type 1."""
    fitting: dict[int, dict[str, Any]] = {
        1: {"source": "index-1", "supplier": "council", "dataset": INDEX, "columns": ("client", "lsoa", "sex")},
        2: {"columns": ("sex", "long_term_condition")},
        3: {"subject": "client-1"},
    }
    whole = receive(sharing_type, kind=Kind.DELIVER, **fitting[sharing_type])
    return evolve(whole, **changes)


def publish(**changes: Any) -> Movement:
    """Counts from the index go to everyone."""
    return deliver(1, **{"kind": Kind.PUBLISH, "recipient": PUBLIC, **changes})


def make_index(sharing_type: int = 3, **changes: Any) -> Movement:
    """Linkage makes an index."""
    whole = receive(
        sharing_type, kind=Kind.LINK, source="index-1", supplier="council", dataset=INDEX, columns=INDEX_COLUMNS
    )
    return evolve(whole, **changes)


def source_of(movement: Movement, **changes: Any) -> Source:
    """The supply or index that the movement names, as the register holds it."""
    held = INDEX_COLUMNS if movement.dataset == INDEX else (*WHO, "sex", "long_term_condition")
    whole = Source(
        name=movement.source,
        agreement=movement.agreement,
        supplier=movement.supplier,
        dataset=movement.dataset,
        columns=("row_number", *held),
        received_on=date(2026, 6, 1),
    )
    return evolve(whole, **changes)
