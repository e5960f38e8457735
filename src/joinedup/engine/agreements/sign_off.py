"""Which roles of a party approve before its signatory signs, and whom an agreement waits for.

The data protection officer advises (UK GDPR Articles 35(2) and 39), the Caldicott Guardian answers for what is shared
of people's health and care, and the senior information risk owner answers for the risk. They work side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from joinedup.engine.agreements.agreement import Agreement, PartyRole
from joinedup.engine.agreements.items import ITEMS, Sensitivity

DPO, CALDICOTT, SIRO, SIGNATORY = "dpo", "caldicott-guardian", "siro", "signatory"
TITLES = {
    DPO: "data protection officer",
    CALDICOTT: "Caldicott Guardian",
    SIRO: "senior information risk owner",
    SIGNATORY: "signatory",
}
# kinds of organisation that must have a Caldicott Guardian: the NHS, and councils with adult social care
CARE = frozenset(("nhs-trust", "icb", "gp-practice", "unitary-council", "county-council", "london-borough"))
# kinds too small to have officers of their own for it: their signatory answers for all
SMALL = frozenset(("charity", "school", "provider"))


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
    """Who must approve before each party may sign. Parties of unknown kind need none."""
    shared = {ITEMS[name].sensitivity for terms in agreement.supplies for name in terms.items if name in ITEMS}
    found = []
    for party in agreement.parties:
        if not party.kind or party.kind in SMALL:
            continue
        if party.role is not PartyRole.PROCESSOR:
            found.append(RequiredSignOff(party.partner, DPO, "a controller takes its officer's advice"))
        if party.kind in CARE and Sensitivity.SPECIAL in shared:
            found.append(RequiredSignOff(party.partner, CALDICOTT, "people's health or care is shared"))
        if agreement.sharing_type > 1 and party.role is not PartyRole.PROCESSOR:
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
