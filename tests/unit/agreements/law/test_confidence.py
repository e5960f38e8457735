"""Confidentiality and the opt-out, flow by flow."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.unit.agreements.law.between import ARREARS, HEALTH, NAMES, PLAIN, between, refused, warned

from joinedup.engine.agreements.law.confidence import is_patient_information

CARE = evolve(PLAIN, special_category="health-or-social-care", opt_out="individual-care")


@pytest.mark.parametrize(
    ("giver", "terms", "told"),
    [
        ("nhs-trust", HEALTH, True),
        ("gp-practice", NAMES, True),
        ("unitary-council", HEALTH, True),
        ("unitary-council", ARREARS, False),
        ("district-council", HEALTH, False),
        ("charity", HEALTH, False),
        ("", HEALTH, False),
    ],
)
def test_what_is_patient_information(giver: str, terms: object, told: bool) -> None:
    asked = evolve(between(giver, "unitary-council"), supplies=(terms,))
    assert is_patient_information(asked) is told


@pytest.mark.parametrize(
    ("opt_out", "code"), [("", "opt-out-unanswered"), ("not-patient-information", "opt-out-contradicts")]
)
def test_the_opt_out_is_answered_for_patient_information(opt_out: str, code: str) -> None:
    assert code in refused(between("nhs-trust", "unitary-council", evolve(CARE, opt_out=opt_out), HEALTH))
    assert code not in refused(between("housing-association", "unitary-council", evolve(CARE, opt_out=opt_out)))


@pytest.mark.parametrize("answer", ["required-by-law", "individual-care", "anonymised"])
@pytest.mark.parametrize(
    "changes",
    [
        {"gateway": "nhs-act-2006-s251", "further": (("cag-reference", "26/CAG/0001"),)},
        {"confidentiality": "section-251"},
    ],
)
def test_under_section_251_those_who_opted_out_are_left_out(answer: str, changes: dict[str, object]) -> None:
    legal = evolve(CARE, opt_out=answer, **changes)
    found = refused(between("nhs-trust", "icb", legal, HEALTH, kind=2))
    assert "NHS Act 2006 s251" in found["opt-out-applies"].citation
    assert "opt-out-applies" not in refused(
        between("nhs-trust", "icb", evolve(legal, opt_out="applied"), HEALTH, kind=2)
    )


def test_an_opt_out_that_the_route_of_confidence_does_not_bear_out_is_warned_about() -> None:
    by_law = evolve(CARE, opt_out="required-by-law", confidentiality="implied-consent")
    assert "opt-out-without-duty" in warned(between("nhs-trust", "icb", by_law, HEALTH))
    assert "opt-out-without-duty" not in warned(
        between("nhs-trust", "icb", evolve(by_law, confidentiality="legal-duty"), HEALTH)
    )


def test_who_consented_to_this_very_use_consented_to_its_disclosure_too() -> None:
    """So that the gate asks for the consent at each movement."""
    consented = evolve(CARE, opt_out="consented")
    assert "opt-out-without-consent" in refused(between("nhs-trust", "icb", consented, HEALTH))
    assert "opt-out-without-consent" not in refused(
        between("nhs-trust", "icb", evolve(consented, confidentiality="consent"), HEALTH)
    )


def test_nobody_s_own_care_is_given_without_saying_whose() -> None:
    nameless = evolve(HEALTH, items=("long_term_condition",))
    assert "opt-out-not-individual" in warned(between("nhs-trust", "icb", CARE, nameless))
    assert "opt-out-not-individual" not in warned(between("nhs-trust", "icb", CARE, HEALTH))


def test_consent_is_implied_for_care_only() -> None:
    legal = evolve(CARE, confidentiality="implied-consent")
    assert "implied-consent-beyond-care" in warned(between("nhs-trust", "police", legal, HEALTH))
    for taker in ("icb", "charity", ""):
        assert "implied-consent-beyond-care" not in warned(between("nhs-trust", taker, legal, HEALTH))


def test_a_council_with_social_care_is_warned_under_the_serious_violence_duty_and_a_district_is_not() -> None:
    legal = evolve(PLAIN, gateway="pcsca-2022-s16")
    assert "s16" in warned(between("county-council", "police", legal))["care-data-excluded"].citation
    assert "care-data-excluded" not in warned(between("district-council", "police", legal))
    assert "patient-information" in refused(between("county-council", "police", legal, HEALTH))
