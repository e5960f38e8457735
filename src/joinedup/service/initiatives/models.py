"""Initiatives: what a partnership wants to do together, from the idea to what it brought."""

from __future__ import annotations

from django.db import models

STAGES = (
    ("vision", "Vision"),
    ("scoping", "Scoping"),
    ("pre-implementation", "Pre-implementation"),
    ("implementation", "Implementation"),
    ("benefit-realisation", "Benefit realisation"),
    ("mainstreaming", "Mainstreaming"),
)


class Initiative(models.Model):
    """One initiative. `partners`: keys of those that take part."""

    key = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=200)
    what = models.TextField()
    stage = models.CharField(max_length=30, choices=STAGES, default="vision")
    partners = models.JSONField(default=list)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.title
