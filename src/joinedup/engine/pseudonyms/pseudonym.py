"""Keyed pseudonyms: constant for one person within an agreement, and of no use outside it.

A key is derived for every agreement from one master secret (HKDF, RFC 5869), and the pseudonym is an
HMAC-SHA-256 (RFC 2104) of the person's id under that key. Without the secret nobody can work out whose it
is, nor try out all ids, nor join the extracts of two agreements.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from joinedup.engine.errors import error

SHORTEST_SECRET = 32  # bytes, as long as the key that is derived from it
LENGTH = 28  # characters of base32, five bits each: 140 bits, so that two people never share one by chance

_SALT = b"joinedup pseudonyms, version 1"


def pseudonym_maker(secret: bytes, reference: str) -> Callable[[str], str]:
    """The function from a person's id to their pseudonym in the agreement `reference`.

    secret: at least 32 random bytes, kept by whoever runs the platform. The pseudonym is 28 characters of
    A to Z and 2 to 7 (base32, RFC 4648). Raises `pseudonym-secret-short`, and `pseudonym-reference-missing`.
    """
    check_secret(secret, reference)
    key = HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=reference.encode()).derive(secret)

    def pseudonym(person: str) -> str:
        digest = hmac.new(key, person.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode()[:LENGTH]

    return pseudonym


def check_secret(secret: bytes, reference: str) -> None:
    """Raises `pseudonym-secret-short`, and `pseudonym-reference-missing` where the agreement is not named."""
    if len(secret) < SHORTEST_SECRET:
        raise error("pseudonym-secret-short", least=SHORTEST_SECRET)
    if not reference.strip():
        raise error("pseudonym-reference-missing")
