"""Begin a draft, answer its questions, take it further: who writes it second is told that it changed."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.db import transaction

from joinedup.engine.agreements.agreement import Protocol
from joinedup.engine.agreements.dpia import Dpia, as_plain
from joinedup.engine.errors import error
from joinedup.service.agreements import actions
from joinedup.service.agreements.deciding import told_of_proposal
from joinedup.service.agreements.drafting.building import agreement_of, content_of
from joinedup.service.agreements.models import AgreementVersion, Draft, ProtocolVersion
from joinedup.service.agreements.queries import as_agreement
from joinedup.service.authorization.acting import Acting
from joinedup.service.partners.queries import kinds


@transaction.atomic
def begin(acting: Acting, *, initiative: str, title: str) -> Draft:
    """A new draft within an initiative."""
    mark = "".join(letter for letter in initiative.upper() if letter.isalnum())[:8] or "AGREEMENT"
    reference = f"{mark}-{secrets.token_hex(2).upper()}"
    return Draft.objects.create(
        reference=reference, version=1, initiative=initiative, partner=acting.partner, by=acting.by,
        content={"title": title},
    )  # fmt: skip


@transaction.atomic
def copy(acting: Acting, *, row: AgreementVersion, newest: int, initiative: str = "") -> Draft:
    """A draft from an agreement: its next version, or within another initiative one of its own."""
    content = content_of(as_agreement(row))
    if initiative and initiative != row.initiative:
        made = begin(acting, initiative=initiative, title=content["title"])
        made.content = {**content, "parties": {}, "supplies": [], "recipients": [], "host": ""}
        made.save(update_fields=["content"])
        return made
    return Draft.objects.create(
        reference=row.reference, version=newest + 1, initiative=row.initiative, partner=acting.partner, by=acting.by,
        content=content,
    )  # fmt: skip


@transaction.atomic
def answer(draft: int, seen: int, **answers: Any) -> Draft:
    """Keep answers. seen: the change that the writer saw. Raises `changed-meanwhile`."""
    row = _held(draft, seen)
    row.content = {**row.content, **answers}
    return _kept(row)


@transaction.atomic
def answer_law(draft: int, seen: int, key: str, value: object) -> Draft:
    """Keep one legal answer."""
    row = _held(draft, seen)
    row.content = {**row.content, "legal": {**row.content.get("legal", {}), key: value}}
    return _kept(row)


@transaction.atomic
def answer_further(draft: int, seen: int, key: str, value: str) -> Draft:
    """Keep the answer to a further question of the law."""
    row = _held(draft, seen)
    row.content = {**row.content, "further": {**row.content.get("further", {}), key: value}}
    return _kept(row)


@transaction.atomic
def assess(draft: int, seen: int, dpia: Dpia) -> Draft:
    """Keep the impact assessment as it is now."""
    row = _held(draft, seen)
    row.dpia = as_plain(dpia)
    return _kept(row)


def _held(draft: int, seen: int) -> Draft:
    row = Draft.objects.select_for_update().get(pk=draft)
    if row.changed != seen or row.state != Draft.WRITING:
        raise error("changed-meanwhile", where=row.reference)
    return row


def _kept(row: Draft) -> Draft:
    row.changed += 1
    row.save()
    return row


@transaction.atomic
def propose(acting: Acting, draft: int, seen: int, on: date) -> AgreementVersion:
    """Put the draft to the parties. Raises `agreement-incomplete` with all that is missing, and `changed-meanwhile`."""
    row = _held(draft, seen)
    proposed = actions.propose(by=acting.by, agreement=agreement_of(row, kinds(), on), on=on)
    row.state = Draft.PROPOSED
    _kept(row)
    told_of_proposal(proposed)
    return proposed


@transaction.atomic
def abandon(draft: int, seen: int) -> None:
    """The draft is not wanted any more."""
    row = _held(draft, seen)
    row.state = Draft.ABANDONED
    _kept(row)


@transaction.atomic
def propose_protocol(acting: Acting, *, protocol: Protocol, on: date) -> ProtocolVersion:
    """Put an overarching protocol to the partners."""
    return actions.propose_protocol(by=acting.by, protocol=protocol, on=on)
