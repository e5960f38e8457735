"""Register a partner's system, and end it."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from django.db import transaction
from oauth2_provider.generators import generate_client_id, generate_client_secret
from oauth2_provider.models import AccessToken, Application

from joinedup.service.api.models import System
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting


@frozen
class Credentials:
    """What a system signs in with. The secret is shown once and kept only as a hash."""

    client: str
    secret: str


@transaction.atomic
def register(acting: Acting, *, title: str, on: date) -> Credentials:
    """A new system of the person's own partner."""
    client, secret = generate_client_id(), generate_client_secret()
    Application.objects.create(
        client_id=client, client_secret=secret, client_type=Application.CLIENT_CONFIDENTIAL, name=title,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )  # fmt: skip
    row = System.objects.create(client=client, partner=acting.partner, title=title, person=acting.person, made_on=on)
    append("system-registered", by=acting.by, subject=f"system-{row.pk}", partner=acting.partner)
    return Credentials(client, secret)


@transaction.atomic
def end(acting: Acting, *, system: int, on: date) -> None:
    """A system of the person's own partner signs in no more; its tokens end at once."""
    row = System.objects.select_for_update().filter(pk=system, partner=acting.partner, ended_on=None).first()
    if row is None:
        return
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    AccessToken.objects.filter(application__client_id=row.client).delete()
    Application.objects.filter(client_id=row.client).delete()
    append("system-ended", by=acting.by, subject=f"system-{row.pk}", partner=acting.partner)
