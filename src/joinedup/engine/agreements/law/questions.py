"""What the chosen provisions ask beside themselves, for a form to ask one by one.

Most are kept with their provision in `provisions.toml`; those here depend on who takes part and what is shared.
"""

from __future__ import annotations

from collections.abc import Iterator

from joinedup.engine.agreements.agreement import PUBLIC, Agreement
from joinedup.engine.agreements.items import Sensitivity
from joinedup.engine.agreements.law.finding import chosen, gateway_of, kind_of, shares, suppliers_of, takers_of
from joinedup.engine.agreements.law.provisions import Choice, Question

PROVIDERS = "dea-provider"  # parties that take part as providers of services to, or acting for, a named body
PART_3 = "part-3-authority"  # the law that lets law-enforcement data be used for something else
SCHEDULE_8 = "schedule-8"  # the condition for sensitive processing under Part 3
HMRC_CONSENT = "hmrc-consent"  # onward use of what HMRC disclosed

_CONDITIONS = (
    Choice("statutory", "Statutory functions and substantial public interest (paragraph 1)"),
    Choice("justice", "Administration of justice (paragraph 2)"),
    Choice("vital", "Vital interests (paragraph 3)"),
    Choice("safeguarding", "Safeguarding children and individuals at risk (paragraph 4)"),
    Choice("public", "The person has made it public (paragraph 5)"),
    Choice("claims", "Legal claims (paragraph 6)"),
    Choice("courts", "Judicial acts (paragraph 7)"),
    Choice("fraud", "Preventing fraud (paragraph 8)"),
    Choice("research", "Archiving, research or statistics (paragraph 9)"),
    Choice("consent", "The person's consent (section 35(4))"),
)


def questions(agreement: Agreement) -> tuple[Question, ...]:
    """Each question once: first what the provisions ask in the form's order, then what the parties and items do."""
    asked = [question for _, provision in chosen(agreement) for question in provision.questions]
    return tuple(dict.fromkeys((*asked, *_part_3(agreement), *_parties(agreement))))


def answered(agreement: Agreement) -> tuple[tuple[str, Question | None, str], ...]:
    """Each further answer as key, question and answer in words; no question where nothing asks it any more."""
    asked = {question.key: question for question in questions(agreement)}
    found = []
    for key, answer in agreement.legal.further:
        question = asked.get(key)
        words = {choice.key: choice.words for choice in question.choices} if question is not None else {}
        found.append((key, question, words.get(answer, answer)))
    return tuple(found)


def leaves_law_enforcement(agreement: Agreement) -> bool:
    """Whether anybody gets it who is not there for law enforcement. An unknown kind counts as such."""
    takers = [kind_of(agreement, one) for one in takers_of(agreement)]
    return any(taker is None or not taker.competent for taker in takers) or PUBLIC in agreement.recipients


def _part_3(agreement: Agreement) -> Iterator[Question]:
    if not agreement.legal.law_enforcement:
        return
    if leaves_law_enforcement(agreement):
        yield Question(
            PART_3,
            "Which law authorises using data collected for law enforcement for this?",
            "DPA 2018 s36(4)",
            "The Act and section, not only the gateway's name",
        )
    if shares(agreement, Sensitivity.SPECIAL):
        yield Question(
            SCHEDULE_8,
            "Which condition lets sensitive data be processed for law enforcement?",
            "DPA 2018 ss35(3)-(5), 42 and Schedule 8",
            "Beside it, the processing must be strictly necessary and have an appropriate policy document",
            choices=_CONDITIONS,
        )


def _parties(agreement: Agreement) -> Iterator[Question]:
    gateway = gateway_of(agreement)
    if gateway is None:
        return
    if gateway.acting_for:
        yield Question(
            PROVIDERS,
            "Which parties take part only as providers of services to, or acting for, a body that the law names?",
            gateway.acting_for,
            "Their short names; leave empty if none",
            required=False,
        )
    kinds = {party.kind for party in agreement.parties if party.partner in suppliers_of(agreement)}
    if gateway.key.startswith("dea-2017-") and "hmrc" in kinds:
        yield Question(
            HMRC_CONSENT,
            "Will what HM Revenue and Customs discloses go further only with the consent of its Commissioners?",
            "Digital Economy Act 2017 ss40-42",
            choices=(Choice("yes", "Yes: nothing of it goes further without"), Choice("no", "No")),
            refused=("no",),
        )
