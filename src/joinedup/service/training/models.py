"""Modules of training, what each opens, and who has completed which. Kept for ever; only their ends are set."""

from __future__ import annotations

from django.db import models

from joinedup.engine.audit.fingerprint import fingerprint


class Module(models.Model):
    """A module that the partnership asks for. `opens`: the names of the permissions that need it, from `needed_from`.

    `months`: how long a completion holds, None for ever. A changed module is a new row of the same key.
    """

    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    what = models.CharField(max_length=500)
    opens = models.JSONField(default=list)
    months = models.PositiveSmallIntegerField(null=True)
    needed_from = models.DateField()
    by = models.CharField(max_length=200)
    set_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(fields=("key",), condition=models.Q(ended_on=None), name="one_module_of_a_key"),
        )

    def __str__(self) -> str:
        return f"module {self.key}"

    def fingerprint(self) -> str:
        """The hash that its event holds."""
        fields = ("key", "title", "what", "opens", "months", "by")
        days = {"needed_from": self.needed_from.isoformat(), "set_on": self.set_on.isoformat()}
        return fingerprint({**days, **{field: getattr(self, field) for field in fields}})


class Completion(models.Model):
    """Somebody has completed a module, as whoever recorded it says. `until`: the last day on which it holds.

    `withdrawn_on`: from then on it counts no more, as it was recorded by mistake.
    """

    module = models.SlugField(max_length=60)
    person = models.BigIntegerField(db_index=True)
    handle = models.CharField(max_length=20)
    done_on = models.DateField()
    until = models.DateField(null=True)
    by = models.CharField(max_length=200)
    recorded_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        ordering = ("-done_on", "-id")

    def __str__(self) -> str:
        return f"completion {self.pk}"

    def fingerprint(self) -> str:
        """The hash that its event holds."""
        days = {
            "done_on": self.done_on.isoformat(), "until": self.until.isoformat() if self.until else "",
            "recorded_on": self.recorded_on.isoformat(),
        }  # fmt: skip
        return fingerprint({**days, **{field: getattr(self, field) for field in ("pk", "module", "handle", "by")}})
