"""What the law says to an agreement: refusals, each with its citation, and warnings.

Five questions are looked at one by one (a gateway is no lawful basis, a basis no condition, and none of them settles
confidentiality or an opt-out), and every flow from a supplier to a recipient for itself. A party whose kind is not
known is warned about, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.organisations import ORGANISATIONS, Organisation
from joinedup.engine.agreements.law.provisions import ANYONE, PROVISIONS, Provision, Question, in_force

NO_SWITCHES: Mapping[str, date] = {}
PROVIDERS = "dea-provider"  # further question: parties that provide services to a specified person
PART_3 = "part-3-authority"  # further question: the law that lets law-enforcement data be used for something else


@frozen
class LegalFinding:
    """Something the law says. refuses: it cannot be signed like this. question: the form's question it is about."""

    code: str
    refuses: bool
    words: str
    citation: str
    question: str


def chosen(agreement: Agreement) -> tuple[tuple[str, Provision], ...]:
    """The provisions that the agreement names, each with the form's question it answers; unknown keys left out."""
    legal = agreement.legal
    named = (
        ("gateway", "gateway", legal.gateway),
        ("article_6", "article-6", legal.article_6),
        ("special_category", "condition", legal.special_category),
        ("criminal", "condition", legal.criminal),
        ("confidentiality", "confidentiality", legal.confidentiality),
        ("opt_out", "opt-out", legal.opt_out),
    )
    return tuple((asked, PROVISIONS[part][key]) for asked, part, key in named if key in PROVISIONS[part])


def findings(agreement: Agreement, switches: Mapping[str, date] = NO_SWITCHES) -> tuple[LegalFinding, ...]:
    """Everything, refusals first. switches: the day on which a provision commences, as the partnership entered it."""
    found = [
        *_kinds(agreement),
        *_commencement(agreement, switches),
        *_types(agreement),
        *_flows(agreement),
        *_basis(agreement),
        *_excluded(agreement),
        *_extent(agreement),
        *_further(agreement),
        *_law_enforcement(agreement),
        *_opt_out(agreement),
        *_policy_documents(agreement),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one.refuses))


def kind_of(agreement: Agreement, partner: str) -> Organisation | None:
    """What a party is in law; None where that is not known."""
    party = agreement.party(partner)
    return ORGANISATIONS.get(party.kind) if party is not None else None


def _refusal(code: str, words: str, citation: str, question: str) -> LegalFinding:
    return LegalFinding(code, True, words, citation, question)


def _warning(code: str, words: str, citation: str, question: str) -> LegalFinding:
    return LegalFinding(code, False, words, citation, question)


def _kinds(agreement: Agreement) -> Iterator[LegalFinding]:
    for party in agreement.parties:
        if party.kind not in ORGANISATIONS:
            words = f"What {party.partner} is in law is not known, so it is not checked what it may do."
            yield _warning("kind-unknown", words, "UK GDPR Article 6(1)", "parties")


def _commencement(agreement: Agreement, switches: Mapping[str, date]) -> Iterator[LegalFinding]:
    for question, provision in chosen(agreement):
        for day in (agreement.starts, agreement.ends):
            if not in_force(provision, day, switches):
                when = "is not known to be in force" if provision.commencement else "is not in force"
                yield _refusal("not-in-force", f"{provision.title} {when} on {day}.", provision.source, question)
                break


def _types(agreement: Agreement) -> Iterator[LegalFinding]:
    for question, provision in chosen(agreement):
        if agreement.sharing_type not in provision.types:
            words = f"{provision.title} does not carry type {agreement.sharing_type}."
            yield _refusal("type-not-carried", words, provision.source, question)


def _providers(agreement: Agreement) -> frozenset[str]:
    return frozenset(agreement.legal.answer(PROVIDERS).replace(",", " ").split())


def _flows(agreement: Agreement) -> Iterator[LegalFinding]:
    gateway = PROVISIONS["gateway"].get(agreement.legal.gateway)
    if gateway is None:
        return
    provides = _providers(agreement)
    suppliers = {terms.supplier for terms in agreement.supplies}
    sides = (
        ("discloser-not-named", "disclose", suppliers, gateway.disclosers),
        ("recipient-not-named", "receive", {one for one in agreement.recipients if one != PUBLIC}, gateway.recipients),
    )
    for code, verb, partners, kinds in sides:
        if ANYONE in kinds:
            continue
        for partner in sorted(partners):
            organisation, party = kind_of(agreement, partner), agreement.party(partner)
            if organisation is None or party is None or party.kind in kinds:
                continue
            words = f"{organisation.title}: {partner} is not among those who may {verb} under it."
            if gateway.key.startswith("dea-") and partner in provides:
                through = f"{words} It may only as a provider of services to a body that is, and within them."
                yield _warning(f"{code}-provider", through, f"{gateway.source}; Schedule 4 paragraph 28", "gateway")
            else:
                yield _refusal(code, words, gateway.source, "gateway")


def _basis(agreement: Agreement) -> Iterator[LegalFinding]:
    basis = PROVISIONS["article-6"].get(agreement.legal.article_6)
    if basis is None or not basis.not_for_public_authorities:
        return
    for party in agreement.parties:
        organisation = ORGANISATIONS.get(party.kind)
        if organisation is not None and organisation.public_authority:
            words = f"{party.partner} is a public authority, which cannot rely on this for its tasks."
            citation = "UK GDPR Article 6(1), last sentence, as amended by the Data (Use and Access) Act 2025 s70(2)(c)"
            yield _refusal("not-for-public-authorities", words, citation, "article_6")
    legal = agreement.legal
    on_request = basis.key == "recognised-interest" and legal.answer("annex-1") == "request"
    if on_request and not legal.answer("public-task-request").strip():
        words = "There is no request by a public body that says for which task and by which law it needs the data."
        yield _refusal("request-missing", words, "UK GDPR Article 6(1)(ea), Annex 1", "public-task-request")


def is_patient_information(agreement: Agreement) -> bool:
    """Whether health or care bodies supply what is special category data: confidential patient information."""
    for terms in agreement.supplies:
        organisation = kind_of(agreement, terms.supplier)
        items = [ITEMS[name] for name in terms.items if name in ITEMS]
        special = any(item.sensitivity is Sensitivity.SPECIAL for item in items)
        if organisation is not None and organisation.care and not organisation.council:
            if special or any(item.sensitivity is Sensitivity.IDENTIFIER for item in items):
                return True  # who is a patient there is patient information by itself
        elif organisation is not None and organisation.care and special:
            return True
    return False


def _excluded(agreement: Agreement) -> Iterator[LegalFinding]:
    gateway = PROVISIONS["gateway"].get(agreement.legal.gateway)
    if gateway is not None and gateway.excludes and is_patient_information(agreement):
        words = "It does not carry patient information, nor a care body's personal data."
        yield _refusal("patient-information", words, gateway.source, "gateway")


def _extent(agreement: Agreement) -> Iterator[LegalFinding]:
    gateway = PROVISIONS["gateway"].get(agreement.legal.gateway)
    if gateway is None:
        return
    for terms in agreement.supplies:
        organisation = kind_of(agreement, terms.supplier)
        if organisation is not None and organisation.nation not in gateway.extent:
            words = f"{gateway.title} is not law for {terms.supplier} in {organisation.nation}."
            yield _refusal("not-in-this-nation", words, gateway.source, "gateway")


def _further(agreement: Agreement) -> Iterator[LegalFinding]:
    for question in questions(agreement):
        answer = agreement.legal.answer(question.key).strip()
        if answer in question.refused and answer:
            words = f"With that answer it cannot be relied on: {question.words}"
            yield _refusal("answer-refused", words, question.because, question.key)
        elif question.required and not answer:
            yield _refusal("answer-missing", f"Not answered yet: {question.words}", question.because, question.key)
        elif question.choices and answer and answer not in {choice.key for choice in question.choices}:
            words = f"Not one of the answers: {question.words}"
            yield _refusal("answer-unknown", words, question.because, question.key)


def questions(agreement: Agreement) -> tuple[Question, ...]:
    """What the chosen provisions ask beside themselves, for a form to ask one by one."""
    asked = [question for _, provision in chosen(agreement) for question in provision.questions]
    if agreement.legal.law_enforcement and _leaves_law_enforcement(agreement):
        asked.append(
            Question(
                PART_3,
                "Which law authorises using data collected for law enforcement for this?",
                "DPA 2018 s36(4)",
                "The Act and section, not only the gateway's name",
            )
        )
    gateway = agreement.legal.gateway
    if gateway.startswith("dea-2017-s35"):
        asked.append(
            Question(
                PROVIDERS,
                "Which parties take part only as providers of services to a body that the regulations name?",
                "Digital Economy Act 2017 Schedule 4 paragraph 28",
                "Their short names; leave empty if none",
                required=False,
            )
        )
    return tuple(dict.fromkeys(asked))


def _leaves_law_enforcement(agreement: Agreement) -> bool:
    takers = [kind_of(agreement, one) for one in agreement.recipients if one != PUBLIC]
    return any(taker is None or not taker.competent for taker in takers) or PUBLIC in agreement.recipients


def _law_enforcement(agreement: Agreement) -> Iterator[LegalFinding]:
    suppliers = {terms.supplier: kind_of(agreement, terms.supplier) for terms in agreement.supplies}
    competent = [name for name, kind in suppliers.items() if kind is not None and kind.competent]
    if agreement.legal.law_enforcement and not competent and all(suppliers.values()):
        words = "No supplier is a competent authority, so Part 3 does not apply."
        yield _refusal("part-3-not-applicable", words, "DPA 2018 ss29-31", "law_enforcement")
    if competent and not agreement.legal.law_enforcement:
        words = (
            f"Say whether {', '.join(sorted(competent))} collected the data for law enforcement: Part 3 would apply."
        )
        yield _warning("part-3-to-be-answered", words, "DPA 2018 Part 3", "law_enforcement")


def _opt_out(agreement: Agreement) -> Iterator[LegalFinding]:
    if not is_patient_information(agreement):
        return
    opt_out = agreement.legal.opt_out
    if not opt_out:
        words = "Confidential patient information is shared: say how the National Data Opt-out is met."
        yield _refusal("opt-out-unanswered", words, "National Data Opt-out operational policy", "opt_out")
    elif opt_out == "not-patient-information":
        words = "A health or care body supplies what says who its patients are: that is patient information."
        yield _refusal("opt-out-contradicts", words, "National Data Opt-out operational policy", "opt_out")
    if agreement.legal.confidentiality == "not-confidential":
        words = "What a health or care body knows of its patients is held in confidence."
        yield _refusal("confidence-contradicts", words, "common law duty of confidence", "confidentiality")


def _policy_documents(agreement: Agreement) -> Iterator[LegalFinding]:
    for question, provision in chosen(agreement):
        if provision.policy_document:
            words = f"{provision.title}: each controller that relies on it needs an appropriate policy document."
            yield _warning("policy-document", words, "DPA 2018 Schedule 1 Part 4", question)
