"""Releases: what has left, of each type, and the files that left."""

from __future__ import annotations

from django.db import models


class Release(models.Model):
    """One release. `files`: name, size and SHA-256 each. `facts`: what was checked and what it showed."""

    name = models.SlugField(primary_key=True, max_length=100)
    agreement = models.CharField(max_length=400)
    sharing_type = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    made_on = models.DateField()
    movement = models.BigIntegerField()
    files = models.JSONField()
    facts = models.JSONField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
