"""An agreement as a value: who shares which items with whom, why, by which law, from when until when.

A protocol is the overarching agreement of tier 1; a local agreement of tier 2 stands under one. Signed
versions never change: `version_hash` is what a signatory signs, and any other text has another hash.
The content follows the ICO's statutory data sharing code (2021), "data sharing agreements".
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from enum import StrEnum

import cattrs
from attrs import frozen
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter

from joinedup.engine.agreements.factor import Factor

PUBLIC = "public"  # the recipient of what is published
# the data sets that linkage makes; no supplier's data set has one of these names
INDEX = "index"
SEARCH = "search"
PAIRS = "pairs"


class PartyRole(StrEnum):
    """What a party is under UK GDPR Articles 4, 26 and 28."""

    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint controller"
    PROCESSOR = "processor"


class DpiaOutcome(StrEnum):
    """How the data protection impact assessment ended (UK GDPR Articles 35 and 36)."""

    NOT_DONE = "not done"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CONSULT_REGULATOR = "high risk remains: regulator to be consulted first"


@frozen
class Party:
    """A partner in an agreement. `partner` is the partner's identifier in the register.

    kind: what sort of organisation it is in law, by its key in `law.organisations`; frozen with the version, because
    who may disclose to whom depends on it.
    """

    partner: str
    role: PartyRole = PartyRole.CONTROLLER
    kind: str = ""


@frozen
class SupplyTerms:
    """The minimum items that one supplier gives from one data set. Nothing else gets through."""

    supplier: str
    dataset: str
    items: tuple[str, ...]


@frozen
class LegalAnswers:
    """Five separate questions; an answer to one does not answer another.

    gateway: the legal power to disclose, by its key in `gateways.GATEWAYS`. article_6: key in
    `bases.ARTICLE_6`. special_category and criminal: keys in `bases.CONDITIONS`, empty where no such
    item is shared. confidentiality: key in `bases.CONFIDENTIALITY`.
    """

    gateway: str
    article_6: str
    confidentiality: str
    special_category: str = ""
    criminal: str = ""
    opt_out: str = ""
    law_enforcement: bool = False
    further: tuple[tuple[str, str], ...] = ()

    def answer(self, question: str) -> str:
        """The answer to a further question, empty where there is none."""
        return dict(self.further).get(question, "")


@frozen
class Protocol:
    """The overarching protocol, signed once by the chief officer of every partner that joins."""

    reference: str
    version: int
    title: str
    starts: date
    ends: date
    review_due: date
    principles: tuple[str, ...] = ()


@frozen
class Agreement:
    """A local agreement under a protocol.

    sharing_type: 1 area statistics, 2 linked and pseudonymised, 3 identifiable single view, 4 discussion.
    host: the party that keeps the vault. recipients: partner identifiers, or PUBLIC for type 1.
    retention_days: how long a supply may be kept from the day it was received. draws_on: other
    agreements whose supplies and index this one may also use, within its own items (re-identification
    under a second agreement); empty for most. initiative: the key of the initiative that it serves. why_not_lower: why
    a lower type of sharing would not do; empty for type 1. least_count: the fewest people that a count released under
    it may stand for, whatever rule set is asked for; 0 leaves it to the rule set. factors: of the score by which people
    or households may be put in order; none where no score was agreed.
    """

    reference: str
    version: int
    protocol: str
    title: str
    sharing_type: int
    purposes: tuple[str, ...]
    parties: tuple[Party, ...]
    host: str
    supplies: tuple[SupplyTerms, ...]
    recipients: tuple[str, ...]
    legal: LegalAnswers
    dpia: DpiaOutcome
    starts: date
    ends: date
    review_due: date
    retention_days: int
    draws_on: tuple[str, ...] = ()
    initiative: str = ""
    why_not_lower: str = ""
    least_count: int = 0
    factors: tuple[Factor, ...] = ()

    def terms_for(self, supplier: str, dataset: str) -> SupplyTerms | None:
        """What this supplier gives from this data set, or None where that is not agreed."""
        for terms in self.supplies:
            if (terms.supplier, terms.dataset) == (supplier, dataset):
                return terms
        return None

    def party(self, partner: str) -> Party | None:
        """The partner's place in the agreement, or None."""
        return next((party for party in self.parties if party.partner == partner), None)


_converter = make_converter(omit_if_default=False)
_converter.register_unstructure_hook(date, lambda day: day.isoformat())
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
# terms that came later are written only where they are used: what was signed before keeps its hash
_later = override(omit_if_default=True)
_converter.register_unstructure_hook(
    Agreement, make_dict_unstructure_fn(Agreement, _converter, least_count=_later, factors=_later)
)


def as_plain(value: Agreement | Protocol) -> dict[str, object]:
    """The value as plain JSON types, keys as the field names, dates as ISO 8601."""
    plain: dict[str, object] = _converter.unstructure(value)
    return plain


def agreement_from(plain: dict[str, object]) -> Agreement:
    """The reverse of `as_plain`. Raises cattrs.BaseValidationError for another shape."""
    return _converter.structure(plain, Agreement)


def protocol_from(plain: dict[str, object]) -> Protocol:
    """The reverse of `as_plain`. Raises cattrs.BaseValidationError for another shape."""
    return _converter.structure(plain, Protocol)


def canonical(value: Agreement | Protocol) -> bytes:
    """The one spelling of a version that is hashed and signed: UTF-8 JSON, keys sorted, no spaces."""
    kind = type(value).__name__.lower()
    plain = {"kind": kind, **as_plain(value)}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def version_hash(value: Agreement | Protocol) -> str:
    """SHA-256 of the exact version, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


BadShape = cattrs.BaseValidationError
