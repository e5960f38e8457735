"""Keys of this installation, each for one use, derived from the master key."""

from __future__ import annotations

import hashlib
import hmac

from joinedup.service.project.home import home


def secret(label: str) -> bytes:
    """The key for this use: HMAC-SHA-256 over its label, 32 bytes."""
    return hmac.new(home().master_key.read_bytes(), f"joinedup {label}".encode(), hashlib.sha256).digest()
