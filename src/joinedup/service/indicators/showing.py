"""Figures that everybody may see, signed in or not: a map in a frame of another site. None, unless its owner says so.

All of it must hold each time somebody looks: the installation names sites that may frame its maps; the figures are
those that their owner signed off, with small numbers hidden; and who signs for the owner shows them to everybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from joinedup.engine.audit.fingerprint import Attested
from joinedup.engine.errors import JoinedupError, error
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import queries
from joinedup.service.indicators.models import Shown as Shown
from joinedup.service.project.home import home


def is_shown(indicator: str, kind: str) -> bool:
    """Whether everybody may see these figures now."""
    return _vouched(shown(indicator, kind)) and not hindrance(indicator, kind)


def shown(indicator: str, kind: str) -> Shown | None:
    """The owner's word that everybody may see them, None without one."""
    return Shown.objects.filter(indicator=indicator, kind=kind, ended_on=None).first()


def all_shown() -> list[tuple[Shown, str]]:
    """What everybody may see, with the indicators' titles."""
    rows = [row for row in Shown.objects.filter(ended_on=None) if is_shown(row.indicator, row.kind)]
    return [(row, queries.store().indicator(row.indicator).title) for row in rows]


def may_show(acting: Acting, indicator: str, kind: str) -> bool:
    """Whether somebody may show these figures to everybody: they sign for the partner that signed them off."""
    signed = queries.signed_off(indicator, kind)
    return acting.may(May.SIGN_OFF_FIGURES) and signed is not None and signed.owner == acting.partner


def hindrance(indicator: str, kind: str) -> str:
    """Why figures cannot be shown to everybody, "" where they can."""
    signed = queries.signed_off(indicator, kind)
    if not settings.FRAMED_BY:
        return "this installation names no site that may show its maps (JOINEDUP_FRAMED_BY)"
    if signed is None:
        return "no partner has signed them off"
    codes = queries.whole_store().codes(kind)
    withheld = queries.whole_store().tiers().withheld(indicator, "", codes)
    if withheld is not None and withheld.any():
        return "a district and its county share them, and each small area is seen by its own district only"
    lacking = [
        one for one in queries.store().indicator(indicator).lacking if one in ("source", "licence", "definition")
    ]
    return f"nobody has told their {' and '.join(lacking)}" if lacking else ""


@transaction.atomic
def show(acting: Acting, indicator: str, kind: str, on: date) -> Shown:
    """Show figures to everybody from now on. Raises `figures-not-shown`, PermissionDenied for who does not sign."""
    _must(acting, indicator, kind)
    problem = hindrance(indicator, kind)
    if problem:
        raise error("figures-not-shown", where=indicator, problem=problem)
    row = Shown.objects.select_for_update().filter(indicator=indicator, kind=kind, ended_on=None).first()
    if row is not None and _vouched(row):
        return row
    if row is not None:  # other figures, or another owner
        _end(row, acting, on)
    row = Shown.objects.create(
        indicator=indicator, kind=kind, owner=acting.partner, person=acting.person, by=acting.by, on=on,
        sha256=_digest(indicator, kind),
    )  # fmt: skip
    append(
        "figures-shown-to-all",
        by=acting.by,
        subject=indicator,
        areas=kind,
        owner=acting.partner,
        hash=row.fingerprint(),
    )
    return row


@transaction.atomic
def end(acting: Acting, indicator: str, kind: str, on: date) -> None:
    """Show figures to everybody no more. Raises PermissionDenied."""
    row = Shown.objects.select_for_update().filter(indicator=indicator, kind=kind, ended_on=None).first()
    if row is None or row.owner != acting.partner or not acting.may(May.SIGN_OFF_FIGURES):
        raise PermissionDenied
    _end(row, acting, on)


def follow(indicator: str, kind: str, owner: str) -> None:
    """Figures that were just signed off by their owner take the place of those that it shows to everybody."""
    Shown.objects.filter(indicator=indicator, kind=kind, owner=owner, ended_on=None).update(
        sha256=_digest(indicator, kind)
    )


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for row in Shown.objects.all():
        yield Attested("figures-shown-to-all", row.indicator, row.fingerprint())


def _must(acting: Acting, indicator: str, kind: str) -> None:
    if not may_show(acting, indicator, kind):
        raise PermissionDenied


def _end(row: Shown, acting: Acting, on: date) -> None:
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    append("figures-shown-no-more", by=acting.by, subject=row.indicator, areas=row.kind, owner=row.owner)


def _vouched(row: Shown | None) -> bool:
    """Whether what is kept is what its owner signed off and shows."""
    if row is None:
        return False
    signed = queries.signed_off(row.indicator, row.kind)
    try:
        return signed is not None and signed.owner == row.owner and _digest(row.indicator, row.kind) == row.sha256
    except (JoinedupError, OSError):
        return False


def _digest(indicator: str, kind: str) -> str:
    file = home().figures / "figures" / indicator / f"{kind}.parquet"
    told = file.stat()
    return _digest_of(file, told.st_ino, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=256)
def _digest_of(file: Path, *_stamp: int) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
