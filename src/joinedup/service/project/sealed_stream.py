"""A stream sealed with a passphrase: what is written is readable with the passphrase only, and only whole.

The key comes from the passphrase by scrypt (RFC 7914), with the cost that OWASP's password storage cheat sheet
gives. The content is AES-256-GCM in pieces of 1 MiB, numbered, the last one marked (the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so that pieces left out, moved or cut off at the end are found.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from joinedup.engine.errors import error

MAGIC = b"joinedup backup 1\n"
SHORTEST = 16  # characters of a passphrase
PIECE = 1 << 20
_TAG = 16
_COST = {"n": 1 << 17, "r": 8, "p": 1}
_MOST_MEMORY = 256 << 20


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.scrypt(passphrase.encode(), salt=salt, **_COST, maxmem=_MOST_MEMORY, dklen=32))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class SealedWriter:
    """Write into `file` what can be read again with the passphrase. The stream is whole once the block has ended well.

    Raises `passphrase-short`. Counts nothing but bytes: `size` and `sha256` are of the sealed file.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        if len(passphrase) < SHORTEST:
            raise error("passphrase-short", shortest=SHORTEST)
        salt, self._prefix = secrets.token_bytes(16), secrets.token_bytes(7)
        spelled = json.dumps({"salt": salt.hex(), "nonce": self._prefix.hex(), "scrypt": _COST})
        self._header = MAGIC + spelled.encode() + b"\n"
        self._cipher = _cipher(passphrase, salt)
        self._file, self._waiting, self._number = file, bytearray(), 0
        self._digest = hashlib.sha256()
        self.size = 0
        self._put(self._header)

    @property
    def sha256(self) -> str:
        """SHA-256 of what has been written so far, 64 hexadecimal digits."""
        return self._digest.hexdigest()

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self.size += len(content)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._prefix, self._number, last=last), piece, self._header))
        self._number += 1

    def write(self, content: bytes) -> int:
        """Take bytes in; they are sealed a piece at a time."""
        self._waiting += content
        while len(self._waiting) > PIECE:  # one piece is always kept back: it may be the last
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(content)

    def __enter__(self) -> SealedWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if failure is None:
            self._seal(bytes(self._waiting), last=True)


class SealedReader:
    """Read what a `SealedWriter` wrote. Every byte that comes out is as it went in.

    Raises `backup-unreadable` for another file, another passphrase, and a file that was changed or cut short.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        magic, line = file.read(len(MAGIC)), file.readline(1000)
        try:
            plain = json.loads(line)
            salt, self._prefix = bytes.fromhex(plain["salt"]), bytes.fromhex(plain["nonce"])
            known = magic == MAGIC and plain["scrypt"] == _COST and len(self._prefix) == 7
        except (ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise error("backup-unreadable")
        self._header = magic + line
        self._cipher = _cipher(passphrase, salt)
        self._file, self._number = file, 0
        self._ready = b""
        self._next = file.read(PIECE + _TAG)

    def _open(self) -> None:
        sealed, self._next = self._next, self._file.read(PIECE + _TAG)
        nonce = _nonce(self._prefix, self._number, last=not self._next)
        try:
            self._ready += self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag:
            raise error("backup-unreadable") from None
        self._number += 1

    def read(self, size: int) -> bytes:
        """The next bytes, fewer than `size` only at the end."""
        while len(self._ready) < size and (self._next or self._number == 0):
            self._open()
        content, self._ready = self._ready[:size], self._ready[size:]
        return content
