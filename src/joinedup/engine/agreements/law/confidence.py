"""Confidentiality and the National Data Opt-out: separate from data protection, and separate from one another."""

from __future__ import annotations

from collections.abc import Iterator

from joinedup.engine.agreements.agreement import Agreement
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.finding import (
    LegalFinding,
    gateway_of,
    kind_of,
    refusal,
    shares,
    suppliers_of,
    takers_of,
    warning,
)

POLICY = "National Data Opt-out operational policy"
CONFIDENCE = "common law duty of confidence"
_MAY_CARE = frozenset({"provider", "charity", "housing-association"})  # some of them provide care, some do not
_BY_LAW = frozenset({"legal-duty", "public-interest"})


def is_patient_information(agreement: Agreement) -> bool:
    """Whether health or care bodies supply what is special category data: confidential patient information."""
    return bool(patient_datasets(agreement))


def patient_datasets(agreement: Agreement) -> frozenset[tuple[str, str]]:
    """The data sets, as supplier and name, that hold confidential patient information."""
    found = set()
    for terms in agreement.supplies:
        organisation = kind_of(agreement, terms.supplier)
        items = [ITEMS[name] for name in terms.items if name in ITEMS]
        special = any(item.sensitivity is Sensitivity.SPECIAL for item in items)
        if organisation is None or not organisation.care:
            continue
        # with a health body, who is a patient there is patient information by itself
        says_who = not organisation.council and any(item.sensitivity is Sensitivity.IDENTIFIER for item in items)
        if special or says_who:
            found.add((terms.supplier, terms.dataset))
    return frozenset(found)


def confidence_findings(agreement: Agreement) -> Iterator[LegalFinding]:
    """What is said of patient information, its opt-out, and how far consent is implied."""
    yield from _excluded(agreement)
    yield from _implied_consent(agreement)
    if is_patient_information(agreement):
        yield from _opt_out(agreement)
        if agreement.legal.confidentiality == "not-confidential":
            words = "What a health or care body knows of its patients is held in confidence."
            yield refusal("confidence-contradicts", words, CONFIDENCE, "confidentiality")


def _excluded(agreement: Agreement) -> Iterator[LegalFinding]:
    gateway = gateway_of(agreement)
    if gateway is None or not gateway.excludes:
        return
    if is_patient_information(agreement):
        words = "It does not carry patient information, nor a care body's personal data."
        yield refusal("patient-information", words, gateway.source, "gateway")
        return
    for supplier in suppliers_of(agreement):
        organisation = kind_of(agreement, supplier)
        if organisation is not None and organisation.care:
            words = f"It does not carry personal data of social care: see that {supplier} gives none."
            yield warning("care-data-excluded", words, gateway.source, "gateway")


def _implied_consent(agreement: Agreement) -> Iterator[LegalFinding]:
    if agreement.legal.confidentiality != "implied-consent":
        return
    for taker in takers_of(agreement):
        organisation, party = kind_of(agreement, taker), agreement.party(taker)
        if organisation is None or organisation.care or party is None or party.kind in _MAY_CARE:
            continue
        words = f"Consent is implied for a person's own care only: see that {taker} gets it for nothing else."
        yield warning("implied-consent-beyond-care", words, CONFIDENCE, "confidentiality")


def _opt_out(agreement: Agreement) -> Iterator[LegalFinding]:
    legal = agreement.legal
    supported = legal.gateway == "nhs-act-2006-s251" or legal.confidentiality == "section-251"
    if not legal.opt_out:
        words = "Confidential patient information is shared: say how the National Data Opt-out is met."
        yield refusal("opt-out-unanswered", words, POLICY, "opt_out")
    elif legal.opt_out == "not-patient-information":
        words = "A health or care body supplies what says who its patients are: that is patient information."
        yield refusal("opt-out-contradicts", words, POLICY, "opt_out")
    elif supported and legal.opt_out not in ("applied", "consented"):
        words = "Under section 251 people who have opted out are left out, pseudonymised or not."
        yield refusal("opt-out-applies", words, f"{POLICY}; NHS Act 2006 s251", "opt_out")
    elif legal.opt_out == "required-by-law" and legal.confidentiality not in _BY_LAW:
        words = "It gives way to a legal duty or an overriding public interest, but neither is said to meet confidence."
        yield warning("opt-out-without-duty", words, POLICY, "opt_out")
    elif legal.opt_out == "consented" and legal.confidentiality != "consent":
        words = "It gives way to consent to this very use, but consent is not said to meet confidence."
        yield refusal("opt-out-without-consent", words, POLICY, "opt_out")
    if legal.opt_out == "individual-care" and not shares(agreement, Sensitivity.IDENTIFIER):
        words = "Nothing here says whose care it is for, so it is not for a person's own care."
        yield warning("opt-out-not-individual", words, POLICY, "opt_out")
