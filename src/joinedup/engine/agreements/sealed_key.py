"""A signatory's private key, sealed with a phrase: scrypt (RFC 7914) makes the key, AES-256-GCM seals."""

from __future__ import annotations

import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from joinedup.engine.errors import error

SHORTEST = 12  # letters of a phrase
COST = 2**15  # about a tenth of a second and 32 MiB: a guess at a stolen key costs as much


def _key(phrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(phrase.encode())


def seal(private_key: bytes, phrase: str) -> dict[str, object]:
    """The key in a form that may be kept. Raises `phrase-short`."""
    if len(phrase) < SHORTEST:
        raise error("phrase-short", shortest=SHORTEST)
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_key(phrase, salt, COST)).encrypt(nonce, private_key, b"joinedup signatory 1")
    return {"cost": COST, "salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex()}


def unseal(kept: Mapping[str, object], phrase: str) -> bytes:
    """The private key again. Raises `phrase-wrong`."""
    salt, nonce, sealed = (bytes.fromhex(str(kept[name])) for name in ("salt", "nonce", "sealed"))
    try:
        return AESGCM(_key(phrase, salt, int(str(kept["cost"])))).decrypt(nonce, sealed, b"joinedup signatory 1")
    except InvalidTag:
        raise error("phrase-wrong") from None
