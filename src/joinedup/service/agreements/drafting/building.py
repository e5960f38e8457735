"""From a draft's answers so far to an agreement's value, with what is still missing left empty."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import asdict, evolve

from joinedup.engine.agreements.agreement import (
    PUBLIC,
    Agreement,
    LegalAnswers,
    Party,
    PartyRole,
    SupplyTerms,
    as_plain,
)
from joinedup.engine.agreements.dpia import Dpia, dpia_from, outcome
from joinedup.engine.agreements.dpia import as_plain as dpia_plain
from joinedup.engine.agreements.factor import Factor
from joinedup.engine.agreements.items import Sensitivity
from joinedup.engine.agreements.law.confidence import is_patient_information
from joinedup.engine.agreements.law.finding import shares
from joinedup.engine.agreements.law.questions import questions
from joinedup.service.agreements.models import Draft


def dpia_of(draft: Draft) -> Dpia:
    """The assessment as far as it is."""
    return dpia_from(draft.dpia) if draft.dpia else Dpia()


def _day(content: Mapping[str, Any], key: str, otherwise: date) -> date:
    return date.fromisoformat(content[key]) if content.get(key) else otherwise


def agreement_of(draft: Draft, kinds: Mapping[str, str], on: date) -> Agreement:
    """The value as it would be proposed on a day, without answers that nothing asks for any more.

    kinds: what each partner is in law.
    """
    return _asked_only(_all_answers(draft, kinds, on))


def _all_answers(draft: Draft, kinds: Mapping[str, str], on: date) -> Agreement:
    content = draft.content
    legal = content.get("legal", {})
    starts = _day(content, "starts", on)
    return Agreement(
        reference=draft.reference,
        version=draft.version,
        protocol=content.get("protocol", ""),
        title=content.get("title", ""),
        sharing_type=int(content.get("sharing_type", 0)),
        purposes=tuple(content.get("purposes", ())),
        parties=tuple(
            Party(partner, PartyRole(role), kinds.get(partner, ""))
            for partner, role in content.get("parties", {}).items()
        ),
        host=content.get("host", ""),
        supplies=tuple(
            SupplyTerms(one["supplier"], one["dataset"], tuple(one["items"])) for one in content.get("supplies", ())
        ),
        recipients=tuple(content.get("recipients", ())),
        legal=LegalAnswers(
            gateway=legal.get("gateway", ""),
            article_6=legal.get("article_6", ""),
            confidentiality=legal.get("confidentiality", ""),
            special_category=legal.get("special_category", ""),
            criminal=legal.get("criminal", ""),
            opt_out=legal.get("opt_out", ""),
            law_enforcement=bool(legal.get("law_enforcement", False)),
            further=tuple(sorted(content.get("further", {}).items())),
        ),
        dpia=outcome(dpia_of(draft)),
        starts=starts,
        ends=_day(content, "ends", starts + timedelta(days=365)),
        review_due=_day(content, "review_due", starts + timedelta(days=180)),
        retention_days=int(content.get("retention_days", 0)),
        initiative=draft.initiative,
        why_not_lower=content.get("why_not_lower", ""),
        least_count=int(content.get("least_count") or 0),
        factors=tuple(factors_of(content)),
    )


def factors_of(content: Mapping[str, Any]) -> list[Factor]:
    """The factors of the score, as they are kept in a draft."""
    return [Factor(**{**one, "one_of": tuple(one["one_of"])}) for one in content.get("factors", ())]


def _asked_only(one: Agreement) -> Agreement:
    legal = evolve(
        one.legal,
        special_category=one.legal.special_category if shares(one, Sensitivity.SPECIAL) else "",
        criminal=one.legal.criminal if shares(one, Sensitivity.CRIMINAL) else "",
        opt_out=one.legal.opt_out if is_patient_information(one) else "",
    )
    asked = {question.key for question in questions(evolve(one, legal=legal))}
    counts, scores = one.sharing_type in (1, 2), one.sharing_type == 2
    one = evolve(one, least_count=one.least_count * counts, factors=one.factors if scores else ())
    return evolve(one, legal=evolve(legal, further=tuple(pair for pair in legal.further if pair[0] in asked)))


def content_of(agreement: Agreement) -> dict[str, Any]:
    """The answers that an agreement holds, for a copy or the next version."""
    plain: dict[str, Any] = dict(as_plain(agreement))
    legal = dict(plain["legal"])
    further = dict(legal.pop("further"))
    return {
        "title": agreement.title,
        "protocol": agreement.protocol,
        "purposes": list(agreement.purposes),
        "sharing_type": agreement.sharing_type,
        "why_not_lower": agreement.why_not_lower,
        "parties": {party.partner: party.role.value for party in agreement.parties},
        "host": agreement.host,
        "supplies": [
            {"supplier": s.supplier, "dataset": s.dataset, "items": list(s.items)} for s in agreement.supplies
        ],
        "recipients": list(agreement.recipients),
        "legal": legal,
        "further": further,
        "retention_days": agreement.retention_days,
        "least_count": agreement.least_count,
        "factors": [asdict(factor) for factor in agreement.factors],
    }


def kept_for(partners: Collection[str], content: dict[str, Any]) -> dict[str, Any]:
    """The answers of another agreement, as far as they are about these partners."""
    return {
        **content,
        "parties": {key: role for key, role in content["parties"].items() if key in partners},
        "host": content["host"] if content["host"] in partners else "",
        "supplies": [one for one in content["supplies"] if one["supplier"] in partners],
        "recipients": [one for one in content["recipients"] if one in partners or one == PUBLIC],
    }


def assessed_again(plain: dict[str, Any]) -> dict[str, object]:
    """An earlier assessment to begin from: what was advised, approved and answered by others has to be asked again."""
    if not plain:
        return {}
    held = dpia_from(plain)
    return dpia_plain(
        Dpia(
            answers=tuple(pair for pair in held.answers if pair[0] != "dpo_advice"),
            risks=held.risks,
            measures=tuple(evolve(one, approved=False) for one in held.measures),
        )
    )
