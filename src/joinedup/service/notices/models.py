"""Notices: what somebody should know or do, in the page and by e-mail."""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    """One notice to one person. Words hold no personal data: they go by e-mail."""

    person = models.BigIntegerField(db_index=True)
    words = models.CharField(max_length=400)
    address = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"notice {self.pk}"
