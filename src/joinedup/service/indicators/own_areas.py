"""Areas of one's own: kept by what they are made of, for everybody to look at; forgotten by those who made them."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from joinedup.engine.areas.custom import CustomArea, listed
from joinedup.engine.errors import error
from joinedup.engine.indicators.own_area import WithOwnArea
from joinedup.service.audit.actions import append
from joinedup.service.authorization.acting import Acting
from joinedup.service.indicators import queries
from joinedup.service.indicators.models import OwnArea as OwnArea

MOST_KEPT = 200  # of one partner
CODE = "own"


@transaction.atomic
def keep(acting: Acting, *, title: str, kind: str, parts: tuple[str, ...], on: date) -> OwnArea:
    """Keep an area made of areas of a kind. Raises `custom-area-wrong`, `own-areas-too-many`."""
    made = listed(title, title, parts, dict(queries.store().areas(kind).names))
    if OwnArea.objects.filter(partner=acting.partner).count() >= MOST_KEPT:
        raise error("own-areas-too-many", most=MOST_KEPT)
    row = OwnArea.objects.create(
        title=title, kind=kind, parts=list(made.parts), partner=acting.partner, by=acting.by, made_on=on
    )
    append("own-area-kept", by=acting.by, subject=f"own area {row.pk}", parts=len(made.parts))
    return row


@transaction.atomic
def forget(acting: Acting, row: OwnArea) -> None:
    """Forget an area of one's own partner. Raises PermissionDenied."""
    if row.partner != acting.partner:
        raise PermissionDenied
    append("own-area-forgotten", by=acting.by, subject=f"own area {row.pk}")
    row.delete()


def own_areas() -> list[OwnArea]:
    """All that are kept, by their titles."""
    return list(OwnArea.objects.all())


def own_area(number: int) -> OwnArea | None:
    """One of them, None where it is not there or its kind of area is not kept any more."""
    row = OwnArea.objects.filter(pk=number).first()
    return row if row is not None and row.kind in queries.kinds() else None


def with_figures(row: OwnArea) -> WithOwnArea:
    """The figures of this installation with those of the area."""
    kept = queries.store()
    return WithOwnArea(kept.folder, CustomArea(CODE, row.title, tuple(row.parts)), row.kind, eyes=kept.eyes)
