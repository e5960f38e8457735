"""People in roles, signed in without a browser: for tests of what each role may do."""

from __future__ import annotations

from django.test import Client


def enrolled(role: str, partner: str = "", initiative: str = "", *, name: str = "") -> int:
    """Somebody in a role; the same person for the same role (or name) and partner. Returns the person's number."""
    from joinedup.service.accounts.actions import enrol, give_role

    person = enrol(by="coordinator", name=f"A {role}", email=f"{name or role}@{partner or 'partnership'}.example")
    give_role(by="coordinator", person=person, role=role, partner=partner, initiative=initiative)
    return person.pk


def signed_in(role: str, partner: str = "", initiative: str = "", *, name: str = "") -> Client:
    """A client of somebody in this role, for this partner."""
    from joinedup.service.accounts.models import Person

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(
        Person.objects.get(pk=enrolled(role, partner, initiative, name=name)),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    session = client.session
    session["second-factor"] = True  # as after a one-time code
    session.save()
    return client
