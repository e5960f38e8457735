"""Read who somebody is and what they may do."""

from __future__ import annotations

from datetime import UTC, date, datetime

from allauth.mfa.utils import is_mfa_enabled
from attrs import frozen
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from joinedup.service.accounts.models import Membership, Person, SealedKey
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission
from joinedup.service.authorization.roles import ROLES
from joinedup.service.training.queries import trained, untrained

SECOND_FACTOR = "second-factor"  # in the session: there is one
MOST_NAMED = 20  # people whose events are looked for by a part of their name
CHOSEN = "acting"  # in the session: the membership in which somebody acts now


@frozen
class Member:
    """A person in a role, as lists show them."""

    membership: int
    person: int
    name: str
    email: str
    partner: str
    role: str
    initiative: str
    starts: date
    ends: date | None


def today() -> date:
    """The register's day, in UTC."""
    return datetime.now(UTC).date()


def _current(on: date) -> Q:
    return Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on)) & Q(person__is_active=True)


def memberships(person: Person) -> list[Membership]:
    """What a person is now, to which partner."""
    return list(Membership.objects.filter(_current(today()), person=person).select_related("person"))


def _as_acting(row: Membership) -> Acting:
    lacking = untrained(row.person_id, today())
    return Acting(row.person_id, row.person.handle, row.person.name, row.partner, row.role, row.initiative, lacking)


def acting_now(request: HttpRequest) -> Acting | None:
    """In which role the person of this request acts: the one chosen, else the only one there is, else none."""
    if not request.user.is_authenticated:
        return None
    rows = memberships(request.user)
    chosen = request.session.get(CHOSEN)
    row = next((row for row in rows if row.pk == chosen), rows[0] if len(rows) == 1 else None)
    return _as_acting(row) if row else None


def members(partner: str | None = None, initiative: str | None = None) -> list[Member]:
    """Who is what now; of one partner, within one initiative, or all."""
    rows = Membership.objects.filter(_current(today())).select_related("person")
    if partner is not None:
        rows = rows.filter(partner=partner)
    if initiative is not None:
        rows = rows.filter(initiative__in=("", initiative))
    return [
        Member(r.pk, r.person_id, r.person.name, r.person.email, r.partner, r.role, r.initiative, r.starts, r.ends)
        for r in rows
    ]


def names() -> dict[str, str]:
    """Each handle and the name behind it, for those who may see who did something."""
    return dict(Person.objects.values_list("handle", "name"))


def handle_of(person: int) -> str:
    """How events name a person."""
    return Person.objects.values_list("handle", flat=True).get(pk=person)


def handles_named(words: str) -> list[str]:
    """The handles of people whose name holds these words, `MOST_NAMED` at most."""
    return list(Person.objects.filter(name__icontains=words).values_list("handle", flat=True)[:MOST_NAMED])


def person_by_email(email: str) -> Person | None:
    """The person with this e-mail address, or None."""
    return Person.objects.filter(email__iexact=email).first()


def sealed_key(person: int, partner: str) -> SealedKey | None:
    """The key by which a person signs for a partner, or None before the first signing."""
    return SealedKey.objects.filter(person_id=person, partner=partner).first()


def roles_of(person: Person) -> list[tuple[int, Acting]]:
    """Each role that a person may act in now, by the membership's number."""
    return [(row.pk, _as_acting(row)) for row in memberships(person)]


def demonstration_people() -> list[Member]:
    """One person a role and partner, for the sign-in page of a demonstration."""
    first: dict[tuple[str, str], Member] = {}
    for member in members():
        first.setdefault((member.role, member.partner), member)
    order = list(ROLES)
    return sorted(first.values(), key=lambda member: (order.index(member.role), member.partner))


def email_of(person: int) -> str | None:
    """Where to write to a person, or None for one who has left."""
    return Person.objects.filter(pk=person, is_active=True).values_list("email", flat=True).first()


def people_in_role(role: str, partner: str | None = None, initiative: str = "") -> list[int]:
    """The people who act in a role now: for one partner, within one initiative or in the whole partnership."""
    return [m.person for m in members(partner, initiative or None) if m.role == role]


def who_may(permission: Permission, on: date) -> dict[str, dict[int, bool]]:
    """For each partner the people whose role may do this, and of each whether training has opened it."""
    there = [member for member in members() if permission in ROLES[member.role].may]
    able = trained({member.person for member in there}, permission, on)
    found: dict[str, dict[int, bool]] = {}
    for member in there:
        found.setdefault(member.partner, {})[member.person] = member.person in able
    return found


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether somebody must set up a one-time code or a passkey before anything else.

    Not in a demonstration, not guests, and not those whom their own organisation signed in.
    """
    if settings.MADE_UP or request.session.get("guest") or request.session.get(SECOND_FACTOR):
        return False
    if any(how.get("method") == "socialaccount" for how in request.session.get("account_authentication_methods", [])):
        return False
    if not is_mfa_enabled(request.user):
        return True
    request.session[SECOND_FACTOR] = True
    return False
