"""Lawful bases, conditions and confidentiality routes that an agreement can name, each with its source.

A gateway is not a lawful basis, a basis is no condition for special categories, and neither settles the
duty of confidence: that is why these are separate tables and separate answers.
"""

# ruff: noqa: E501 -- a table of law reads best one row a line
from __future__ import annotations

from attrs import frozen


@frozen
class Answer:
    """One answer that may be chosen. `needs_consent`: each movement out must then show a consent."""

    title: str
    source: str
    needs_consent: bool = False


ARTICLE_6: dict[str, Answer] = {
    "consent": Answer("Consent of the person", "UK GDPR Article 6(1)(a)", needs_consent=True),
    "contract": Answer("Contract with the person", "UK GDPR Article 6(1)(b)"),
    "legal-obligation": Answer("Legal obligation", "UK GDPR Article 6(1)(c)"),
    "vital-interests": Answer("Vital interests", "UK GDPR Article 6(1)(d)"),
    "public-task": Answer("Task of the controller in the public interest", "UK GDPR Article 6(1)(e)"),
    "recognised-interest": Answer("Recognised legitimate interest (not for a public authority's tasks)", "UK GDPR Article 6(1)(ea), Annex 1; Data (Use and Access) Act 2025 s70"),
    "legitimate-interests": Answer("Legitimate interests (not for a public authority's tasks)", "UK GDPR Article 6(1)(f)"),
}  # fmt: skip

CONDITIONS: dict[str, Answer] = {
    "explicit-consent": Answer("Explicit consent", "UK GDPR Article 9(2)(a)", needs_consent=True),
    "social-protection": Answer("Social protection law", "UK GDPR Article 9(2)(b); DPA 2018 Schedule 1 paragraph 1"),
    "health-or-social-care": Answer("Health or social care", "UK GDPR Article 9(2)(h); DPA 2018 Schedule 1 paragraph 2"),
    "public-health": Answer("Public health", "UK GDPR Article 9(2)(i); DPA 2018 Schedule 1 paragraph 3"),
    "research-statistics": Answer("Research and statistics", "UK GDPR Article 9(2)(j); DPA 2018 Schedule 1 paragraph 4"),
    "statutory-purposes": Answer("Statutory and government purposes", "UK GDPR Article 9(2)(g); DPA 2018 Schedule 1 paragraph 6"),
    "unlawful-acts": Answer("Preventing or detecting unlawful acts", "DPA 2018 Schedule 1 paragraph 10"),
    "safeguarding": Answer("Safeguarding children and individuals at risk", "UK GDPR Article 9(2)(g); DPA 2018 Schedule 1 paragraph 18"),
    "economic-well-being": Answer("Economic well-being of individuals at risk", "UK GDPR Article 9(2)(g); DPA 2018 Schedule 1 paragraph 19"),
}  # fmt: skip

CONFIDENTIALITY: dict[str, Answer] = {
    "not-confidential": Answer("Nothing held in confidence is shared", "common law"),
    "consent": Answer("The person's consent", "common law", needs_consent=True),
    "implied-consent": Answer("Implied consent, for the person's own care only", "common law; Caldicott principles"),
    "legal-duty": Answer("A legal duty or a court's order", "common law"),
    "section-251": Answer("Support under section 251", "NHS Act 2006 s251; SI 2002/1438"),
    "public-interest": Answer("Overriding public interest, recorded case by case", "common law"),
    "anonymised": Answer("What leaves is anonymised or cannot be told to be about anyone by those who get it", "common law; ICO anonymisation guidance"),
}  # fmt: skip
