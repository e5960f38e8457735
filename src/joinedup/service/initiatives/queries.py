"""Read the initiatives."""

from __future__ import annotations

from joinedup.service.authorization.acting import Acting
from joinedup.service.initiatives.models import Initiative as Initiative


def initiatives(acting: Acting) -> list[Initiative]:
    """Those that somebody may see: their own initiative, else those of their partner, else all."""
    return [row for row in Initiative.objects.all() if may_see(acting, row)]


def may_see(acting: Acting, row: Initiative) -> bool:
    """Whether the person acts in it, and their partner takes part."""
    return acting.within(row.key) and (not acting.partner or acting.partner in row.partners)


def initiative(acting: Acting, key: str) -> Initiative | None:
    """One initiative, or None where there is none that they may see."""
    row = Initiative.objects.filter(key=key).first()
    return row if row is not None and may_see(acting, row) else None


def all_titles() -> dict[str, str]:
    """Each initiative's key and title, for whoever invites people to them."""
    return dict(Initiative.objects.values_list("key", "title"))


def exists(key: str) -> bool:
    """Whether there is an initiative of this name, for whoever may begin one."""
    return Initiative.objects.filter(key=key).exists()


def partners_of(key: str) -> list[str]:
    """The partners that take part in an initiative; none where there is no such initiative."""
    row = Initiative.objects.filter(key=key).first()
    return list(row.partners) if row else []
