"""Releases: what has left, of each type, and the files that left."""

from __future__ import annotations

from django.db import models


class Release(models.Model):
    """One release. `files`: name, size and SHA-256 each. `facts`: what was checked and what it showed.

    A withdrawn release stays listed; its files are not given out any more.
    """

    name = models.SlugField(primary_key=True, max_length=100)
    agreement = models.CharField(max_length=400)
    sharing_type = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    made_on = models.DateField()
    movement = models.BigIntegerField()
    files = models.JSONField()
    facts = models.JSONField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ReleaseRequest(models.Model):
    """Somebody asks for a release; it is prepared, checked by somebody else, and made.

    `asks`: what it is to hold. `facts`: what protecting and attacking it showed. `digest`: of what was checked.
    """

    ASKED, PREPARED, FAILED, REFUSED, APPROVED, MADE = "asked", "prepared", "failed", "refused", "approved", "made"

    agreement = models.CharField(max_length=60)
    sharing_type = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    asks = models.JSONField()
    why = models.TextField()
    partner = models.CharField(max_length=40)
    person = models.BigIntegerField()
    by = models.CharField(max_length=200)
    asked_on = models.DateField()
    state = models.CharField(max_length=20, default=ASKED)
    facts = models.JSONField(default=dict)
    shown = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True)
    words = models.TextField(blank=True)
    release = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"request {self.pk} under {self.agreement}"


class CohortQuestion(models.Model):
    """What was counted under an agreement. `conditions`: in order, as factors are, without points; `shown`: how many
    of them each count that was shown had (0: everybody). Later counts are held against those shown."""

    agreement = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    conditions = models.JSONField()
    shown = models.JSONField()
    partner = models.CharField(max_length=40)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("agreement", "number")
        # two who ask at once: the second is held against the first
        constraints = (models.UniqueConstraint(fields=("agreement", "number"), name="a_number_to_a_question"),)

    def __str__(self) -> str:
        return f"question {self.number} under {self.agreement}"
