"""`joinedup enrol`: let the first people in, who then work in the pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.cli.passphrase import passphrase
from joinedup.engine.errors import DONE, error

BY = "the system administrator"
OF_THE_WHOLE = ("coordinator", "administrator", "auditor", "board-member")  # they act for no one partner
_NOT_BY_HAND = ("system", "resident")  # a system has keys, a resident has a code


def enrol(
    email: Annotated[str, typer.Argument(help="The person's e-mail address, with which they sign in.")],
    name: Annotated[str, typer.Option(help="Their name, as others shall see it.")],
    role: Annotated[str, typer.Option(help="What they do: coordinator, practitioner, auditor …")],
    partner: Annotated[str, typer.Option(help="For which partner, by its short name.")] = "",
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day, if one is known.")] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="A file with the password in its first line; asked for without it.")
    ] = None,
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
) -> int:
    """Let a person sign in, in one role. Somebody enrolled already gets the role, and keeps their password."""
    from joinedup.service.project.start import open_existing

    open_existing(home)
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction

    from joinedup.service.accounts import actions
    from joinedup.service.accounts.queries import person_by_email
    from joinedup.service.authorization.roles import ROLES
    from joinedup.service.partners.queries import titles

    if role not in ROLES or role in _NOT_BY_HAND:
        raise error("role-unknown", where=role)
    if partner and partner not in titles():
        raise error("role-and-partner", problem="No partner of that name has joined.")
    if bool(partner) == (role in OF_THE_WHOLE):
        raise error("role-and-partner", problem="This role and this partner do not go together.")
    try:
        validate_email(email)
    except ValidationError:
        raise error("usage", what="That is no e-mail address.") from None
    password = None
    if person_by_email(email) is None:
        password = passphrase(password_file, twice=True)
        try:
            validate_password(password)
        except ValidationError as weak:
            raise error("password-weak", problem=" ".join(weak.messages)) from None
    with transaction.atomic():
        person = actions.enrol(by=BY, name=name, email=email, password=password)
        actions.give_role(
            by=BY, person=person, role=role, partner=partner, ends=until.date() if until is not None else None
        )
    say.words(f"Enrolled as {ROLES[role].title}. They sign in with that address, and should set up a second factor.")
    return DONE
