"""Initiatives begin, change and move from stage to stage."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from joinedup.engine.errors import error
from joinedup.service.audit.actions import append
from joinedup.service.initiatives.models import Initiative


@transaction.atomic
def begin(*, by: str, key: str, title: str, what: str, partners: Sequence[str], stage: str = "vision") -> Initiative:
    """A new initiative of these partners. Raises `initiative-there`."""
    if Initiative.objects.filter(key=key).exists():
        raise error("initiative-there", where=key)
    row = Initiative.objects.create(key=key, title=title, what=what, partners=list(partners), stage=stage)
    append("initiative-begun", by=by, subject=key)
    return row


@transaction.atomic
def change(*, by: str, key: str, seen: int, **fields: object) -> Initiative:
    """Change its title, what, stage or partners. `seen`: the change that the person saw. Raises `changed-meanwhile`."""
    row = Initiative.objects.select_for_update().get(key=key)
    if row.changed != seen:
        raise error("changed-meanwhile", where=key)
    for name, value in fields.items():
        setattr(row, name, value)
    row.changed += 1
    row.save()
    append("initiative-changed", by=by, subject=key, what=", ".join(sorted(fields)))
    return row
