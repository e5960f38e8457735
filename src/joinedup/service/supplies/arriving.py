"""What is on its way in never lies on a disk in plain form: each piece is sealed as it comes.

A file `<key>.sealed` in the folder `arriving` holds a fresh 256-bit key, wrapped by one derived from the master key,
then the pieces: length (4 bytes), nonce (12), AES-256-GCM ciphertext (NIST SP 800-38D) bound to the arrival and to the
piece's number, so that none can be put elsewhere. A piece cut off by a break counts as nothing and is sent again.
To be read, it is opened into memory that has no name on any disk.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from joinedup.engine.errors import error
from joinedup.service.project.home import home
from joinedup.service.project.secret import secret

PIECE = 1 << 20  # plain bytes sealed at a time
_NONCE, _TAG, _LENGTH = 12, 16, struct.Struct(">I")
_HEADER = _NONCE + 32 + _TAG
_KEY = re.compile(r"[a-z0-9]{16,40}")


def new_key() -> str:
    """A name for an arrival that nobody guesses."""
    return secrets.token_hex(16)


def _path(key: str) -> Path:
    if _KEY.fullmatch(key) is None:
        raise error("arrival-unknown")
    folder = home().folder / "arriving"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / f"{key}.sealed"


def _wrapping() -> AESGCM:
    return AESGCM(secret("arriving"))


def begin(key: str) -> None:
    """An empty sealed file with a key of its own."""
    nonce = secrets.token_bytes(_NONCE)
    handle = os.open(_path(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(nonce + _wrapping().encrypt(nonce, secrets.token_bytes(32), key.encode()))
        file.flush()
        os.fsync(file.fileno())


class Sealing:
    """Seals what comes, behind what has come. `size`: the plain bytes that are there."""

    def __init__(self, key: str, file: BinaryIO) -> None:
        self._key, self._file = key, file
        self._cipher = _cipher(key, file)
        self._pieces, self.size = 0, 0
        for length in _lengths(file):
            self._pieces += 1
            self.size += length
        file.truncate()
        self._waiting = bytearray()

    def add(self, data: bytes) -> None:
        """Seal more bytes; what does not fill a piece waits in memory."""
        self._waiting += data
        while len(self._waiting) >= PIECE:
            self._seal(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Seal what waits, and see it safely on disk."""
        if self._waiting:
            self._seal(bytes(self._waiting))
            self._waiting.clear()
        self._file.flush()
        os.fsync(self._file.fileno())

    def _seal(self, plain: bytes) -> None:
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, plain, _bound_to(self._key, self._pieces))
        self._file.write(_LENGTH.pack(len(plain)) + nonce + sealed)
        self._pieces += 1
        self.size += len(plain)


@contextmanager
def sealing(key: str) -> Iterator[Sealing]:
    """Add to an arrival. What has come is kept, also when the rest does not come.

    Raises `arrival-busy`, `arrival-unknown`, `arrival-damaged`.
    """
    try:
        file = _path(key).open("r+b")
    except FileNotFoundError:
        raise error("arrival-unknown") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise error("arrival-busy") from None
        made = Sealing(key, file)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def opened(key: str, name: str, size: int) -> Iterator[Path]:
    """The plain file of `size` bytes for as long as the block lasts, in memory only. Raises `arrival-unknown`,
    `arrival-damaged`.

    The path is a link, called `name`, to memory of this process: when the process ends, however it does, it is gone.
    """
    memory = os.memfd_create("arrival", os.MFD_CLOEXEC)
    try:
        with os.fdopen(memory, "wb", closefd=False) as file:
            there = sum(file.write(piece) for piece in _pieces(key))
        if there != size:  # whole pieces were taken off its end
            raise error("arrival-damaged")
        with tempfile.TemporaryDirectory(dir=_path(key).parent) as folder:
            link = Path(folder) / name
            link.symlink_to(f"/proc/{os.getpid()}/fd/{memory}")
            yield link
    finally:
        os.close(memory)


def remove(key: str) -> None:
    """Overwrite the key and remove the file: what arrived can be read no more. Nothing there is no error."""
    path = _path(key)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(_HEADER))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)


def keys_untouched(since: datetime) -> frozenset[str]:
    """The arrivals of which there is a file that nobody has written to since."""
    found = (home().folder / "arriving").glob("*.sealed")
    return frozenset(path.stem for path in found if path.stat().st_mtime < since.timestamp())


def _cipher(key: str, file: BinaryIO) -> AESGCM:
    header = file.read(_HEADER)
    try:
        return AESGCM(_wrapping().decrypt(header[:_NONCE], header[_NONCE:], key.encode()))
    except (InvalidTag, ValueError):
        raise error("arrival-damaged") from None


def _bound_to(key: str, piece: int) -> bytes:
    return f"{key} {piece}".encode()


def _lengths(file: BinaryIO) -> Iterator[int]:
    """The plain length of each whole piece; leaves the file's position behind the last of them."""
    end = os.fstat(file.fileno()).st_size
    place = file.tell()
    while place + _LENGTH.size <= end:
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        after = place + _LENGTH.size + _NONCE + length + _TAG
        if after > end:
            break
        yield length
        place = after
        file.seek(place)
    file.seek(place)


def _pieces(key: str) -> Iterator[bytes]:
    try:
        file = _path(key).open("rb")
    except FileNotFoundError:
        raise error("arrival-unknown") from None
    with file:
        cipher = _cipher(key, file)
        number = 0
        while head := file.read(_LENGTH.size + _NONCE):
            try:
                (length,) = _LENGTH.unpack(head[: _LENGTH.size])
                sealed = file.read(length + _TAG)
                if len(sealed) != length + _TAG:
                    raise ValueError(length)
                yield cipher.decrypt(head[_LENGTH.size :], sealed, _bound_to(key, number))
            except (struct.error, InvalidTag, ValueError):
                raise error("arrival-damaged") from None
            number += 1
