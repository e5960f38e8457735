"""What a supply and an index have in common in the register: a sealed file, held under one agreement."""

from __future__ import annotations

from django.db import models

from joinedup.engine.audit.fingerprint import fingerprint
from joinedup.engine.gate.decision import Source


class Holding(models.Model):
    """A sealed file. `movement` is the movement that let it in; `facts` is what was found out about it."""

    name = models.SlugField(primary_key=True, max_length=100)
    agreement = models.CharField(max_length=60)
    supplier = models.CharField(max_length=40)
    dataset = models.CharField(max_length=60)
    columns = models.JSONField()
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    received_on = models.DateField()
    movement = models.BigIntegerField(unique=True)
    facts = models.JSONField()
    destroyed_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def as_source(self) -> Source:
        """What the gate needs to know of it."""
        return Source(
            name=self.name,
            agreement=self.agreement,
            supplier=self.supplier,
            dataset=self.dataset,
            columns=tuple(self.columns),
            received_on=self.received_on,
            destroyed=self.destroyed_on is not None,
        )

    def fingerprint(self) -> str:
        """The hash that its event holds: everything but whether it has been destroyed since."""
        return fingerprint(
            {
                "name": self.name,
                "agreement": self.agreement,
                "supplier": self.supplier,
                "dataset": self.dataset,
                "columns": self.columns,
                "rows": self.rows,
                "size": self.size,
                "sha256": self.sha256,
                "received_on": self.received_on,
                "movement": self.movement,
                "facts": self.facts,
            }
        )
