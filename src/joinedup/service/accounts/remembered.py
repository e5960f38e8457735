"""What all processes that serve pages must know together: which one-time codes were used, how often somebody tried.

Django's cache in memory knows it in one process only, so that a code could serve once in each.

Kept in the register, under the hash of what it is about: no code and no name can be read there. What is kept is plain
JSON, because whoever can write into the register must not be able to run anything here.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction

FOR_EVER = 10 * 365 * 86_400.0  # seconds


class Remembered(BaseCache):
    """A cache of Django's in the register's table `Note`. Values are what JSON can hold."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Remember it unless something is remembered already; whether it was. Of two at once one is told yes."""
        from joinedup.service.accounts.models import Note

        digest = self._digest(key, version)
        Note.objects.filter(until__lte=time.time()).delete()
        try:
            with transaction.atomic():
                Note.objects.create(about=digest, value=json.dumps(value), until=self._until(timeout))
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is remembered, else `default`."""
        from joinedup.service.accounts.models import Note

        found = Note.objects.filter(about=self._digest(key, version), until__gt=time.time()).first()
        return default if found is None else json.loads(found.value)

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Remember it in place of what was."""
        from joinedup.service.accounts.models import Note

        told = {"value": json.dumps(value), "until": self._until(timeout)}
        Note.objects.update_or_create(about=self._digest(key, version), defaults=told)

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Remember it from now on for so long; whether it was remembered."""
        from joinedup.service.accounts.models import Note

        there = Note.objects.filter(about=self._digest(key, version), until__gt=time.time())
        return bool(there.update(until=self._until(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it; whether it was remembered."""
        from joinedup.service.accounts.models import Note

        return bool(Note.objects.filter(about=self._digest(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        from joinedup.service.accounts.models import Note

        Note.objects.all().delete()

    def _digest(self, key: str, version: int | None) -> str:
        return hashlib.sha256(self.make_and_validate_key(key, version=version).encode()).hexdigest()

    def _until(self, timeout: float | None) -> float:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return time.time() + (FOR_EVER if seconds is None else seconds)
