"""Which provisions these parties may choose, and which the law refuses them, with why: for a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.law.commencement import NO_SWITCHES
from joinedup.engine.agreements.law.finding import PARTS, LegalFinding
from joinedup.engine.agreements.law.findings import findings
from joinedup.engine.agreements.law.provisions import PROVISIONS, Provision


@frozen
class Offer:
    """One provision, and why the law refuses it here; empty where it does not."""

    provision: Provision
    refused: tuple[LegalFinding, ...]


def offers(agreement: Agreement, question: str, switches: Mapping[str, date] = NO_SWITCHES) -> tuple[Offer, ...]:
    """Every provision that answers a question (a field of LegalAnswers), those that may be chosen first.

    What is refused only because a further question is not answered yet may be chosen: the form asks it next.
    """
    made = []
    for key, provision in PROVISIONS[PARTS[question]].items():
        changed: dict[str, Any] = {question: key}
        tried = evolve(agreement, legal=evolve(agreement.legal, **changed))
        against = tuple(
            one
            for one in findings(tried, switches)
            if one.refuses and one.question == question and one.code not in ("answer-missing", "request-missing")
        )
        made.append(Offer(provision, against))
    return tuple(sorted(made, key=lambda offer: bool(offer.refused)))
