"""Where people may object to what is done with their data: UK GDPR Article 21(1).

It gives the right where the basis is Article 6(1)(e), (ea) or (f); not where a law obliges, a life is at stake, or
the person agreed (who may withdraw consent instead), and not under Part 3 of the Data Protection Act 2018.
"""

from __future__ import annotations

from joinedup.engine.agreements.agreement import Agreement

BASES = frozenset(("public-task", "recognised-interest", "legitimate-interests"))


def may_object(agreement: Agreement) -> bool:
    """Whether the law gives people a right to object to what is done under an agreement."""
    return agreement.legal.article_6 in BASES and not agreement.legal.law_enforcement
