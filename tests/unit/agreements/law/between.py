"""Agreements between two kinds of organisation, and what the law refuses and warns of in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import evolve
from tests.made_up.partnership import AGREEMENT

from joinedup.engine.agreements.agreement import Agreement, LegalAnswers, Party, SupplyTerms
from joinedup.engine.agreements.law.finding import LegalFinding
from joinedup.engine.agreements.law.findings import findings

ARREARS = SupplyTerms("giver", "tenants", ("forename", "surname", "rent_arrears"))
HEALTH = SupplyTerms("giver", "patients", ("forename", "surname", "nhs_number", "long_term_condition"))
NAMES = SupplyTerms("giver", "people", ("forename", "surname"))
CRIMES = SupplyTerms("giver", "crimes", ("forename", "surname", "incidents"))
PLAIN = LegalAnswers("care-act-2014-s6", "public-task", "legal-duty")


def between(
    giver: str, taker: str, legal: LegalAnswers = PLAIN, terms: SupplyTerms = ARREARS, kind: int = 3
) -> Agreement:
    """What `giver` supplies to `taker`, which keeps it, from 1 November 2026 for a year."""
    return evolve(
        AGREEMENT,
        sharing_type=kind,
        parties=(Party("giver", kind=giver), Party("taker", kind=taker)),
        host="taker",
        recipients=("taker",),
        supplies=(terms,),
        legal=legal,
        starts=date(2026, 11, 1),
        ends=date(2027, 10, 31),
    )


def refused(agreement: Agreement, switches: Mapping[str, date] | None = None) -> dict[str, LegalFinding]:
    """The refusals by code."""
    return {one.code: one for one in findings(agreement, switches or {}) if one.refuses}


def warned(agreement: Agreement) -> dict[str, LegalFinding]:
    """The warnings by code."""
    return {one.code: one for one in findings(agreement) if not one.refuses}
