"""An agreement in plain English: what a signatory reads before signing, generated from the value itself."""

from __future__ import annotations

from joinedup.engine.agreements.agreement import PUBLIC, Agreement, version_hash
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY
from joinedup.engine.agreements.gateways import GATEWAYS
from joinedup.engine.agreements.in_force import day_in_words
from joinedup.engine.agreements.items import ITEMS

TYPES = {
    1: "Area statistics: only protected counts leave",
    2: "Linked and pseudonymised: no names leave",
    3: "Single view of a person: identifiable, for named practitioners",
    4: "Professional discussion of a case",
}


def text(agreement: Agreement) -> str:
    """The agreement as Markdown, with the hash that a signature covers at its foot."""
    legal = agreement.legal
    gateway, basis = GATEWAYS[legal.gateway], ARTICLE_6[legal.article_6]
    answers = [
        f"- Power to disclose: {gateway.title} ({gateway.source})",
        f"- Lawful basis: {basis.title} ({basis.source})",
        f"- Confidentiality: {CONFIDENTIALITY[legal.confidentiality].title}",
    ]
    for label, key in (("Special category data", legal.special_category), ("Criminal offence data", legal.criminal)):
        if key:
            answers.append(f"- {label}: {CONDITIONS[key].title} ({CONDITIONS[key].source})")
    supplies = [
        f"- {terms.supplier}, {terms.dataset}: {', '.join(ITEMS[name].title for name in terms.items)}"
        for terms in agreement.supplies
    ]
    recipients = ["everyone (published)" if r == PUBLIC else r for r in agreement.recipients]
    lines = [
        f"# {agreement.title}",
        f"Agreement {agreement.reference}, version {agreement.version}, under the protocol {agreement.protocol}.",
        f"Type {agreement.sharing_type}. {TYPES[agreement.sharing_type]}.",
        "## Why",
        *(f"- {purpose}" for purpose in agreement.purposes),
        "## Who",
        *(f"- {party.partner} ({party.role.value})" for party in agreement.parties),
        f"Kept by {agreement.host}. Received by {', '.join(recipients)}.",
        "## By which law",
        *answers,
        f"- Impact assessment: {agreement.dpia.value}",
        "## What is shared, and nothing else",
        *supplies,
        "## From when until when",
        f"From {day_in_words(agreement.starts)} to {day_in_words(agreement.ends)}; "
        f"review due by {day_in_words(agreement.review_due)}. A supply is kept for {agreement.retention_days} days.",
        f"This version: {version_hash(agreement)}",
    ]
    return "\n\n".join(lines) + "\n"
