"""The key of encodings under one agreement: made from a share of each partner, and never at the platform.

Each partner makes a share and hands it to the other partners, not to the platform that will match. All make the same
key from all shares; one share that is missing makes another key. HKDF with SHA-256 (RFC 5869).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from joinedup.engine.errors import error

SHARE_BYTES = 32


def new_share() -> str:
    """A partner's share of the key: 32 random bytes in hexadecimal digits."""
    return secrets.token_hex(SHARE_BYTES)


def key_from(shares: Sequence[str], agreement: str) -> bytes:
    """The key of an agreement, 32 bytes, whatever the order of the shares.

    Raises `encoding-share-wrong` where a share is none or stands there twice, and where there are fewer than two.
    """
    if not agreement.strip():
        raise error("encoding-share-wrong", problem="no agreement is named")
    try:
        held = [bytes.fromhex(share.strip()) for share in shares]
    except ValueError:
        raise error("encoding-share-wrong", problem="one of them is no share") from None
    if any(len(share) != SHARE_BYTES for share in held):
        raise error("encoding-share-wrong", problem="one of them is no share")
    if len(held) < 2 or len(set(held)) < len(held):
        raise error("encoding-share-wrong", problem="at least two partners give a share each")
    material = hashlib.sha256(b"".join(sorted(held))).digest()
    return HKDF(algorithm=SHA256(), length=32, salt=b"joinedup encodings 1", info=agreement.encode()).derive(material)
