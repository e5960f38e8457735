"""Begin a draft, answer its questions, put it to the parties: who writes it second is told that it changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from joinedup.engine.agreements.agreement import Protocol
from joinedup.engine.agreements.dpia import Dpia, as_plain
from joinedup.engine.agreements.linked_data import from_linked_data
from joinedup.engine.errors import error
from joinedup.service.agreements import actions
from joinedup.service.agreements.deciding import told_of_proposal
from joinedup.service.agreements.drafting.building import agreement_of, assessed_again, content_of, kept_for
from joinedup.service.agreements.drafting.checking import lacking
from joinedup.service.agreements.drafting.queries import last_assessment, may_write, open_draft
from joinedup.service.agreements.models import AgreementVersion, Draft, ProtocolVersion
from joinedup.service.agreements.queries import as_agreement, current_protocol
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.initiatives.queries import partners_of
from joinedup.service.partners.queries import kinds


def _may(acting: Acting) -> None:
    if not acting.may(May.WRITE_AGREEMENT):
        raise error("may-not", role=acting.role.title)


@transaction.atomic
def begin(acting: Acting, *, initiative: str, title: str) -> Draft:
    """A new draft within an initiative. Raises `may-not`."""
    return _begun(acting, initiative, {"title": title})


def _begun(acting: Acting, initiative: str, content: dict[str, Any]) -> Draft:
    _may(acting)
    mark = "".join(letter for letter in initiative.upper() if letter.isalnum())[:8] or "AGREEMENT"
    return _made(acting, f"{mark}-{secrets.token_hex(2).upper()}", 1, initiative, content, {})


def _made(
    acting: Acting, reference: str, version: int, initiative: str, content: dict[str, Any], dpia: dict[str, object]
) -> Draft:
    row = Draft.objects.create(
        reference=reference, version=version, initiative=initiative, partner=acting.partner, by=acting.by,
        content=content, dpia=dpia,
    )  # fmt: skip
    append("draft-begun", by=acting.by, subject=reference, version=version)
    return row


@transaction.atomic
def next_version(acting: Acting, *, row: AgreementVersion, newest: int) -> Draft:
    """The next version of an agreement as a draft: the one that is being written already, or a new one.

    Raises `may-not`, and `draft-there` where somebody else's partner is writing it.
    """
    _may(acting)
    there = open_draft(row.reference)
    if there is not None:
        if not may_write(acting, there):
            raise error("draft-there", where=row.reference)
        return there
    dpia = assessed_again(last_assessment(row.reference))
    return _made(acting, row.reference, newest + 1, row.initiative, content_of(as_agreement(row)), dpia)


@transaction.atomic
def localise(acting: Acting, *, row: AgreementVersion, initiative: str) -> Draft:
    """An agreement of an initiative's own, begun from another: whoever takes part there stays. Raises `may-not`."""
    content = kept_for(partners_of(initiative), content_of(as_agreement(row)))
    return _begun(acting, initiative, content)


@transaction.atomic
def bring_in(acting: Acting, *, document: Mapping[str, Any], initiative: str) -> Draft:
    """A draft from an agreement that was exported, here or by another partnership's Joinedup.

    document: its JSON-LD. Whoever takes part in the initiative stays, and so does a protocol that stands here under
    the same name. It is a draft: nothing that was signed elsewhere counts here. Raises `may-not`, `document-foreign`.
    """
    content = kept_for(partners_of(initiative), content_of(from_linked_data(document)))
    if current_protocol(content["protocol"]) is None:
        content["protocol"] = ""
    return _begun(acting, initiative, content)


@transaction.atomic
def answer(acting: Acting, draft: int, seen: int, **answers: Any) -> Draft:
    """Keep answers. seen: the change that the writer saw. Raises `may-not`, `changed-meanwhile`."""
    row = _held(acting, draft, seen)
    row.content = {**row.content, **answers}
    return _kept(row)


@transaction.atomic
def answer_law(acting: Acting, draft: int, seen: int, key: str, value: object) -> Draft:
    """Keep one legal answer. Raises `may-not`, `changed-meanwhile`."""
    row = _held(acting, draft, seen)
    row.content = {**row.content, "legal": {**row.content.get("legal", {}), key: value}}
    return _kept(row)


@transaction.atomic
def answer_further(acting: Acting, draft: int, seen: int, key: str, value: str) -> Draft:
    """Keep the answer to a further question of the law. Raises `may-not`, `changed-meanwhile`."""
    row = _held(acting, draft, seen)
    row.content = {**row.content, "further": {**row.content.get("further", {}), key: value}}
    return _kept(row)


@transaction.atomic
def assess(acting: Acting, draft: int, seen: int, dpia: Dpia) -> Draft:
    """Keep the impact assessment as it is now. Raises `may-not`, `changed-meanwhile`."""
    row = _held(acting, draft, seen)
    row.dpia = as_plain(dpia)
    return _kept(row)


@transaction.atomic
def decide_on_advice(acting: Acting, draft: int, seen: int, dpia: Dpia) -> Draft:
    """Keep whether the officer's advice is followed, as a decision that was made. Raises as `assess`."""
    row = _held(acting, draft, seen)
    row.dpia, row.content = as_plain(dpia), {**row.content, "advice": "no" if dpia.dpo_overruled else "yes"}
    return _kept(row)


def _held(acting: Acting, draft: int, seen: int) -> Draft:
    _may(acting)
    row = Draft.objects.select_for_update().get(pk=draft)
    if not may_write(acting, row):
        raise error("may-not", role=acting.role.title)
    if row.changed != seen or row.state != Draft.WRITING:
        raise error("changed-meanwhile", where=row.reference)
    return row


def _kept(row: Draft) -> Draft:
    row.changed += 1
    row.save()
    return row


@transaction.atomic
def propose(acting: Acting, draft: int, seen: int, on: date) -> AgreementVersion:
    """Put the draft to the parties, and tell whoever must answer.

    Raises `may-not`, `agreement-incomplete` with all that is missing, and `changed-meanwhile`, also where this version
    has been put to the parties in another way.
    """
    row = _held(acting, draft, seen)
    agreement = agreement_of(row, kinds(), on)
    lacks = lacking(row, agreement)
    if lacks.anything:
        raise error("agreement-incomplete", where=row.reference, missing="; ".join(lacks.words))
    if AgreementVersion.objects.filter(reference=row.reference, version__gte=row.version).exists():
        raise error("changed-meanwhile", where=row.reference)
    proposed = actions.propose(by=acting.by, agreement=agreement, on=on)
    row.state = Draft.PROPOSED
    _kept(row)
    told_of_proposal(proposed)
    return proposed


@transaction.atomic
def abandon(acting: Acting, draft: int, seen: int) -> None:
    """The draft is not wanted any more. Raises `may-not`, `changed-meanwhile`."""
    row = _held(acting, draft, seen)
    row.state = Draft.ABANDONED
    _kept(row)
    append("draft-put-away", by=acting.by, subject=row.reference, version=row.version)


@transaction.atomic
def propose_protocol(acting: Acting, *, protocol: Protocol, on: date) -> ProtocolVersion:
    """Put an overarching protocol to the partners. Raises `may-not`."""
    _may(acting)
    return actions.propose_protocol(by=acting.by, protocol=protocol, on=on)
