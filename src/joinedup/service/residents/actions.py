"""Residents prove who they are, sign in, and ask; their controllers answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from joinedup.engine.clients.index import search_key
from joinedup.engine.errors import error
from joinedup.engine.gate.gate import RefusedError
from joinedup.service.accounts.queries import people_in_role, today
from joinedup.service.agreements.listing import references
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.gatehouse.wiring import gate
from joinedup.service.linkage.queries import latest_of
from joinedup.service.notices.actions import tell
from joinedup.service.objections.actions import follow_answer, hold_while_decided
from joinedup.service.project.secret import secret
from joinedup.service.releases.looking_up import Found as FoundInIndex
from joinedup.service.releases.looking_up import find_client
from joinedup.service.residents import queries
from joinedup.service.residents.clock import ANSWERS, Kind, Step, may_follow
from joinedup.service.residents.codes import Code, new_code, typed
from joinedup.service.residents.models import (
    Found,
    RequestStep,
    RequestWords,
    Resident,
    RightsRequest,
    SignInCode,
    WrongTry,
)

CODE_DAYS, MOST_TRIES = 14, 5


def verify(acting: Acting, *, surname: str, date_of_birth: date, how: str) -> tuple[Resident, Code]:
    """Somebody proved in person who they are: find them under every agreement, and make a code that they take away.

    They are found within each index alone, by a movement each; nothing of them is read, and what was found is told to
    nobody but them. An agreement that is not in force refuses, which is written down, and is left out.

    Raises `may-not`.
    """
    if not acting.may(May.SERVE_RESIDENTS):
        raise error("may-not", role=acting.role.title)
    found: dict[str, FoundInIndex] = {}
    for reference in latest_of(references(queries.everywhere(acting))):
        try:
            found[reference] = find_client(
                gate(), agreement=as_agreement(agreement_row(reference)), surname=surname,
                date_of_birth=date_of_birth, by=acting.by, secret=secret(f"index {reference}"), with_systems=True,
            )  # fmt: skip
        except RefusedError:
            continue
    return _give_code(
        acting, search_key(secret("residents"), surname, date_of_birth.isoformat()), date_of_birth, how, found
    )


@transaction.atomic
def _give_code(acting: Acting, who: str, born: date, how: str, found: dict[str, FoundInIndex]) -> tuple[Resident, Code]:
    person, _ = Resident.objects.get_or_create(who=who, defaults={"handle": f"resident-{secrets.token_hex(4)}"})
    SignInCode.objects.filter(resident=person, ended=False).update(ended=True)
    code = new_code()
    row = SignInCode.objects.create(
        resident=person, tag=code.tag, hash=make_password(code.proof(born)), made_on=today(),
        expires_on=today() + timedelta(days=CODE_DAYS), by=acting.by, how=how,
    )  # fmt: skip
    Found.objects.filter(resident=person).delete()
    for reference, one in found.items():
        if one.clients:
            alone = next(iter(one.clients)) if len(one.clients) == 1 else ""
            systems = sorted({(partner, dataset) for client, partner, dataset in one.systems if client == alone})
            Found.objects.create(
                resident=person, agreement=reference, client=alone, systems=systems, found_on=today()
            )  # fmt: skip
    append("resident-verified", by=acting.by, subject=person.handle, how=how, hash=queries.code_fingerprint(row))
    return person, code


def sign_in(*, code: str, date_of_birth: date, origin: str) -> Resident:
    """The resident whose code this is. Raises `code-wrong`, whatever was wrong, and `too-many-tries`."""
    place = hmac.new(secret("residents' sign-in"), origin.encode(), hashlib.sha256).hexdigest()
    if queries.too_many_tries(place):
        raise error("too-many-tries")
    given = typed(code)
    row = queries.code_by_tag(given.tag) if given else None
    if given is None or row is None or not _fits(row, given, date_of_birth):
        _count_wrong(place, row)
        raise error("code-wrong")
    with transaction.atomic():
        SignInCode.objects.filter(pk=row.pk).update(tries=0)
        append("resident-signed-in", by=row.resident.handle, subject=row.resident.handle)
    return row.resident


def _fits(row: SignInCode, given: Code, born: date) -> bool:
    usable = not row.ended and row.tries < MOST_TRIES and today() <= row.expires_on
    return check_password(given.proof(born), row.hash) and usable


@transaction.atomic
def _count_wrong(place: str, row: SignInCode | None) -> None:
    WrongTry.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    WrongTry.objects.create(origin=place)
    if row is None:
        return
    SignInCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    if row.tries + 1 == MOST_TRIES:
        append("resident-code-locked", by="the service", subject=row.resident.handle)


@transaction.atomic
def ask(
    person: Resident, *, kind: Kind, controllers: Sequence[str], words: str, name: str, contact: str
) -> list[RightsRequest]:
    """A resident asks something of each of these controllers. Raises `request-unknown` for a partner not theirs.

    It is a request under the law whatever the type of sharing: pseudonymised data are personal data.
    """
    if not set(controllers) <= set(queries.controllers(person)):
        raise error("request-unknown")
    made = []
    for controller in controllers:
        row = RightsRequest.objects.create(
            resident=person, kind=kind.value, controller=controller, received_on=today()
        )  # fmt: skip
        RequestWords.objects.create(request=row, name=name, contact=contact, words=words)
        append(
            "right-asked", by=person.handle, subject=person.handle, controller=controller, right=kind.value,
            hash=queries.request_fingerprint(row),
        )  # fmt: skip
        told = f"A resident asks {controller} for {kind.value}: request {row.pk}. Its clock runs from today."
        tell(people_in_role("ig-lead", controller), told, reverse("resident-request", args=[row.pk]))
        if kind is Kind.OBJECTION:
            hold_while_decided(row.pk, controller, queries.clients_with(person, controller), person.handle)
        made.append(row)
    return made


@transaction.atomic
def take_step(acting: Acting, number: int, *, step: Step, words: str, on: date, seen: int) -> RequestStep:
    """The controller takes a step towards the answer. `seen`: how many steps the person saw.

    Raises `may-not`, `request-unknown`, `changed-meanwhile`, `step-impossible`.
    """
    if not acting.may(May.SERVE_RESIDENTS) or not acting.partner:
        raise error("may-not", role=acting.role.title)
    if not RightsRequest.objects.select_for_update().filter(pk=number, controller=acting.partner).exists():
        raise error("request-unknown", where=f"request {number}")
    asked = queries.request_for(acting, number)
    assert asked is not None
    if len(asked.steps) != seen:
        raise error("changed-meanwhile", where=f"request {number}")
    last = asked.steps[-1].on if asked.steps else asked.row.received_on
    if step not in may_follow(Kind(asked.row.kind), asked.standing) or not last <= on <= today():
        raise error("step-impossible", where=f"request {number}", state=asked.standing.state, step=step)
    row = RequestStep.objects.create(
        request=asked.row, at=timezone.now(), on=on, step=step.value, words=words, by=acting.by
    )  # fmt: skip
    append(
        "right-step", by=acting.by, subject=f"request {number}", controller=acting.partner,
        step=step.value.replace("-", " "), hash=queries.step_fingerprint(row),
    )  # fmt: skip
    if step in ANSWERS and asked.row.kind in (Kind.OBJECTION.value, Kind.RESTRICTION.value):
        clients = queries.clients_with(asked.row.resident, acting.partner)
        follow_answer(number, acting.partner, clients, acting.by, granted=step is not Step.REFUSED)
    return row
