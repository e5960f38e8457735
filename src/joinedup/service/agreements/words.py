"""An agreement's legal answers in words, for pages."""

from __future__ import annotations

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY
from joinedup.engine.agreements.gateways import GATEWAYS


def law(agreement: Agreement) -> list[tuple[str, str]]:
    """Each answer given: what was asked, and the answer with its source."""
    legal, found = agreement.legal, []
    tables = (
        ("Power to disclose", GATEWAYS, legal.gateway),
        ("Lawful basis", ARTICLE_6, legal.article_6),
        ("Special category data", CONDITIONS, legal.special_category),
        ("Criminal offence data", CONDITIONS, legal.criminal),
        ("Confidentiality", CONFIDENTIALITY, legal.confidentiality),
    )
    for label, table, key in tables:
        answer = table.get(key)
        if answer is not None:
            found.append((label, f"{answer.title} ({answer.source})"))
    return found
