"""People who use the service, and what each of them is to which partner."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from joinedup.service.authorization.roles import ROLES


class People(BaseUserManager["Person"]):
    """How Django's sign-in finds a person: by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with this e-mail address."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who can sign in. `handle` is how events name them: it says nothing about who they are."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    handle = models.SlugField(max_length=20, unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="en-gb")

    objects = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.handle

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: roles are (see authorization)."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django's own permissions are not used: roles are (see authorization)."""
        return False


class Membership(models.Model):
    """A person acts for a partner, in a role, within an initiative (empty: in the whole partnership)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    partner = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=40, choices=[(key, role.title) for key, role in ROLES.items()])
    initiative = models.CharField(max_length=60, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        ordering = ("partner", "role", "id")

    def __str__(self) -> str:
        return f"{self.person_id} as {self.role} for {self.partner}"


class SealedKey(models.Model):
    """A signatory's private key, sealed with a phrase that only they know: neither host nor administrator can sign."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="keys")
    partner = models.CharField(max_length=40)
    public_key = models.CharField(max_length=64, unique=True)
    sealed = models.JSONField()
    made_on = models.DateField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"a key of {self.person_id} for {self.partner}"


class Note(models.Model):
    """What processes that serve pages remember together for a while (see remembered). `about`: a hash, no name."""

    about = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    until = models.FloatField(db_index=True)  # seconds since 1970

    def __str__(self) -> str:
        return self.about[:8]
