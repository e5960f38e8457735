"""How an agreement goes round: whom it waits for, who may answer, whom to tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse

from joinedup.engine.agreements import sign_off as rules
from joinedup.engine.agreements.lifecycle import State
from joinedup.engine.errors import error
from joinedup.service.accounts.queries import members
from joinedup.service.agreements import actions
from joinedup.service.agreements.models import AgreementVersion
from joinedup.service.agreements.queries import approvals, as_agreement, lacking
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.notices.actions import tell

SIGN_OFFS = {rules.DPO: May.SIGN_OFF_DPO, rules.CALDICOTT: May.SIGN_OFF_CALDICOTT, rules.SIRO: May.SIGN_OFF_SIRO}


def waiting(row: AgreementVersion, on: date) -> tuple[rules.Waiting, ...]:
    """Whom a version waits for; nobody where it is not being agreed."""
    if row.state != State.PROPOSED:
        return ()
    last = {given.partner_id: given.on for given in row.sign_offs.all()}
    return rules.waiting_for(
        as_agreement(row),
        approvals(row),
        [signature.partner_id for signature in row.signatures.all()],
        on=on,
        asked_on=row.proposed_on,
        sign_by=row.sign_by,
        last=last,
    )


def may_sign(acting: Acting, row: AgreementVersion) -> bool:
    """Whether this person's partner still has to sign this version, and they sign for it."""
    if not acting.may(May.SIGN) or row.state != State.PROPOSED:
        return False
    parties = {party.partner_id for party in row.parties.all()}
    return acting.partner in parties - {signature.partner_id for signature in row.signatures.all()}


def my_role(acting: Acting, row: AgreementVersion) -> str:
    """The role in which this person must still answer for this version, empty where they need not."""
    if row.state != State.PROPOSED:
        return ""
    for one in lacking(row, acting.partner):
        if acting.may(SIGN_OFFS[one.role]):
            return one.role
    return ""


def _people(row: AgreementVersion, roles: Sequence[str], partners: Sequence[str] = ()) -> list[int]:
    wanted = set(partners or (party.partner_id for party in row.parties.all()))
    return [m.person for m in members() if m.partner in wanted and m.role in roles]


def told_of_proposal(row: AgreementVersion) -> None:
    """Those who must answer, and the signatories, hear of a new version."""
    address = reverse("agreement", args=[row.reference])
    needed = {(one.partner, one.role) for one in rules.required(as_agreement(row))}
    for partner, role in sorted(needed):
        words = f"{row.reference}, version {row.version}, waits for your sign-off by {row.sign_by:%-d %B %Y}."
        tell(_people(row, [role], [partner]), words, address)
    words = f"{row.reference}, version {row.version}, is put to the parties; please sign by {row.sign_by:%-d %B %Y}."
    tell(_people(row, ["signatory"]), words, address)


def told_of_sign_off(row: AgreementVersion, partner: str) -> None:
    """When a partner has all its sign-offs, its signatory hears."""
    if not lacking(row, partner):
        words = f"{row.reference}, version {row.version}, has every sign-off of {partner} and waits for your signature."
        tell(_people(row, ["signatory"], [partner]), words, reverse("agreement", args=[row.reference]))


def told_after_signing(row: AgreementVersion) -> None:
    """When the last party has signed, everybody who works with it hears."""
    if row.state == State.SIGNED:
        words = f"{row.reference}, version {row.version}, has been signed by every party."
        people = _people(row, ["signatory", "ig-lead", "data-supplier", "analyst", "dpo"])
        tell(people, words, reverse("agreement", args=[row.reference]))


def told_of_comment(acting: Acting, row: AgreementVersion) -> None:
    """Those who write agreements hear of a comment."""
    people = [person for person in _people(row, ["ig-lead"]) if person != acting.person]
    tell(people, f"There is a new comment on {row.reference}.", reverse("agreement", args=[row.reference]))


@transaction.atomic
def stop(acting: Acting, reference: str, verb: str, reason: str, on: date) -> None:
    """Suspend, resume, end, withdraw or abandon, and tell the parties."""
    if verb == "suspend":
        row = actions.suspend(by=acting.by, reference=reference, reason=reason)
    elif verb == "resume":
        row = actions.resume(by=acting.by, reference=reference)
    elif verb == "end":
        row = actions.end(by=acting.by, reference=reference, reason=reason)
    elif verb == "withdraw":
        row = actions.withdraw(by=acting.by, reference=reference, partner=acting.partner, on=on)
    elif verb == "abandon":
        row = actions.abandon_newest(by=acting.by, reference=reference, reason=reason)
    else:
        raise error("transition-impossible", where=reference, state="what it is", verb=verb)
    happened = {
        "suspend": "was suspended", "resume": "was resumed", "end": "was ended", "abandon": "was taken back",
        "withdraw": f"was left by {acting.partner}",
    }  # fmt: skip
    people = _people(row, ["signatory", "ig-lead", "dpo", "siro", "caldicott-guardian", "data-supplier", "analyst"])
    tell(people, f"{reference} {happened[verb]}.", reverse("agreement", args=[reference]))
