"""Look-ups of one person, their review, consents, and markers of people who are kept out of sight.

No row holds a name: a person is a client of an agreement's index, which is a keyed pseudonym.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.service.lookups.outcomes import OUTCOMES


class LookUp(models.Model):
    """One look-up, whatever came of it.

    `client` stands also where a safety marker hid the person, so that the alert can be given; who looked is shown
    "nobody found" then (see queries.own). `person`: the number of whoever looked, 0 for the command line.
    `key`: the keyed hash that was searched for.
    """

    at = models.DateTimeField(db_index=True)
    person = models.BigIntegerField(db_index=True)
    by = models.CharField(max_length=200)
    role = models.CharField(max_length=60, blank=True)
    partner = models.CharField(max_length=40)
    agreement = models.CharField(max_length=60)
    purpose = models.TextField()
    reason = models.TextField()
    emergency = models.BooleanField()
    explanation = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    key = models.CharField(max_length=64)
    client = models.CharField(max_length=100, blank=True, db_index=True)
    systems = models.JSONField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"look-up {self.pk}"


class Review(models.Model):
    """Somebody else's judgement of an emergency look-up. `looked`: who made it, a copy for the constraint."""

    look_up = models.OneToOneField(LookUp, on_delete=models.PROTECT, related_name="review")
    at = models.DateTimeField()
    person = models.BigIntegerField()
    looked = models.BigIntegerField()
    by = models.CharField(max_length=200)
    justified = models.BooleanField()
    words = models.TextField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(person=F("looked")), name="nobody_reviews_themselves"),)

    def __str__(self) -> str:
        return f"review of look-up {self.look_up_id}"


class Deferral(models.Model):
    """The person looked up is not told before a day: it would prejudice an investigation. The last one counts."""

    look_up = models.ForeignKey(LookUp, on_delete=models.PROTECT, related_name="deferrals")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    until = models.DateField()
    reason = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"deferral of look-up {self.look_up_id}"


class Consent(models.Model):
    """A person's consent to one agreement, given or withdrawn: each a row of its own, and the last one counts."""

    at = models.DateTimeField()
    agreement = models.CharField(max_length=60)
    client = models.CharField(max_length=100)
    given = models.BooleanField()
    on = models.DateField()
    how = models.TextField()
    by = models.CharField(max_length=200)
    partner = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("agreement", "client")),)

    def __str__(self) -> str:
        return f"consent {self.pk}"


class SafetyMarker(models.Model):
    """Somebody whom look-ups do not find, for their safety: their client in one agreement's index, or their search key.

    `key` keeps the marker good where a new linkage gives the person another client.
    """

    agreement = models.CharField(max_length=60)
    key = models.CharField(max_length=64, db_index=True)
    client = models.CharField(max_length=100, blank=True, db_index=True)
    person = models.BigIntegerField()
    by = models.CharField(max_length=200)
    partner = models.CharField(max_length=40)
    reason = models.TextField()
    set_on = models.DateField()
    lifted_on = models.DateField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"marker {self.pk}"


class Told(models.Model):
    """That the alert about a look-up of somebody marked was given: once, whatever happens to the worker."""

    look_up = models.OneToOneField(LookUp, on_delete=models.PROTECT, related_name="told")

    def __str__(self) -> str:
        return f"told of look-up {self.look_up_id}"
