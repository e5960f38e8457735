"""Supplies: what was received and sealed. The data are in the vault, never here."""

from __future__ import annotations

from joinedup.service.gatehouse.holding import Holding


class Supply(Holding):
    """One extract received. `facts` holds the layout and the quality report."""

    class Meta:
        ordering = ("movement",)

    def __str__(self) -> str:
        return self.name
