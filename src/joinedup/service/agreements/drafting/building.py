"""From a draft's answers so far to an agreement's value, with what is still missing left empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from joinedup.engine.agreements.agreement import (
    Agreement,
    LegalAnswers,
    Party,
    PartyRole,
    SupplyTerms,
    as_plain,
)
from joinedup.engine.agreements.dpia import Dpia, dpia_from, outcome
from joinedup.service.agreements.models import Draft


def dpia_of(draft: Draft) -> Dpia:
    """The assessment as far as it is."""
    return dpia_from(draft.dpia) if draft.dpia else Dpia()


def _day(content: Mapping[str, Any], key: str, otherwise: date) -> date:
    return date.fromisoformat(content[key]) if content.get(key) else otherwise


def agreement_of(draft: Draft, kinds: Mapping[str, str], on: date) -> Agreement:
    """The value as it would be proposed on a day. kinds: what each partner is in law."""
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
    )


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
    }
