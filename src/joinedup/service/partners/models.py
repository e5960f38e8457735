"""Partners: the bodies that share."""

from __future__ import annotations

from django.db import models


class Partner(models.Model):
    """A partner, with the officer who signs for it and the public half of that officer's key."""

    key = models.SlugField(primary_key=True, max_length=40)
    title = models.CharField(max_length=200)
    signatory = models.CharField(max_length=200)
    public_key = models.CharField(max_length=64)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.title
