"""Supplies: what was received and sealed, what is on its way, what was said about it. The data are in the vault."""

from __future__ import annotations

from django.db import models

from joinedup.engine.audit.fingerprint import fingerprint
from joinedup.service.gatehouse.holding import Holding


class Supply(Holding):
    """One extract received. `facts` holds the layout and the quality report."""

    class Meta:
        ordering = ("movement",)

    def __str__(self) -> str:
        return self.name


class Judgement(models.Model):
    """Whether whoever receives a supply accepts it. Kept for ever; the last one about a supply counts."""

    supply = models.SlugField(max_length=100, db_index=True)
    accepted = models.BooleanField()
    words = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.supply}: {'accepted' if self.accepted else 'sent back'}"

    def fingerprint(self) -> str:
        """The hash that its event holds."""
        fields = ("id", "supply", "accepted", "words", "by")
        return fingerprint({"at": self.at.isoformat(), **{field: getattr(self, field) for field in fields}})


class Arrival(models.Model):
    """A file on its way: sealed in the folder `arriving` under `key` until it is received or given up.

    size: bytes that have arrived; expected: bytes that were announced. layout: a Table Schema. looks: a few facts of
    each column, without a value. problem: the error, as JSON, that stopped it. changed: counts corrections.
    """

    ARRIVING, ARRIVED, MAPPING = "arriving", "arrived", "mapping"
    RECEIVING, RECEIVED, REFUSED, GIVEN_UP = "receiving", "received", "refused", "given up"
    OPEN = (ARRIVING, ARRIVED, MAPPING, RECEIVING)

    key = models.SlugField(primary_key=True, max_length=40)
    agreement = models.CharField(max_length=60)
    supplier = models.CharField(max_length=40)
    dataset = models.CharField(max_length=60)
    person = models.BigIntegerField()
    by = models.CharField(max_length=200)
    begun_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, default=ARRIVING)
    size = models.BigIntegerField(default=0)
    expected = models.BigIntegerField(null=True)
    layout = models.JSONField(null=True)
    looks = models.JSONField(default=dict)
    problem = models.JSONField(null=True)
    supply = models.SlugField(max_length=100, blank=True)
    changed = models.IntegerField(default=0)

    class Meta:
        ordering = ("-begun_at",)
        indexes = (models.Index(fields=("agreement", "state")),)

    def __str__(self) -> str:
        return f"{self.dataset} of {self.supplier}, {self.state}"


class Schedule(models.Model):
    """How often an agreed data set is due. `every`: monthly, quarterly, or days with `days`; empty for never."""

    NEVER, DAYS, MONTHLY, QUARTERLY = "", "days", "monthly", "quarterly"

    agreement = models.CharField(max_length=60)
    supplier = models.CharField(max_length=40)
    dataset = models.CharField(max_length=60)
    every = models.CharField(max_length=20, blank=True)
    days = models.IntegerField(null=True)
    starts = models.DateField()
    reminded_on = models.DateField(null=True)
    changed = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("agreement", "supplier", "dataset"), name="one_schedule_a_data_set"),
        )

    def __str__(self) -> str:
        return f"{self.dataset} of {self.supplier}, {self.every or 'never'}"
