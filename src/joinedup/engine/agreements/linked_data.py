"""An agreement as linked data, and back: ODRL 2.2 for what is allowed, DPV 2.1 for the law, DCAT 3 for the data sets.

JSON-LD with its context inside, so that nothing is fetched. The typed value is the truth: DPV is a report of a W3C
community group, not a standard, and is used as vocabulary only. The whole typed value travels along, and reading it
back gives exactly the version that was exported, by its hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from joinedup.engine.agreements.agreement import (
    PUBLIC,
    Agreement,
    BadShape,
    Protocol,
    agreement_from,
    as_plain,
    version_hash,
)
from joinedup.engine.agreements.bases import ARTICLE_6
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.signing import Signature
from joinedup.engine.errors import error

CONTEXT = {
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
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
_BASES = {
    "consent": "eu-gdpr:A6-1-a", "contract": "eu-gdpr:A6-1-b", "legal-obligation": "eu-gdpr:A6-1-c",
    "vital-interests": "eu-gdpr:A6-1-d", "public-task": "eu-gdpr:A6-1-e", "legitimate-interests": "eu-gdpr:A6-1-f",
}  # fmt: skip


def as_linked_data(
    agreement: Agreement, *, base: str, protocol: Protocol | None = None, signatures: Sequence[Signature] = ()
) -> dict[str, Any]:
    """The agreement as a JSON-LD document. base: where its address begins, ending in a slash."""
    uid = f"{base}{agreement.reference}/version/{agreement.version}/"
    kept_for = f"P{agreement.retention_days}D"
    datasets = [_dataset(agreement, uid, place) for place in range(len(agreement.supplies))]
    return {
        "@context": CONTEXT,
        "@id": uid,
        "@type": ["odrl:Agreement", "dpv:DataSharingAgreement"],
        "odrl:uid": uid,
        "odrl:profile": "urn:joinedup:profile:1",
        "dct:title": agreement.title,
        "dct:identifier": agreement.reference,
        "dct:isPartOf": protocol.reference if protocol else agreement.protocol,
        "dct:valid": {"@type": "dct:PeriodOfTime", **_period(agreement)},
        "odrl:permission": [
            _permission(agreement, uid, place, recipient)
            for place in range(len(agreement.supplies))
            for recipient in agreement.recipients
        ],
        "odrl:obligation": [
            {
                "odrl:action": "odrl:delete",
                "odrl:assignee": _party(base, agreement.host),
                "odrl:constraint": [_constraint("odrl:elapsedTime", "odrl:lteq", kept_for, "xsd:duration")],
            }
        ],
        "dpv:hasPurpose": [{"@type": "dpv:Purpose", "dct:description": purpose} for purpose in agreement.purposes],
        "dpv:hasLegalBasis": [_basis(agreement)],
        "dcat:dataset": datasets,
        "joinedup:signature": [
            {
                "joinedup:party": _party(base, one.partner), "joinedup:signatory": one.signatory,
                "joinedup:on": one.signed_on.isoformat(), "joinedup:key": one.public_key,
                "joinedup:value": one.signature,
            }
            for one in signatures
        ],
        "joinedup:hash": version_hash(agreement),
        "joinedup:value": {"@type": "@json", "@value": as_plain(agreement)},
    }  # fmt: skip


def from_linked_data(plain: Mapping[str, Any]) -> Agreement:
    """The agreement of a document of `as_linked_data`. Raises `document-foreign` for any other or changed one."""
    try:
        value, kept = plain["joinedup:value"]["@value"], plain["joinedup:hash"]
        agreement = agreement_from(dict(value))
    except (KeyError, TypeError, ValueError, AttributeError, BadShape):
        raise error("document-foreign", problem="it does not hold an agreement's value") from None
    if version_hash(agreement) != kept:
        raise error("document-foreign", where=agreement.reference, problem="it was changed after it was exported")
    return agreement


def _party(base: str, partner: str) -> str:
    return "dpv:Public" if partner == PUBLIC else f"{base}../partners/{partner}"


def _period(agreement: Agreement) -> dict[str, Any]:
    return {
        "dcat:startDate": {"@type": "xsd:date", "@value": agreement.starts.isoformat()},
        "dcat:endDate": {"@type": "xsd:date", "@value": agreement.ends.isoformat()},
    }


def _constraint(left: str, operator: str, right: str, kind: str = "xsd:string") -> dict[str, Any]:
    return {
        "@type": "odrl:Constraint", "odrl:leftOperand": left, "odrl:operator": operator,
        "odrl:rightOperand": {"@type": kind, "@value": right},
    }  # fmt: skip


def _permission(agreement: Agreement, uid: str, place: int, recipient: str) -> dict[str, Any]:
    base = uid.split(f"{agreement.reference}/version/")[0]
    terms, last = agreement.supplies[place], min(agreement.ends, agreement.review_due)
    return {
        "@type": "odrl:Permission",
        "odrl:assigner": _party(base, terms.supplier),
        "odrl:assignee": _party(base, recipient),
        "odrl:target": f"{uid}#{place}",
        "odrl:action": "odrl:aggregate" if agreement.sharing_type == 1 else "odrl:use",
        "odrl:constraint": [
            *(_constraint("odrl:purpose", "odrl:eq", purpose) for purpose in agreement.purposes),
            _constraint("odrl:dateTime", "odrl:gteq", agreement.starts.isoformat(), "xsd:date"),
            _constraint("odrl:dateTime", "odrl:lteq", last.isoformat(), "xsd:date"),
        ],
    }


def _dataset(agreement: Agreement, uid: str, place: int) -> dict[str, Any]:
    terms = agreement.supplies[place]
    return {
        "@id": f"{uid}#{place}",
        "@type": "dcat:Dataset",
        "dct:title": terms.dataset,
        "dct:publisher": terms.supplier,
        "dpv:hasPersonalData": [
            {
                "@type": _SENSITIVITY[ITEMS[name].sensitivity] if name in ITEMS else "dpv:PersonalData",
                "dct:identifier": name,
                "dct:title": ITEMS[name].title if name in ITEMS else name,
            }
            for name in terms.items
        ],
    }  # fmt: skip


def _basis(agreement: Agreement) -> dict[str, Any]:
    legal = agreement.legal
    found: dict[str, Any] = {"@type": "dpv:LegalBasis"}
    if legal.article_6 in _BASES:
        found["@id"] = _BASES[legal.article_6]
    if legal.article_6 in ARTICLE_6:
        found["dct:source"] = ARTICLE_6[legal.article_6].source
    if legal.gateway in GATEWAYS:
        found["joinedup:power"] = GATEWAYS[legal.gateway].source
    return found
