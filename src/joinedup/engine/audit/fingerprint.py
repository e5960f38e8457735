"""Fingerprints of what the chain attests, so that a changed row or file is found and named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from attrs import frozen


@frozen
class Attested:
    """A row of the register whose fingerprint must stand in an event of this kind about this subject."""

    kind: str
    subject: str
    hash: str


def fingerprint(fields: Mapping[str, object]) -> str:
    """SHA-256 of the fields in one canonical spelling: JSON with sorted keys, dates as ISO 8601."""
    spelled = json.dumps(fields, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()
