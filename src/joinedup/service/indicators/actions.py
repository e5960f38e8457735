"""Figures are read in, put to their owner, signed off or sent back; nobody else sees them before they are signed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.engine.clearing.about import PEOPLE
from joinedup.engine.clearing.beside_kept import check_beside
from joinedup.engine.errors import error
from joinedup.service.accounts.queries import people_in_role
from joinedup.service.areas import outlining
from joinedup.service.areas import queries as places
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.authorization.roles import ROLES
from joinedup.service.indicators import queries, showing, waiting
from joinedup.service.indicators.models import FiguresSignature, LoadedIndicator, Loading
from joinedup.service.indicators.reading_in import Read
from joinedup.service.indicators.saying import keep_word
from joinedup.service.notices.actions import tell
from joinedup.service.partners.queries import titles


def keep_reading(acting: Acting, told: Read, *, file: str, owner: str, cleared: str, due: date) -> Loading:
    """Keep what was read from a file, for its loader to look at.

    Raises `figures-owned` where another partner than `owner` signed off what it would replace, PermissionDenied.
    """
    _must(acting, May.LOAD_FIGURES)
    _owned_by(owner, {one.indicator.key: one.indicator.title for one in told.parts})
    key = f"f-{secrets.token_hex(6)}"
    waiting.lay_by(key, waiting.to_keep(told.parts, whole=bool(told.facts.get("whole"))))
    try:
        with transaction.atomic():
            row = Loading.objects.create(
                key=key, partner=acting.partner, owner=owner, person=acting.person, by=acting.by, at=timezone.now(),
                due=due, file=file[-200:], sha256=told.sha256, cleared=cleared, facts=told.facts,
            )  # fmt: skip
            for kept in told.parts:
                kind = queries.area_key(kept.areas)
                LoadedIndicator.objects.create(
                    loading=row, indicator=kept.indicator.key, title=kept.indicator.title[:300], kind=kind
                )
            waiting.attest(key, by=acting.by)
    except BaseException:
        waiting.throw_away(key)
        raise
    return row


@transaction.atomic
def put_forward(acting: Acting, key: str) -> Loading:
    """Put figures to the partner that owns them; its people are told. Raises `figures-state`, PermissionDenied."""
    _must(acting, May.LOAD_FIGURES)
    row = _locked(key)
    if row.partner != acting.partner:
        raise PermissionDenied
    _in_state(row, Loading.READ)
    row.state = Loading.PUT
    row.save(update_fields=["state"])
    append(
        "figures-put-forward", by=acting.by, subject=key, partner=row.partner, owner=row.owner,
        figures=row.facts["rows"], indicators=row.indicators.values("indicator").distinct().count(),
        hash=row.fingerprint(),
    )  # fmt: skip
    tell(signers(row), _("Figures wait for your signature."), f"/indicators/loading/{key}/")
    return row


def signers(row: Loading) -> list[int]:
    """Who may sign the figures off: people of their owner, but not whoever loaded them."""
    roles = [role.key for role in ROLES.values() if May.SIGN_OFF_FIGURES in role.may]
    return [one for role in roles for one in people_in_role(role, row.owner) if one != row.person]


def judge(acting: Acting, key: str, *, signed: bool, words: str, on: date, for_all: bool = False) -> FiguresSignature:
    """Sign figures off, so that everybody sees them, or send them back.

    for_all: every partner is to see small areas that would be shared between tiers otherwise. It holds where whoever
    loaded them said so too.

    Raises `figures-state`, `figures-own` for whoever loaded them, `figures-owned` where another partner signed off what
    they would replace, `kept-file-changed` where they are not what was
    put forward, PermissionDenied for another partner.
    """
    _must(acting, May.SIGN_OFF_FIGURES)
    with transaction.atomic():
        row = _locked(key)
        if row.owner != acting.partner:
            raise PermissionDenied
        _in_state(row, Loading.PUT)
        if row.person == acting.person:
            raise error("figures-own", where=key)
        if signed:  # somebody else may have signed since they were read
            _owned_by(row.owner, dict(row.indicators.values_list("indicator", "title")))
        row.state = Loading.SIGNED if signed else Loading.SENT_BACK
        row.save(update_fields=["state"])
        judged = FiguresSignature.objects.create(
            loading=row, signed=signed, words=words, person=acting.person, by=acting.by, on=on
        )
        append(
            "figures-judged", by=acting.by, subject=key, owner=row.owner,
            decided="signed off" if signed else "sent back", hash=judged.fingerprint(),
        )  # fmt: skip
        told = _("Your figures were signed off.") if signed else _("Your figures were sent back.")
        tell([row.person], told, f"/indicators/loading/{key}/")
        if signed:
            if row.cleared == PEOPLE:  # what was kept since they were read counts as well
                check_beside(waiting.parts_of(key), queries.whole_store(), places.lookups())
            _replace_what_was_seen(row)
            _tell_what_it_corrects(acting, row)
            waiting.same_as_kept(key)
            shared = () if for_all and row.facts.get("for_all") else tuple(waiting.left_open(key))
            waiting.take_in(key, by=acting.by, shared=shared)  # the last thing that can fail: then nothing was signed
            keep_word(
                row.indicators.values_list("indicator", "kind"), row.cleared, by=acting.by, said_by=row.by,
                source=key, period=row.facts.get("entered", ""),
            )  # fmt: skip
            for one in row.indicators.all():
                showing.follow(one.indicator, one.kind, row.owner)
        waiting.let_go(key, by=acting.by)
    outlining.keep_up()  # areas that are new here come onto the map
    return judged


@transaction.atomic
def give_up(acting: Acting, key: str) -> None:
    """Take one's figures back before they are signed. Raises `figures-state`, PermissionDenied."""
    _must(acting, May.LOAD_FIGURES)
    row = _locked(key)
    if row.partner != acting.partner:
        raise PermissionDenied
    _in_state(row, *Loading.WAITING)
    told = row.state == Loading.PUT
    row.state = Loading.GIVEN_UP
    row.save(update_fields=["state"])
    if told:
        append("figures-given-up", by=acting.by, subject=key, partner=row.partner)
    waiting.let_go(key, by=acting.by)


def _replace_what_was_seen(row: Loading) -> None:
    """That what figures were made safe beside, or put after, is still there. Raises `figures-unchecked`."""
    for one in row.indicators.all():
        if one.indicator in row.facts.get("replaces", {}) and row.facts["replaces"][one.indicator] != waiting.seen_of(
            one.indicator
        ):
            problem = "those whose place they take have been replaced since these were read; load the file once more"
            raise error("figures-unchecked", title=one.title, problem=problem)


def _tell_what_it_corrects(acting: Acting, row: Loading) -> None:
    """Write into the chain which earlier figures a correction takes the place of; nothing for other figures."""
    if told := row.facts.get("corrects"):
        [part] = row.indicators.all()
        append(
            "figures-corrected", by=acting.by, subject=row.key, former=told["former"], owner=row.owner,
            changed=told["changed"], indicator=part.indicator, period=row.facts["entered"], hash=row.fingerprint(),
        )  # fmt: skip


def _must(acting: Acting, permission: May) -> None:
    acting.must(permission)
    if not acting.partner:
        raise PermissionDenied


def _owned_by(owner: str, indicators: Mapping[str, str]) -> None:
    """That nobody but a partner itself replaces what it signed off. indicators: their titles by their keys."""
    signed, there = queries.owners(), titles()
    for key, title in indicators.items():
        if (other := signed.get(key, owner)) != owner and other in there:  # who has left can sign nothing any more
            raise error("figures-owned", where=key, title=title, owner=there[other])


def _locked(key: str) -> Loading:
    return Loading.objects.select_for_update().get(key=key)


def _in_state(row: Loading, *states: str) -> None:
    if row.state not in states:
        raise error("figures-state", where=row.key, state=row.state)
