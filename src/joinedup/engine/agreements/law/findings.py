"""What the law says to an agreement: refusals, each with its citation, and warnings.

Five questions are looked at one by one (a gateway is no lawful basis, a basis no condition, and none of them settles
confidentiality or an opt-out), and every flow from a supplier to a recipient for itself. A party whose kind is not
known is warned about, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from joinedup.engine.agreements.agreement import Agreement, PartyRole
from joinedup.engine.agreements.items import Sensitivity
from joinedup.engine.agreements.law.commencement import NO_SWITCHES
from joinedup.engine.agreements.law.confidence import confidence_findings
from joinedup.engine.agreements.law.finding import (
    LegalFinding,
    chosen,
    gateway_of,
    kind_of,
    refusal,
    suppliers_of,
    takers_of,
    warning,
)
from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.engine.agreements.law.part_3 import part_3_findings
from joinedup.engine.agreements.law.provisions import ANYONE, PROVISIONS, Provision, in_force
from joinedup.engine.agreements.law.questions import PROVIDERS, questions

CARRIED = {"special_category": Sensitivity.SPECIAL, "criminal": Sensitivity.CRIMINAL}


def findings(agreement: Agreement, switches: Mapping[str, date] = NO_SWITCHES) -> tuple[LegalFinding, ...]:
    """Everything, refusals first, each once. Never raises, whatever is or is not answered yet.

    switches: the day on which a provision commences, by the keys of `commencement.SWITCHES`, as the partnership
    entered it.
    """
    found = [
        *_kinds(agreement),
        *_commencement(agreement, switches),
        *_types(agreement),
        *_conditions(agreement),
        *_flows(agreement),
        *_basis(agreement),
        *_extent(agreement),
        *_further(agreement),
        *confidence_findings(agreement),
        *part_3_findings(agreement),
        *_policy_documents(agreement),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one.refuses))


def _kinds(agreement: Agreement) -> Iterator[LegalFinding]:
    for party in agreement.parties:
        if party.kind not in ORGANISATIONS:
            words = f"What {party.partner} is in law is not known, so it is not checked what it may do."
            yield warning("kind-unknown", words, "UK GDPR Article 6(1)", "parties")


def _commencement(agreement: Agreement, switches: Mapping[str, date]) -> Iterator[LegalFinding]:
    for question, provision in chosen(agreement):
        for day in (agreement.starts, agreement.ends):
            if not in_force(provision, day, switches):
                when = "is not known to be in force" if provision.commencement else "is not in force"
                yield refusal("not-in-force", f"{provision.title} {when} on {day}.", provision.source, question)
                break


def _types(agreement: Agreement) -> Iterator[LegalFinding]:
    for question, provision in chosen(agreement):
        if agreement.sharing_type not in provision.types:
            words = f"{provision.title} does not carry type {agreement.sharing_type}."
            yield refusal("type-not-carried", words, provision.source, question)


def _conditions(agreement: Agreement) -> Iterator[LegalFinding]:
    for question, provision in chosen(agreement):
        sensitivity = CARRIED.get(question)
        if sensitivity is not None and sensitivity.value not in provision.carries:
            words = f"{provision.title} is no condition for {sensitivity.value} data."
            yield refusal("condition-not-for-this", words, provision.source, question)


def _flows(agreement: Agreement) -> Iterator[LegalFinding]:
    for question, provision in chosen(agreement):
        yield from _side(agreement, question, provision, "disclose", suppliers_of(agreement), provision.disclosers)
        yield from _side(agreement, question, provision, "receive", takers_of(agreement), provision.recipients)


def _side(
    agreement: Agreement,
    question: str,
    provision: Provision,
    verb: str,
    partners: tuple[str, ...],
    kinds: tuple[str, ...],
) -> Iterator[LegalFinding]:
    if ANYONE in kinds:
        return
    code = {"disclose": "discloser-not-named", "receive": "recipient-not-named"}[verb]
    provides = frozenset(agreement.legal.answer(PROVIDERS).replace(",", " ").split())
    for partner in partners:
        organisation, party = kind_of(agreement, partner), agreement.party(partner)
        if organisation is None or party is None or party.kind in kinds:
            continue
        words = f"{organisation.title}: {partner} is not among those who may {verb} under it."
        if provision.acting_for and partner in provides:
            through = f"{words} It may only as a provider of services to, or acting for, a body that is."
            yield warning(f"{code}-provider", through, f"{provision.source}; {provision.acting_for}", question)
        else:
            yield refusal(code, words, provision.source, question)


def _basis(agreement: Agreement) -> Iterator[LegalFinding]:
    basis = PROVISIONS["article-6"].get(agreement.legal.article_6)
    if basis is None or not basis.not_for_public_authorities:
        return
    for party in agreement.parties:
        organisation = ORGANISATIONS.get(party.kind)
        if party.role is PartyRole.PROCESSOR or organisation is None or not organisation.public_authority:
            continue  # a processor acts on its controller's basis and needs none of its own
        words = f"{party.partner} is a public authority, which cannot rely on this for its tasks."
        citation = "UK GDPR Article 6(1), last sentence, as amended by the Data (Use and Access) Act 2025 s70(2)(c)"
        yield refusal("not-for-public-authorities", words, citation, "article_6")
    legal = agreement.legal
    on_request = basis.key == "recognised-interest" and legal.answer("annex-1") == "request"
    if on_request and not legal.answer("public-task-request").strip():
        words = "There is no request by a public body that says for which task and by which law it needs the data."
        yield refusal("request-missing", words, "UK GDPR Article 6(1)(ea), Annex 1", "public-task-request")


def _extent(agreement: Agreement) -> Iterator[LegalFinding]:
    gateway = gateway_of(agreement)
    if gateway is None:
        return
    for supplier in suppliers_of(agreement):
        organisation = kind_of(agreement, supplier)
        if organisation is not None and organisation.nation not in gateway.extent:
            words = f"{gateway.title} is not law for {supplier} in {organisation.nation}."
            yield refusal("not-in-this-nation", words, gateway.source, "gateway")


def _further(agreement: Agreement) -> Iterator[LegalFinding]:
    for question in questions(agreement):
        answer = agreement.legal.answer(question.key).strip()
        if answer and answer in question.refused:
            words = f"With that answer it cannot be relied on: {question.words}"
            yield refusal("answer-refused", words, question.because, question.key)
        elif question.required and not answer:
            yield refusal("answer-missing", f"Not answered yet: {question.words}", question.because, question.key)
        elif question.choices and answer and answer not in {choice.key for choice in question.choices}:
            words = f"Not one of the answers: {question.words}"
            yield refusal("answer-unknown", words, question.because, question.key)


def _policy_documents(agreement: Agreement) -> Iterator[LegalFinding]:
    takers = [kind_of(agreement, one) for one in agreement.recipients]
    to_competent = bool(takers) and all(taker is not None and taker.competent for taker in takers)
    for question, provision in chosen(agreement):
        if not provision.policy_document or (provision.key == "unlawful-acts" and to_competent):
            continue  # Schedule 1 paragraph 10(2): none is needed to disclose to a competent authority
        words = f"{provision.title}: each controller that relies on it needs an appropriate policy document."
        yield warning("policy-document", words, "DPA 2018 Schedule 1 Part 4", question)
