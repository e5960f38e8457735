"""Signed checkpoints: the end of the chain at a moment, kept by each partner, so that no host rewrites history unseen.

Whoever writes the whole chain anew can make it hold again; they cannot change what partners carried away. A checkpoint
is signed with the installation's own key (Ed25519, RFC 8032), so that nobody can blame a host with a made-up one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from attrs import asdict, frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from joinedup.engine.audit.chain import Link
from joinedup.engine.errors import error

KIND = "joinedup checkpoint 1"


@frozen
class Checkpoint:
    """The event that ended the chain. `public_key` and `signature` are hexadecimal."""

    sequence: int
    hash: str
    at: str
    public_key: str
    signature: str

    def as_plain(self) -> dict[str, object]:
        """For a file."""
        return {"kind": KIND, **asdict(self)}


def _message(sequence: int, digest: str, at: str) -> bytes:
    return json.dumps([KIND, sequence, digest, at]).encode()


def checkpoint(last: Link, seed: bytes) -> Checkpoint:
    """Sign the end of the chain. seed: 32 secret bytes of the installation."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    signature = key.sign(_message(last.sequence, last.hash, last.at)).hex()
    return Checkpoint(last.sequence, last.hash, last.at, public, signature)


def checkpoint_from(plain: Mapping[str, object]) -> Checkpoint:
    """A checkpoint from its file. Raises `checkpoint-unreadable` where it is none, or its signature does not hold."""
    try:
        if plain["kind"] != KIND:
            raise error("checkpoint-unreadable")
        found = Checkpoint(
            int(str(plain["sequence"])), str(plain["hash"]), str(plain["at"]), str(plain["public_key"]),
            str(plain["signature"]),
        )  # fmt: skip
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.public_key))
        key.verify(bytes.fromhex(found.signature), _message(found.sequence, found.hash, found.at))
    except (KeyError, TypeError, ValueError, InvalidSignature):
        raise error("checkpoint-unreadable") from None
    return found
