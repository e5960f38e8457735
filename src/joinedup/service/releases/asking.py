"""Ask for a release, prepare it, check it, make it, withdraw it: who asked never checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from joinedup.engine.errors import error
from joinedup.service.accounts.queries import members
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.authorization.roles import ROLES
from joinedup.service.notices.actions import tell
from joinedup.service.releases.models import Release, ReleaseRequest
from joinedup.service.releases.series import EVENT, beside_former
from joinedup.service.work.actions import ask as ask_for_work


def subject(row: ReleaseRequest) -> str:
    """How events name a request."""
    return f"request {row.pk}"


def page(row: ReleaseRequest) -> str:
    """Where a request is seen and checked."""
    return reverse("release-request", args=[row.pk])


@transaction.atomic
def ask(
    acting: Acting, *, agreement: str, sharing_type: int, title: str, why: str, asks: Mapping[str, Any], on: date
) -> ReleaseRequest:
    """Ask for a release: it is prepared in the background, and shown to the checkers."""
    row = ReleaseRequest.objects.create(
        agreement=agreement, sharing_type=sharing_type, title=title, why=why, asks=dict(asks), partner=acting.partner,
        person=acting.person, by=acting.by, asked_on=on,
    )  # fmt: skip
    append("release-asked", by=acting.by, subject=subject(row), agreement=agreement, sharing_type=sharing_type)
    ask_for_work(
        "prepare-release",
        by=acting,
        subject=title,
        takes={"request": row.pk},
        doing="Protecting and attacking the table",
    )
    return row


@transaction.atomic
def prepared(row: ReleaseRequest, *, facts: dict[str, object], shown: list[Any], digest: str) -> None:
    """Keep what protecting and attacking showed, and tell those who may check."""
    row.facts, row.shown, row.digest, row.state = facts, shown, digest, ReleaseRequest.PREPARED
    row.save(update_fields=["facts", "shown", "digest", "state"])
    checkers = [
        m.person for m in members(row.partner) if May.CHECK_RELEASE in ROLES[m.role].may and m.person != row.person
    ]
    tell(checkers, f"A release under {row.agreement} waits to be checked.", page(row))


@transaction.atomic
def choose(acting: Acting, *, request: int, method: str) -> ReleaseRequest:
    """Take another method for what one's partner asked for, before it is checked; it is prepared again.

    Raises `transition-impossible`, and `method-unknown` for one that was not offered.
    """
    row = ReleaseRequest.objects.select_for_update().get(pk=request)
    if row.state != ReleaseRequest.PREPARED:
        raise error("transition-impossible", where=subject(row), state=row.state, verb="made another way")
    offered = [one["name"] for one in row.facts.get("choices", []) if not one["refused"]]
    if method not in offered:
        raise error("method-unknown", where=subject(row), there_are=", ".join(offered))
    row.asks, row.state = {**row.asks, "method": method}, ReleaseRequest.ASKED
    row.save(update_fields=["asks", "state"])
    append("release-method-chosen", by=acting.by, subject=subject(row), agreement=row.agreement, method=method)
    ask_for_work(
        "prepare-release", by=acting, subject=row.title, takes={"request": row.pk},
        doing="Protecting and attacking the table",
    )  # fmt: skip
    return row


@transaction.atomic
def failed(row: ReleaseRequest, words: str) -> None:
    """It cannot be made, and why."""
    row.state, row.words = ReleaseRequest.FAILED, words
    row.save(update_fields=["state", "words"])
    tell(
        [row.person],
        f"What you asked for under {row.agreement} cannot be made.",
        page(row),
    )


@transaction.atomic
def check(
    acting: Acting, *, request: int, approved: bool, words: str, on: date, compared: bool = False
) -> ReleaseRequest:
    """Approve or refuse what somebody else asked for. compared: that what is new beside former releases was looked at.

    Raises `own-check`, `transition-impossible`, and `former-not-looked-at`.
    """
    row = ReleaseRequest.objects.select_for_update().get(pk=request)
    if row.state != ReleaseRequest.PREPARED:
        raise error("transition-impossible", where=subject(row), state=row.state, verb="checked")
    if row.person == acting.person:
        raise error("own-check", where=subject(row))
    if approved:
        _looked_at(acting, row, compared=compared)
    row.state = ReleaseRequest.APPROVED if approved else ReleaseRequest.REFUSED
    row.checked_by, row.checked_on, row.words = acting.by, on, words
    row.save(update_fields=["state", "checked_by", "checked_on", "words"])
    decided = "approved" if approved else "refused"
    append(
        "release-checked",
        by=acting.by,
        subject=subject(row),
        agreement=row.agreement,
        decided=decided,
        digest=row.digest,
    )
    if approved:
        ask_for_work(
            "make-release", by=acting, subject=row.title, takes={"request": row.pk}, doing="Making the release"
        )
    tell([row.person], f"Your release under {row.agreement} was {decided}.", page(row))
    return row


def _looked_at(acting: Acting, row: ReleaseRequest, *, compared: bool) -> None:
    """Write down what its checker was asked to look at, which later checks of the series rest on."""
    beside = beside_former(row)
    if beside.new and not compared:
        raise error("former-not-looked-at", where=subject(row))
    if former := [*beside.new, *beside.known]:
        append(
            EVENT, by=acting.by, subject=subject(row), former=len(former), asked=len(beside.new),
            looked=beside.looked(),
        )  # fmt: skip


@transaction.atomic
def made(row: ReleaseRequest, release: str) -> None:
    """Note which release it became."""
    row.state, row.release = ReleaseRequest.MADE, release
    row.save(update_fields=["state", "release"])


@transaction.atomic
def withdraw(acting: Acting, *, name: str, reason: str, on: date) -> None:
    """Take a release back: it stays listed, and its files are not given out any more."""
    if Release.objects.filter(name=name, withdrawn_on=None).update(withdrawn_on=on):
        append("release-withdrawn", by=acting.by, subject=name, reason=reason)


@transaction.atomic
def downloaded(*, by: str, name: str, partner: str, file: str) -> None:
    """Note who took a file."""
    append("release-downloaded", by=by, subject=name, partner=partner, file=file)
