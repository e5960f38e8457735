"""Movements: every request for data to move, allowed or refused. Triggers keep them (see triggers)."""

from __future__ import annotations

from django.db import models


class Movement(models.Model):
    """One movement with its decision; its event tells the time.

    `content` is the whole of it as JSON; the columns are for the triggers.
    """

    agreement = models.CharField(max_length=60)
    version = models.PositiveIntegerField(null=True)
    supplier = models.CharField(max_length=40)
    recipient = models.CharField(max_length=40)
    allowed = models.BooleanField()
    content = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"movement {self.id}"
