"""Partners' systems: each has credentials of its own, and acts for one partner and nobody else."""

from __future__ import annotations

from django.db import models


class System(models.Model):
    """A system of a partner. `client`: its identifier at the token address; the secret is kept there, hashed."""

    client = models.CharField(max_length=100, unique=True)
    partner = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    person = models.BigIntegerField()
    made_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("partner", "title")

    def __str__(self) -> str:
        return self.title
