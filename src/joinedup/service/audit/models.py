"""The audit chain's rows. Triggers refuse to update or delete them (see gatehouse.triggers)."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One link of the chain. No foreign keys, so that the log never depends on what it is about."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    by = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    details = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"
