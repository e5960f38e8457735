"""Signatures: Ed25519 (RFC 8032) over the hash of the exact version, one key for each signatory."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from attrs import frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@frozen
class Signature:
    """One party's signature. `public_key` and `signature` are hexadecimal (32 and 64 bytes)."""

    partner: str
    signatory: str
    version_hash: str
    signed_on: date
    public_key: str
    signature: str


def new_private_key() -> bytes:
    """A fresh signing key: 32 secret bytes, which stay with the signatory."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def public_key_of(private_key: bytes) -> str:
    """The public half, hexadecimal."""
    public = Ed25519PrivateKey.from_private_bytes(private_key).public_key()
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _message(partner: str, signatory: str, version_hash: str, signed_on: date) -> bytes:
    # every field that the signature vouches for, each in quotation marks, so that none can be swapped afterwards
    return json.dumps(["joinedup signature 1", partner, signatory, version_hash, signed_on.isoformat()]).encode()


def sign(private_key: bytes, *, partner: str, signatory: str, version_hash: str, signed_on: date) -> Signature:
    """Sign one exact version on behalf of a partner."""
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    signature = key.sign(_message(partner, signatory, version_hash, signed_on))
    return Signature(partner, signatory, version_hash, signed_on, public_key_of(private_key), signature.hex())


# the same signature fits or does not for ever, and a list of agreements asks for each protocol's again and again
@lru_cache(maxsize=1 << 16)
def holds(signature: Signature) -> bool:
    """Whether the signature fits its own fields. Whose key it is, the register knows."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.public_key))
        message = _message(signature.partner, signature.signatory, signature.version_hash, signature.signed_on)
        key.verify(bytes.fromhex(signature.signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
