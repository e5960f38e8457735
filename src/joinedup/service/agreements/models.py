"""Protocols and agreements, a row for each version, and who has signed which.

The content is the engine's value as JSON; the dates beside it are copies for the database's own triggers.
Triggers refuse any change to a version's content (see gatehouse.triggers): an amendment is a new version.
"""

from __future__ import annotations

from django.db import models

from joinedup.engine.agreements.lifecycle import State

STATES = [(state.value, state.value) for state in State]


class VersionRow(models.Model):
    """What every version holds, of a protocol or an agreement. `sign_by`: the day by which all should have signed."""

    reference = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content = models.TextField()
    hash = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=STATES)
    starts = models.DateField()
    ends = models.DateField()
    review_due = models.DateField()
    proposed_on = models.DateField()
    sign_by = models.DateField()

    class Meta:
        abstract = True


class ProtocolVersion(VersionRow):
    """One version of an overarching protocol."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reference", "version"), name="one_row_a_protocol_version"),)
        ordering = ("reference", "version")

    def __str__(self) -> str:
        return f"{self.reference} v{self.version}"


class AgreementVersion(VersionRow):
    """One version of a local agreement."""

    protocol = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="agreements")
    dpia_accepted = models.BooleanField()
    initiative = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reference", "version"), name="one_row_an_agreement_version"),)
        ordering = ("reference", "version")

    def __str__(self) -> str:
        return f"{self.reference} v{self.version}"


class AgreementParty(models.Model):
    """A party to a version, and since when it has withdrawn, if it has."""

    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="parties")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agreement", "partner"), name="one_row_a_party"),)

    def __str__(self) -> str:
        return f"{self.partner_id} in {self.agreement_id}"


class SignatureRow(models.Model):
    """What every signature holds, on a protocol or an agreement."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    signatory = models.CharField(max_length=200)
    version_hash = models.CharField(max_length=64)
    signed_on = models.DateField()
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        abstract = True


class ProtocolSignature(SignatureRow):
    """A partner's signature on a protocol: how it joins."""

    protocol = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="signatures")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("protocol", "partner"), name="one_signature_a_protocol"),)

    def __str__(self) -> str:
        return f"{self.partner_id} on {self.protocol_id}"


class AgreementSignature(SignatureRow):
    """A party's signature on a version of an agreement."""

    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agreement", "partner"), name="one_signature_a_party"),)

    def __str__(self) -> str:
        return f"{self.partner_id} on {self.agreement_id}"


class SignOff(models.Model):
    """A role of a party approves a version, or says why not, before its signatory signs."""

    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="sign_offs")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    by = models.CharField(max_length=200)
    on = models.DateField()
    approved = models.BooleanField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.role} of {self.partner_id} on {self.agreement_id}"


class Comment(models.Model):
    """What somebody of a party said about a version while it was being agreed."""

    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="comments")
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    words = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.agreement_id}"


class Commencement(models.Model):
    """The day on which a provision commenced, as the partnership read it. The last one about a switch counts."""

    switch = models.CharField(max_length=60)
    starts = models.DateField()
    source = models.CharField(max_length=300)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.switch}: {self.starts}"


class Draft(models.Model):
    """An agreement while it is written: answers so far, and its impact assessment. `changed` counts the changes."""

    WRITING, PROPOSED, ABANDONED = "writing", "proposed", "abandoned"

    reference = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    initiative = models.CharField(max_length=60)
    partner = models.CharField(max_length=40, blank=True)
    content = models.JSONField(default=dict)
    dpia = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    state = models.CharField(max_length=20, default=WRITING)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"draft of {self.reference} v{self.version}"
