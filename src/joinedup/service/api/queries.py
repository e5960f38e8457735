"""Read partners' systems."""

from __future__ import annotations

from joinedup.service.api.models import System
from joinedup.service.authorization.acting import Acting


def systems(partner: str) -> list[System]:
    """The systems of a partner, ended ones too."""
    return list(System.objects.filter(partner=partner))


def acting_system(client: str) -> Acting | None:
    """A system as it acts: for its partner, with what a data supplier and an analyst may do; None for an ended one."""
    row = System.objects.filter(client=client, ended_on=None).first()
    return Acting(row.person, f"system-{row.pk}", row.title, row.partner, "system") if row else None
