"""Residents: who proved in person who they are, where they are found, and what they ask for. No row holds their name
but what they write themselves into a request.
"""

from __future__ import annotations

from django.db import models


class Resident(models.Model):
    """Somebody who proved who they are. `who`: a keyed hash of surname and date of birth, by which they stay one."""

    handle = models.SlugField(max_length=30, unique=True)
    who = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.handle


class SignInCode(models.Model):
    """A code given to a resident after they proved in person who they are; the last one counts."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="codes")
    tag = models.CharField(max_length=6, unique=True)
    hash = models.CharField(max_length=200)
    made_on = models.DateField()
    expires_on = models.DateField()
    by = models.CharField(max_length=200)
    how = models.CharField(max_length=200)
    tries = models.PositiveSmallIntegerField(default=0)
    ended = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"code {self.pk}"


class WrongTry(models.Model):
    """A code that did not fit, by a keyed hash of where it came from."""

    at = models.DateTimeField(auto_now_add=True)
    origin = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"wrong try {self.pk}"


class Found(models.Model):
    """A resident in one agreement's index: their client, and the systems (partner, data set) that hold them."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="found")
    agreement = models.CharField(max_length=60)
    client = models.CharField(max_length=100, blank=True)
    systems = models.JSONField()
    found_on = models.DateField()

    class Meta:
        ordering = ("agreement", "id")
        constraints = (models.UniqueConstraint(fields=("resident", "agreement"), name="found_once_an_agreement"),)

    def __str__(self) -> str:
        return f"{self.resident_id} under {self.agreement}"


class RightsRequest(models.Model):
    """What a resident asks of one controller. How it stands, its steps say (see clock)."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=20)
    controller = models.CharField(max_length=40, db_index=True)
    received_on = models.DateField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"request {self.pk}"


class RequestWords(models.Model):
    """What the resident wrote, with their name and how to reach them: read by the controller that is asked."""

    request = models.OneToOneField(RightsRequest, on_delete=models.PROTECT, related_name="words")
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=300)
    words = models.TextField()

    def __str__(self) -> str:
        return f"words of request {self.request_id}"


class RequestStep(models.Model):
    """One step towards the answer. `words`: what the resident reads of it."""

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    on = models.DateField()
    step = models.CharField(max_length=30)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.step} of request {self.request_id}"
