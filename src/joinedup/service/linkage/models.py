"""Linkage runs: each makes one index of clients, sealed in the vault."""

from __future__ import annotations

from joinedup.service.gatehouse.holding import Holding


class LinkageRun(Holding):
    """One linkage. `facts` holds the supplies it read, the model's facts and the counts."""

    class Meta:
        ordering = ("movement",)

    def __str__(self) -> str:
        return self.name
