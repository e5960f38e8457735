"""People join, act in roles, and leave; signatories seal their keys."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction

from joinedup.engine.agreements.sealed_key import seal, unseal
from joinedup.engine.agreements.signing import new_private_key, public_key_of
from joinedup.engine.errors import error
from joinedup.service.accounts.models import Membership, Person, SealedKey
from joinedup.service.accounts.queries import person_by_email, sealed_key, today
from joinedup.service.audit.actions import append
from joinedup.service.authorization.roles import ROLES
from joinedup.service.partners.actions import name_signatory, signatory_left


@transaction.atomic
def enrol(*, by: str, name: str, email: str, password: str | None = None) -> Person:
    """Somebody may sign in from now on; what they may do, a role says. The person there already, if there is one."""
    there = person_by_email(email)
    if there is not None:
        return there
    person = Person(email=email.lower(), name=name, handle=f"person-{secrets.token_hex(4)}")
    person.set_password(password)
    person.save()
    append("person-enrolled", by=by, subject=person.handle)
    return person


@transaction.atomic
def give_role(
    *,
    by: str,
    person: Person,
    role: str,
    partner: str = "",
    initiative: str = "",
    starts: date | None = None,
    ends: date | None = None,
) -> Membership:
    """A person acts in a role for a partner. Raises `role-unknown`."""
    if role not in ROLES:
        raise error("role-unknown", where=role)
    row, made = Membership.objects.get_or_create(
        person=person, partner=partner, role=role, initiative=initiative, ends=ends,
        defaults={"starts": starts or today()},
    )  # fmt: skip
    if made:
        append("role-given", by=by, subject=person.handle, role=ROLES[role].title, partner=partner or "the partnership")
    return row


@transaction.atomic
def end_role(*, by: str, membership: int, on: date) -> None:
    """A person acts in a role no more after this day; a signatory's key signs no more."""
    row = Membership.objects.select_for_update().get(pk=membership)
    row.ends = on
    row.save(update_fields=["ends"])
    if row.role == "signatory":
        for key in SealedKey.objects.filter(person=row.person, partner=row.partner):
            signatory_left(by=by, partner=row.partner, public_key=key.public_key, on=on)
    told = {"role": ROLES[row.role].title, "partner": row.partner or "the partnership"}
    append("role-ended", by=by, subject=row.person.handle, **told)


@transaction.atomic
def make_key(*, by: str, person: Person, partner: str, phrase: str, private_key: bytes | None = None) -> str:
    """A signatory gets a key, sealed with a phrase of theirs; the partner names them. Returns the public key."""
    key = private_key or new_private_key()
    public = public_key_of(key)
    SealedKey.objects.create(
        person=person, partner=partner, public_key=public, sealed=seal(key, phrase), made_on=today()
    )
    if private_key is None:
        name_signatory(by=by, partner=partner, signatory=person.name, public_key=public)
    return public


@transaction.atomic
def renew_key(*, by: str, person: int, partner: str, phrase: str, on: date) -> str:
    """A signatory's key under a new phrase; the keys before sign no more. Raises `phrase-short`."""
    holder = Person.objects.select_for_update().get(pk=person)
    for before in SealedKey.objects.filter(person=holder, partner=partner):
        signatory_left(by=by, partner=partner, public_key=before.public_key, on=on)
    return make_key(by=by, person=holder, partner=partner, phrase=phrase)


def open_key(*, person: int, partner: str, phrase: str) -> bytes:
    """The private key, for one signature. Raises `key-missing`, `phrase-wrong`."""
    kept = sealed_key(person, partner)
    if kept is None:
        raise error("key-missing", where=partner)
    return unseal(kept.sealed, phrase)
