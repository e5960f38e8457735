"""Which roles of a party approve before its signatory signs, and whom an agreement waits for.

The data protection officer advises (UK GDPR Articles 35(2) and 39), the Caldicott Guardian answers for what is shared
of people's health and care, and the senior information risk owner answers for the risk. They work side by side. Each
may let a colleague of the same party answer in their place until a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement, PartyRole
from joinedup.engine.agreements.items import ITEMS, Sensitivity
from joinedup.engine.agreements.law.confidence import is_patient_information
from joinedup.engine.agreements.law.organisations import ORGANISATIONS
from joinedup.engine.errors import error

DPO, CALDICOTT, SIRO, SIGNATORY = "dpo", "caldicott-guardian", "siro", "signatory"
TITLES = {
    DPO: "data protection officer",
    CALDICOTT: "Caldicott Guardian",
    SIRO: "senior information risk owner",
    SIGNATORY: "signatory",
}
# no public authorities: UK GDPR Article 37 asks no officer of most of them, and their signatory answers for all
WITHOUT_OFFICER = frozenset(("charity", "provider"))
# public authorities under one head, who signs: nobody else there could own the risk
UNDER_ONE_HEAD = frozenset(("school", "gp-practice"))


@frozen
class RequiredSignOff:
    """A role of a party that must approve, and why."""

    partner: str
    role: str
    because: str


@frozen
class Waiting:
    """Somebody whom the agreement waits for. `days`: since when; `overdue`: past the day it should be done by."""

    partner: str
    role: str
    days: int
    overdue: bool

    @property
    def words(self) -> str:
        """For the clock."""
        since = "since today" if self.days == 0 else f"for {self.days} day{'s' if self.days != 1 else ''}"
        return f"the {TITLES.get(self.role, self.role)} of {self.partner}, {since}{', overdue' if self.overdue else ''}"


def required(agreement: Agreement) -> tuple[RequiredSignOff, ...]:
    """Who must approve before each party may sign. Parties whose kind is not known need none."""
    shared = {ITEMS[name].sensitivity for terms in agreement.supplies for name in terms.items if name in ITEMS}
    of_care = Sensitivity.SPECIAL in shared or is_patient_information(agreement)
    found = []
    for party in agreement.parties:
        kind = ORGANISATIONS.get(party.kind)
        if kind is None:
            continue
        controls = party.role is not PartyRole.PROCESSOR
        if controls and party.kind not in WITHOUT_OFFICER:
            found.append(RequiredSignOff(party.partner, DPO, "a controller takes its officer's advice"))
        if kind.care and of_care:
            found.append(RequiredSignOff(party.partner, CALDICOTT, "people's health or care is shared"))
        if controls and kind.public_authority and party.kind not in UNDER_ONE_HEAD and agreement.sharing_type > 1:
            found.append(RequiredSignOff(party.partner, SIRO, "data about single people is shared"))
    return tuple(found)


def lacking(agreement: Agreement, approved: Iterable[tuple[str, str]], partner: str) -> tuple[RequiredSignOff, ...]:
    """What a partner still needs before its signatory may sign. approved: (partner, role) whose last word was yes."""
    have = frozenset(approved)
    return tuple(one for one in required(agreement) if one.partner == partner and (partner, one.role) not in have)


def waiting_for(
    agreement: Agreement,
    approved: Iterable[tuple[str, str]],
    signed: Iterable[str],
    *,
    on: date,
    asked_on: date,
    sign_by: date,
    last: Mapping[str, date] | None = None,
) -> tuple[Waiting, ...]:
    """Whom the agreement waits for today: open sign-offs, and the signatories of parties that have them all.

    last: the day of each party's last sign-off; its signatory is waited for from then, else from `asked_on`.
    """
    have, done = frozenset(approved), frozenset(signed)
    overdue, found = on > sign_by, []
    for party in agreement.parties:
        if party.partner in done:
            continue
        missing = lacking(agreement, have, party.partner)
        found += [Waiting(party.partner, one.role, (on - asked_on).days, overdue) for one in missing]
        if not missing:
            since = (last or {}).get(party.partner, asked_on)
            found.append(Waiting(party.partner, SIGNATORY, (on - since).days, overdue))
    return tuple(found)


@frozen
class Delegation:
    """A person of a party lets a colleague answer in their role, until and including a day.

    giver, taker: handles of people of that party. It is not passed on: a taker answers, and lets nobody else answer.
    """

    partner: str
    role: str
    giver: str
    taker: str
    until: date


def delegated(partner: str, role: str, giver: str, taker: str, *, on: date, until: date) -> Delegation:
    """A delegation made on a day. Raises `delegation-impossible` to oneself, for the past or in no role of these."""
    if role not in TITLES:
        raise error("delegation-impossible", because="there is no such role")
    if giver == taker:
        raise error("delegation-impossible", because="it goes to the same person")
    if until < on:
        raise error("delegation-impossible", because="its last day has passed")
    return Delegation(partner, role, giver, taker, until)


def answering_for(
    delegations: Iterable[Delegation], taker: str, *, partner: str, role: str, on: date
) -> tuple[str, ...]:
    """The people for whom somebody may answer in a role of a party on a day; empty where nobody asked them to."""
    return tuple(
        one.giver
        for one in delegations
        if (one.taker, one.partner, one.role) == (taker, partner, role) and on <= one.until
    )
