"""Work in the background: what was asked for, how far it is, how it ended."""

from __future__ import annotations

import uuid

from django.db import models


class Job(models.Model):
    """One piece of work. `takes`: what it needs, identifiers only. `said`: what came of it, or the error in words."""

    WAITING, GOING_ON, DONE, FAILED = "waiting", "going on", "done", "failed"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    takes = models.JSONField()
    asked_by = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True)
    partner = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, default=WAITING)
    doing = models.CharField(max_length=200, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
