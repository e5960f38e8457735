"""An agreement as linked data, and back: ODRL 2.2 for what is allowed, DPV 2.1 for the law, DCAT 3 for the data sets.

JSON-LD 1.1 with its context inside, so that nothing is fetched. The typed value is the truth: it travels along whole,
and everything else is worked out from it and from the legal library. DPV (2.1, 2025) is a report of a W3C community
group and no W3C standard, and its GDPR terms are the European Union's; both are used as vocabulary only.

Two permissions say what the gate does: a supplier lets the host make the outcome from a data set, and the host lets
each recipient use the outcome. A document is read only where it says what its value says; the words that it quotes
from the legal library and the vocabulary are left aside, because these are kept up to date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from joinedup.engine.agreements.agreement import (
    PUBLIC,
    Agreement,
    BadShape,
    PartyRole,
    Protocol,
    agreement_from,
    as_plain,
    version_hash,
)
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY, OPT_OUT
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.provisions import Provision
from joinedup.engine.agreements.signing import Signature, holds
from joinedup.engine.errors import error

Node = dict[str, Any]

CONTEXT: Node = {
    "@version": 1.1,  # values of type @json came with JSON-LD 1.1
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal-gb": "https://w3id.org/dpv/legal/gb#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "joinedup": "urn:joinedup:",
}
_SENSITIVITY = {
    Sensitivity.IDENTIFIER: "dpv:IdentifyingPersonalData",
    Sensitivity.PERSONAL: "dpv:PersonalData",
    Sensitivity.SPECIAL: "dpv:SpecialCategoryPersonalData",
    Sensitivity.CRIMINAL: "dpv:SensitivePersonalData",
    Sensitivity.AREA: "dpv:NonPersonalData",
}
_ROLES = {
    PartyRole.CONTROLLER: "dpv:DataController",
    PartyRole.JOINT_CONTROLLER: "dpv:JointDataControllers",
    PartyRole.PROCESSOR: "dpv:DataProcessor",
}
_OUTCOMES = {1: "dpv:AnonymisedData", 2: "dpv:PseudonymisedData"}  # by type of sharing; others: personal data
_MEASURES = ("dpv:EncryptionAtRest", "dpv:InformationFlowControl", "dpv:AccessControlMethod", "dpv:DigitalSignatures")
_MORE_MEASURES = {1: ("dpv:Deidentification",), 2: ("dpv:Pseudonymisation",)}
_GDPR = {
    "consent": "A6-1-a", "contract": "A6-1-b", "legal-obligation": "A6-1-c", "vital-interests": "A6-1-d",
    "public-task": "A6-1-e", "legitimate-interests": "A6-1-f", "explicit-consent": "A9-2-a",
    "social-protection": "A9-2-b", "vital-interests-9": "A9-2-c", "legal-claims": "A9-2-f",
    "statutory-purposes": "A9-2-g", "equality": "A9-2-g", "safeguarding": "A9-2-g", "economic-well-being": "A9-2-g",
    "health-or-social-care": "A9-2-h", "public-health": "A9-2-i", "research-statistics": "A9-2-j",
}  # fmt: skip
_QUOTED = ("@type", "dct:title", "dct:source")
_NOT_DERIVED = ("dct:isPartOf", "joinedup:signature")  # known to the register, not to the agreement's value


def as_linked_data(
    agreement: Agreement, *, base: str, protocol: Protocol | None = None, signatures: Sequence[Signature] = ()
) -> Node:
    """The agreement as a JSON-LD document of plain JSON types. base: where its address begins, ending in a slash."""
    uid = f"{base}{_place(agreement)}"
    return {
        "@context": CONTEXT,
        "@id": uid,
        "@type": ["odrl:Agreement", "dpv:DataProcessingAgreement"],
        "odrl:uid": _id(uid),
        "odrl:profile": _id("joinedup:profile:1"),
        "dct:identifier": agreement.reference,
        "dct:title": agreement.title,
        "dct:isPartOf": _protocol(agreement, protocol),
        "dct:valid": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(agreement.starts),
            "dcat:endDate": _day(agreement.ends),
        },
        "joinedup:reviewDue": _day(agreement.review_due),
        "joinedup:sharingType": agreement.sharing_type,
        **({"joinedup:leastCount": agreement.least_count} if agreement.least_count else {}),
        **({"joinedup:factor": [factor.words for factor in agreement.factors]} if agreement.factors else {}),
        "dpv:hasEntity": [
            {
                "@id": _party(base, party.partner), "@type": ["odrl:Party", _ROLES[party.role]],
                "dct:identifier": party.partner, "joinedup:kind": party.kind,
            }
            for party in agreement.parties
        ],
        "odrl:permission": [*_let_in(agreement, base, uid), *_let_out(agreement, base, uid)],
        "odrl:prohibition": [_nobody_else(agreement, base, uid)],
        "dpv:hasPurpose": [{"@type": "dpv:Purpose", "dct:description": purpose} for purpose in agreement.purposes],
        "dpv:hasApplicableLaw": [_id("legal-gb:law-DPA" if agreement.legal.law_enforcement else "legal-gb:law-GDPR")],
        "dpv:hasLegalBasis": _answers(agreement),
        "dpv:hasTechnicalMeasure": [
            _id(name) for name in (*_MEASURES, *_MORE_MEASURES.get(agreement.sharing_type, ()))
        ],
        "dpv:hasAssessment": {"@type": "dpv:DPIA", "joinedup:outcome": agreement.dpia.value},
        "dct:hasPart": {
            "@id": f"{uid}#catalogue",
            "@type": "dcat:Catalog",
            "dct:title": f"What is shared under {agreement.reference}",
            "dcat:dataset": [
                *(_dataset(agreement, base, uid, place) for place in range(len(agreement.supplies))),
                {
                    "@id": f"{uid}#outcome",
                    "@type": ["dcat:Dataset", _OUTCOMES.get(agreement.sharing_type, "dpv:PersonalData")],
                    "dct:title": f"What is made under {agreement.reference}",
                    "dct:publisher": _id(_party(base, agreement.host)),
                    "dct:source": [_id(f"{uid}#supply-{place}") for place in range(len(agreement.supplies))],
                },
            ],
        },
        "joinedup:signature": [
            {
                "joinedup:party": one.partner, "joinedup:signatory": one.signatory,
                "joinedup:on": one.signed_on.isoformat(), "joinedup:key": one.public_key,
                "joinedup:value": one.signature,
            }
            for one in signatures
        ],
        "joinedup:hash": version_hash(agreement),
        "joinedup:value": {"@type": "@json", "@value": as_plain(agreement)},
    }  # fmt: skip


def from_linked_data(plain: Mapping[str, Any]) -> Agreement:
    """The agreement of a document of `as_linked_data`, read from JSON.

    Raises `document-foreign` for another document, and for one of ours that lacks a part, was changed in any part, or
    carries a signature that does not fit it.
    """
    try:
        agreement = agreement_from(dict(plain["joinedup:value"]["@value"]))
        digest, uid = version_hash(agreement), str(plain["@id"])
        base, found, _ = uid.rpartition(_place(agreement))
        made = as_linked_data(agreement, base=base)
        lacking = sorted(made.keys() - plain.keys())
        same = bool(found) and (lacking or _same(made, plain))
        fits = lacking or all(holds(one) for one in _signatures(plain, digest))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, BadShape):
        # ValueError: also a text that is no Unicode, which cannot be hashed; RecursionError: parts in parts in parts
        raise error("document-foreign", problem="it does not hold an agreement's value") from None
    if lacking:
        raise error("document-foreign", problem=f"it lacks {', '.join(lacking)}")
    if not same:
        raise error("document-foreign", problem="it was changed after it was exported")
    if not fits:
        raise error("document-foreign", problem="it carries a signature that does not fit it")
    return agreement


def _same(made: Node, plain: Mapping[str, Any]) -> bool:
    # as texts, because in Python True equals 1 and a tuple is not a list
    wanted, given = (
        json.dumps({name: _own_words(part) for name, part in one.items() if name not in _NOT_DERIVED}, sort_keys=True)
        for one in (made, plain)
    )
    above, named = made["dct:isPartOf"], plain["dct:isPartOf"]
    return wanted == given and above["dct:identifier"] == named["dct:identifier"]


def _own_words(part: Any) -> Any:
    """The part without what it quotes from the legal library and the vocabulary of items."""
    if isinstance(part, list):
        return [_own_words(one) for one in part]
    if not isinstance(part, dict):
        return part
    quotes = "joinedup:question" in part or "joinedup:item" in part
    return {name: _own_words(one) for name, one in part.items() if not (quotes and name in _QUOTED)}


def _signatures(plain: Mapping[str, Any], digest: str) -> list[Signature]:
    return [
        Signature(
            partner=one["joinedup:party"], signatory=one["joinedup:signatory"], version_hash=digest,
            signed_on=date.fromisoformat(one["joinedup:on"]), public_key=one["joinedup:key"],
            signature=one["joinedup:value"],
        )
        for one in plain["joinedup:signature"]
    ]  # fmt: skip


def _id(address: str) -> Node:
    return {"@id": address}


def _day(day: date) -> Node:
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _place(agreement: Agreement) -> str:
    return f"{quote(agreement.reference, safe='')}/version/{agreement.version}/"


def _party(base: str, partner: str) -> str:
    return "joinedup:everyone" if partner == PUBLIC else f"{base}partner/{quote(partner, safe='')}"


def _protocol(agreement: Agreement, protocol: Protocol | None) -> Node:
    named: Node = {"@type": "odrl:Policy", "dct:identifier": agreement.protocol}
    if protocol is not None:
        named |= {
            "dct:title": protocol.title,
            "dct:hasVersion": protocol.version,
            "joinedup:hash": version_hash(protocol),
        }
    return named


def _constraint(left: str, operator: str, right: Node | list[Node]) -> Node:
    return {
        "@type": "odrl:Constraint", "odrl:leftOperand": _id(left), "odrl:operator": _id(operator),
        "odrl:rightOperand": right,
    }  # fmt: skip


def _when_and_why(agreement: Agreement) -> list[Node]:
    last = min(agreement.ends, agreement.review_due)  # with its review overdue an agreement is not in force
    purposes = [{"@type": "xsd:string", "@value": purpose} for purpose in agreement.purposes]
    return [
        # one constraint: several would have to hold together, which no use could
        _constraint("odrl:purpose", "odrl:isAnyOf", purposes),
        _constraint("odrl:dateTime", "odrl:gteq", _day(agreement.starts)),
        _constraint("odrl:dateTime", "odrl:lteq", _day(last)),
    ]


def _let_in(agreement: Agreement, base: str, uid: str) -> list[Node]:
    """Each supplier lets the host make the outcome from a data set, and delete the data set in time."""
    kept = {"@type": "xsd:duration", "@value": f"P{agreement.retention_days}D"}
    return [
        {
            "@type": "odrl:Permission",
            "odrl:assigner": _id(_party(base, terms.supplier)),
            "odrl:assignee": _id(_party(base, agreement.host)),
            "odrl:target": _id(f"{uid}#supply-{place}"),
            "odrl:action": _id("odrl:derive"),
            "odrl:output": _id(f"{uid}#outcome"),
            "odrl:constraint": _when_and_why(agreement),
            "odrl:duty": [
                {
                    "@type": "odrl:Duty",
                    "odrl:action": _id("odrl:delete"),
                    "odrl:constraint": [_constraint("odrl:elapsedTime", "odrl:lteq", kept)],
                }
            ],
        }
        for place, terms in enumerate(agreement.supplies)
    ]


def _let_out(agreement: Agreement, base: str, uid: str) -> list[Node]:
    """The host lets each recipient use the outcome; what is published, everyone."""
    return [
        {
            "@type": "odrl:Permission",
            "odrl:assigner": _id(_party(base, agreement.host)),
            "odrl:assignee": _id(_party(base, recipient)),
            "odrl:target": _id(f"{uid}#outcome"),
            "odrl:action": _id("odrl:use"),
            "odrl:constraint": _when_and_why(agreement),
        }
        for recipient in agreement.recipients
    ]


def _nobody_else(agreement: Agreement, base: str, uid: str) -> Node:
    """What leaves goes to the recipients and to nobody else."""
    recipients: list[Node] = [_id(_party(base, recipient)) for recipient in agreement.recipients]
    return {
        "@type": "odrl:Prohibition",
        "odrl:assigner": _id(_party(base, agreement.host)),
        "odrl:target": _id(f"{uid}#outcome"),
        "odrl:action": _id("odrl:distribute"),
        "odrl:constraint": [_constraint("odrl:recipient", "odrl:isNoneOf", recipients)],
    }


def _dataset(agreement: Agreement, base: str, uid: str, place: int) -> Node:
    terms = agreement.supplies[place]
    return {
        "@id": f"{uid}#supply-{place}",
        "@type": "dcat:Dataset",
        "dct:identifier": terms.dataset,
        "dct:title": terms.dataset.replace("_", " "),
        "dct:publisher": _id(_party(base, terms.supplier)),
        "dpv:hasData": [
            {
                "@type": _SENSITIVITY[ITEMS[name].sensitivity] if name in ITEMS else "dpv:PersonalData",
                "joinedup:item": name,
                "dct:title": ITEMS[name].title if name in ITEMS else name,
            }
            for name in terms.items
        ],
    }


def _answers(agreement: Agreement) -> list[Node]:
    """The five answers, each by itself, and what further was asked; an answer not given is left out."""
    legal = agreement.legal
    asked: tuple[tuple[str, str, Mapping[str, Provision]], ...] = (
        ("power to disclose", legal.gateway, GATEWAYS),
        ("lawful basis", legal.article_6, ARTICLE_6),
        ("special category data", legal.special_category, CONDITIONS),
        ("criminal offence data", legal.criminal, CONDITIONS),
        ("confidentiality", legal.confidentiality, CONFIDENTIALITY),
        ("National Data Opt-out", legal.opt_out, OPT_OUT),
    )
    found: list[Node] = []
    for question, key, table in asked:
        if not key:
            continue
        answer: Node = {"@type": ["dpv:LegalBasis"], "joinedup:question": question, "joinedup:key": key}
        if key in _GDPR and table in (ARTICLE_6, CONDITIONS):
            answer["@type"].append(f"eu-gdpr:{_GDPR[key]}")
        if key in table:
            answer |= {"dct:title": table[key].title, "dct:source": table[key].source}
        found.append(answer)
    further = [{"joinedup:question": key, "dct:description": words} for key, words in legal.further]
    return [*found, *further]
