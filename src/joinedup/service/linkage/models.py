"""Linkage runs: each makes one index of clients, sealed in the vault."""

from __future__ import annotations

from attrs import evolve
from django.db import models

from joinedup.engine.gate.decision import Source
from joinedup.engine.gate.movement import PAIRS, SEARCH
from joinedup.service.gatehouse.holding import Holding


class LinkageRun(Holding):
    """One linkage. `facts` holds the supplies it read, the model's facts and the counts."""

    class Meta:
        ordering = ("movement",)

    @property
    def event(self) -> str:
        """The kind of event that tells of it."""
        return {SEARCH: "search-sealed", PAIRS: "pairs-sealed"}.get(self.dataset, "index-sealed")

    def as_source(self) -> Source:
        """What the gate needs to know of it, with the partners whose supplies it was made from."""
        made_from = tuple(dict.fromkeys(supplier for supplier, _ in self.facts.get("supplies", {}).values()))
        return evolve(super().as_source(), made_from=made_from)

    def __str__(self) -> str:
        return self.name


class Judgement(models.Model):
    """What somebody found two records to be, by their keys in an index (see record_keys). The last of each counts."""

    ANSWERS = ("same", "different", "unknown")

    agreement = models.CharField(max_length=60, db_index=True)
    left = models.CharField(max_length=64)
    right = models.CharField(max_length=64)
    answer = models.CharField(max_length=10, choices=[(answer, answer) for answer in ANSWERS])
    person = models.BigIntegerField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answer__in=("same", "different", "unknown")), name="an_answer_to_a_pair"
            ),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="a_pair_in_order"),
        )

    def __str__(self) -> str:
        return f"judgement {self.pk}"
