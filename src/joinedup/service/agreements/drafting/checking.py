"""What a draft still needs before it can be put to the parties: answers, what the law refuses, and the rest."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _

from joinedup.engine.agreements import dpia as assessment
from joinedup.engine.agreements.agreement import Agreement, DpiaOutcome
from joinedup.engine.agreements.completeness import missing
from joinedup.engine.agreements.law.finding import LegalFinding
from joinedup.engine.agreements.law.findings import findings
from joinedup.service.agreements.drafting.building import dpia_of
from joinedup.service.agreements.drafting.questions import Asked, asked
from joinedup.service.agreements.models import Draft
from joinedup.service.agreements.queries import switches

# what the engine says where a question is open: the question itself says it better
OPEN = {
    "gateway": ("a gateway from the legal library",),
    "article_6": ("a lawful basis under Article 6",),
    "special_category": ("a condition for special category data (Article 9)",),
    "criminal": ("a condition for criminal offence data (Article 10)",),
    "confidentiality": ("an answer on confidentiality",),
    "parties": ("at least two parties",),
    "host": ("a host that is a party",),
    "recipients": ("at least one recipient",),
    "purposes": ("a purpose",),
    "type": ("a type of sharing from 1 to 4",),
    "supplies": ("the items that each supplier gives",),
    "dates": ("how many days a supply is kept",),
    "risks": ("At least one risk",),
}


@frozen
class Lacking:
    """open: questions without an answer; law: what it refuses; rest: what does not fit together, in words."""

    open: tuple[Asked, ...]
    law: tuple[LegalFinding, ...]
    rest: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether it cannot be put to the parties yet."""
        return bool(self.open or self.law or self.rest)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything, for an error."""
        refused = (f"{one.words} ({one.citation})" for one in self.law)
        return (*(one.title for one in self.open), *refused, *self.rest)


def lacking(draft: Draft, agreement: Agreement) -> Lacking:
    """Everything that a draft still needs, each thing once."""
    dpia = dpia_of(draft)
    unanswered = tuple(one for one in asked(agreement, draft.content, dpia) if not one.answered)
    refused = [one for one in findings(agreement, switches()) if one.refuses]
    said = {f"what the law allows: {one.words} ({one.citation})" for one in refused}
    said |= {words for one in unanswered for words in OPEN.get(one.key, ())} | set(assessment.QUESTIONS.values())
    rest = [words for words in (*missing(agreement, switches()), *assessment.missing(dpia)) if words not in said]
    if agreement.dpia is DpiaOutcome.CONSULT_REGULATOR:
        rest.append(_("High risk stays: the regulator's prior consultation, with its answer (UK GDPR Article 36)"))
    if agreement.dpia is DpiaOutcome.REFUSED:
        rest.append(_("The regulator has answered that this must not be (UK GDPR Articles 36(2) and 58(2)(f))"))
    law = tuple(one for one in refused if one.code != "answer-missing")  # an open question of its own
    return Lacking(unanswered, law, tuple(rest))
