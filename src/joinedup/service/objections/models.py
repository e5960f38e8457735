"""Objections of people: no row holds a name; a person is a client of an agreement's index, and a keyed hash."""

from __future__ import annotations

from django.db import models


class Objection(models.Model):
    """What `partner` holds of somebody does not leave under `agreement`, until it is lifted.

    `client`, `key`: who, in the agreement's index; one of them may be empty. `request`: the number of the resident's
    request that it follows from, None where the partner heard of it in another way. `deciding`: it holds while that
    request is being decided (UK GDPR Article 18(1)(d)).
    """

    agreement = models.CharField(max_length=60)
    partner = models.CharField(max_length=40)
    client = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=64, blank=True)
    request = models.BigIntegerField(null=True)
    deciding = models.BooleanField(default=False)
    why = models.TextField()
    by = models.CharField(max_length=200)
    set_on = models.DateField()
    lifted_on = models.DateField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("agreement", "lifted_on"), name="objections_that_hold"),)

    def __str__(self) -> str:
        return f"objection {self.pk}"
