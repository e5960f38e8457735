"""What is kept about figures: who loaded and signed them off, targets, the register of analyses, and how often looked.

The figures themselves are in files (see `queries.store`); those that wait for a signature in a folder of their own.
"""

from __future__ import annotations

from django.db import models

from joinedup.engine.audit.fingerprint import fingerprint


class Loading(models.Model):
    """A file of figures that somebody read in. `owner`: the partner whose signature lets others see it, by `due`.

    `facts`: what was read (see `reading_in.Told`). `cleared`: how its small numbers were looked at. `sha256`: of the
    file. Kept for ever; only its state changes.
    """

    READ, PUT, SIGNED, SENT_BACK, GIVEN_UP = "read", "put forward", "signed off", "sent back", "given up"
    WAITING = (READ, PUT)

    key = models.SlugField(primary_key=True, max_length=40)
    partner = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    person = models.BigIntegerField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    due = models.DateField()
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    cleared = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default=READ)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"figures {self.key}, {self.state}"

    def fingerprint(self) -> str:
        """The hash that its event holds."""
        fields = ("key", "partner", "owner", "by", "due", "file", "sha256", "cleared", "facts")
        return fingerprint({"at": self.at.isoformat(), **{field: getattr(self, field) for field in fields}})


class LoadedIndicator(models.Model):
    """One indicator of a file, and a kind of area that it has figures for."""

    loading = models.ForeignKey(Loading, on_delete=models.PROTECT, related_name="indicators")
    indicator = models.SlugField(max_length=100, db_index=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=100)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("loading", "indicator", "kind"), name="one_set_of_figures_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.indicator}, {self.kind}"


class FiguresSignature(models.Model):
    """What the owner said about figures put forward: that they are right, or why they go back. Kept for ever."""

    loading = models.OneToOneField(Loading, on_delete=models.PROTECT, related_name="signature")
    signed = models.BooleanField()
    words = models.TextField(blank=True)
    person = models.BigIntegerField()
    by = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.loading_id}: {'signed off' if self.signed else 'sent back'}"

    def fingerprint(self) -> str:
        """The hash that its event holds."""
        fields = ("loading_id", "signed", "words", "by")
        return fingerprint({"on": self.on.isoformat(), **{field: getattr(self, field) for field in fields}})


class Shown(models.Model):
    """An indicator's figures for a kind of area that its owner shows to everybody. Kept for ever; only its end is set.

    `sha256`: of the figures that are shown. Others, put there without the owner's signature, are not.
    """

    indicator = models.SlugField(max_length=100)
    kind = models.CharField(max_length=100)
    owner = models.CharField(max_length=40)
    person = models.BigIntegerField()
    by = models.CharField(max_length=200)
    on = models.DateField()
    sha256 = models.CharField(max_length=64)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "kind"), condition=models.Q(ended_on=None), name="shown_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"shown {self.pk}"

    def fingerprint(self) -> str:
        """The hash that its event holds."""
        fields = ("pk", "indicator", "kind", "owner", "by")
        return fingerprint({"on": self.on.isoformat(), **{field: getattr(self, field) for field in fields}})


class Target(models.Model):
    """A figure wanted by a day. A changed target is a new row, and the old one ends. `owner`: the partner's key."""

    indicator = models.SlugField(max_length=100)
    kind = models.CharField(max_length=100)
    area = models.CharField(max_length=40)
    baseline = models.FloatField()
    baseline_starts = models.DateField()
    baseline_ends = models.DateField()
    wanted = models.FloatField()
    wanted_by = models.DateField()
    milestones = models.JSONField(default=dict)
    owner = models.CharField(max_length=40)
    by = models.CharField(max_length=200)
    set_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "kind", "area"), condition=models.Q(ended_on=None), name="one_target_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"target {self.pk}"


class Goal(models.Model):
    """Limits of green and red of an indicator. A changed goal is a new row, and the old one ends."""

    indicator = models.SlugField(max_length=100)
    met = models.FloatField()
    missed = models.FloatField()
    reason = models.CharField(max_length=300)
    owner = models.CharField(max_length=40)
    by = models.CharField(max_length=200)
    set_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("indicator",), condition=models.Q(ended_on=None), name="one_goal_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"goal {self.pk}"


class Analysis(models.Model):
    """A piece of work in the register. `areas`: codes; `indicators`: keys."""

    question = models.CharField(max_length=300)
    partner = models.CharField(max_length=40)
    lead = models.CharField(max_length=120)
    stage = models.CharField(max_length=20)
    ends = models.DateField()
    kind = models.CharField(max_length=100, blank=True)
    areas = models.JSONField(default=list)
    indicators = models.JSONField(default=list)
    by = models.CharField(max_length=200)
    entered_on = models.DateField()
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("stage", "ends")

    def __str__(self) -> str:
        return f"analysis {self.pk}"


class OwnArea(models.Model):
    """An area that somebody drew or listed. `kind`: of its parts; `parts`: their codes; `partner`: "" for the whole.

    Its figures are put together whenever somebody looks (see `engine.indicators.own_area`).
    """

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=100)
    parts = models.JSONField(default=list)
    partner = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=200)
    made_on = models.DateField()

    class Meta:
        ordering = ("title", "id")

    def __str__(self) -> str:
        return f"own area {self.pk}"


class Visit(models.Model):
    """How often a partner's people looked at a theme in a month: counted, never who."""

    partner = models.CharField(max_length=40)
    theme = models.CharField(max_length=200)
    month = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("month", "partner", "theme")
        constraints = (models.UniqueConstraint(fields=("partner", "theme", "month"), name="one_count_a_month"),)

    def __str__(self) -> str:
        return f"{self.partner}, {self.theme}, {self.month}: {self.count}"
