"""Partners: the bodies that share, and who signs for each of them."""

from __future__ import annotations

from django.db import models


class Partner(models.Model):
    """A partner. `kind`: what sort of organisation it is in law, by its key in the engine's table; empty if unknown."""

    key = models.SlugField(primary_key=True, max_length=40)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.title


class SignatoryKey(models.Model):
    """The public half of the key by which an officer signs for a partner. `left_on`: they sign no more since then.

    What was signed before stays signed.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="signatories")
    signatory = models.CharField(max_length=200)
    public_key = models.CharField(max_length=64)
    left_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("partner", "public_key"), name="one_row_a_signatory_key"),)

    def __str__(self) -> str:
        return f"{self.signatory} for {self.partner_id}"
