"""Invitations: a link of its own for one person, once, for a few days; and guests, who need no password at all.

The link is signed and holds the state of the person's password, so that setting one ends every invitation. Guests of
small partners come in by a link that ends with their role; it can be taken back by ending the role.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen
from django.core import signing
from django.db import transaction

from joinedup.engine.errors import error
from joinedup.service.accounts.actions import enrol, give_role
from joinedup.service.accounts.models import Membership, Person
from joinedup.service.accounts.queries import memberships, today
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting

DAYS = 7  # an invitation's
GUEST_DAYS = 14
WHOLE = frozenset(("coordinator", "auditor", "administrator", "board-member"))
NOT_INVITED = frozenset(("system", "resident"))
_INVITED, _GUEST = "joinedup invitation", "joinedup guest"


@frozen
class Invitation:
    """Who is invited, and the last part of the address that lets them in."""

    person: Person
    token: str
    guest: bool


def may_invite(acting: Acting, role: str) -> bool:
    """An administrator lets coordinators and administrators in; a coordinator everybody else."""
    if role in NOT_INVITED:
        return False
    return role in ("coordinator", "administrator") if acting.role_key == "administrator" else role != "administrator"


@transaction.atomic
def invite(
    acting: Acting, *, name: str, email: str, role: str, partner: str, initiative: str = "", guest: bool = False
) -> Invitation:
    """Enrol somebody in a role, with a link to begin. Raises `role-not-yours` where it is not theirs to give."""
    if not may_invite(acting, role) or email.lower() == _email(acting):
        raise error("role-not-yours", where=role)
    person = enrol(by=acting.by, name=name, email=email)
    ends = today() + timedelta(days=GUEST_DAYS) if guest else None
    row = give_role(
        by=acting.by,
        person=person,
        role=role,
        partner="" if role in WHOLE else partner,
        initiative=initiative,
        ends=ends,
    )
    append("person-invited", by=acting.by, subject=person.handle, how="as a guest" if guest else "by a link")
    if guest:
        return Invitation(person, signing.dumps({"m": row.pk}, salt=_GUEST, compress=False), guest=True)
    token = signing.dumps({"p": person.pk, "s": person.password[-16:]}, salt=_INVITED, compress=False)
    return Invitation(person, token, guest=False)


def _email(acting: Acting) -> str:
    return Person.objects.filter(pk=acting.person).values_list("email", flat=True).first() or ""


def invited(token: str) -> Person:
    """Who holds this invitation. Raises `invitation-over` for one that was used, ended or made up."""
    try:
        told = signing.loads(token, salt=_INVITED, max_age=DAYS * 86_400)
    except signing.BadSignature:
        raise error("invitation-over") from None
    person = Person.objects.filter(pk=told["p"], is_active=True).first()
    if person is None or person.password[-16:] != told["s"]:
        raise error("invitation-over")
    return person


def guest(token: str) -> Membership:
    """The role of a guest with this link, while it lasts. Raises `invitation-over`."""
    try:
        told = signing.loads(token, salt=_GUEST, max_age=(GUEST_DAYS + 1) * 86_400)
    except signing.BadSignature:
        raise error("invitation-over") from None
    row = Membership.objects.filter(pk=told["m"], ends__gte=today()).select_related("person").first()
    if row is None or row.pk not in {one.pk for one in memberships(row.person)}:
        raise error("invitation-over")
    return row


@transaction.atomic
def begin(person: Person, *, name: str, password: str) -> None:
    """The invited person says their name and sets a password: the invitation is used."""
    person.name = name
    person.set_password(password)
    person.save(update_fields=["name", "password"])
    append("invitation-used", by=person.handle, subject=person.handle)


@transaction.atomic
def leave(acting: Acting, *, person: int, on: date) -> None:
    """Somebody leaves: every role ends, and they cannot sign in any more."""
    from joinedup.service.accounts.actions import end_role

    row = Person.objects.select_for_update().get(pk=person)
    for held in memberships(row):
        end_role(by=acting.by, membership=held.pk, on=on - timedelta(days=1))
    row.is_active = False
    row.save(update_fields=["is_active"])
    append("person-left", by=acting.by, subject=row.handle)
