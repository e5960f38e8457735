"""What is kept about boundaries that people give: who gave which file, and whether maps are drawn from it.

The boundaries themselves are files (see `outlining`). They are open data and say nothing of people.
"""

from __future__ import annotations

from django.db import models

from joinedup.engine.areas.area_set import AreaSet
from joinedup.engine.areas.boundary_check import Said
from joinedup.engine.audit.fingerprint import fingerprint
from joinedup.engine.indicators.store import area_key


class BoundaryFile(models.Model):
    """A file of boundaries that somebody gave. `level`, `year`, `code_column`, `only`: as `boundary_check.Said`.

    `source`: what stands below every map drawn from it. `facts`: what was found in it (see `actions.look_at`). Kept for
    ever; only its state changes.
    """

    ARRIVED, READ, REFUSED, IN_USE, OUT, GIVEN_UP = "arrived", "read", "refused", "in use", "out of use", "given up"
    KEPT = (READ, IN_USE, OUT)  # its boundaries are there

    key = models.SlugField(primary_key=True, max_length=40)
    partner = models.CharField(max_length=40, blank=True)
    person = models.BigIntegerField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    level = models.CharField(max_length=60)
    year = models.PositiveIntegerField(default=0)
    code_column = models.CharField(max_length=100, blank=True)
    only = models.JSONField(default=list)
    source = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default=ARRIVED)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"boundaries {self.key}, {self.state}"

    @property
    def said(self) -> Said:
        """What whoever gave it says of it."""
        return Said(self.level, self.year, self.code_column, tuple(self.only))

    @property
    def kind(self) -> str:
        """The kind of area, as figures' store calls it."""
        return area_key(AreaSet(self.level, self.year, {}))

    def fingerprint(self) -> str:
        """The hash that its event holds."""
        fields = ("key", "partner", "by", "file", "sha256", "level", "year", "code_column", "only", "source", "facts")
        return fingerprint({"at": self.at.isoformat(), **{field: getattr(self, field) for field in fields}})
