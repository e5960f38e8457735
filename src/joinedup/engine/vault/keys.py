"""One key for each sealed supply, wrapped by a master key. Destroying the key destroys the supply.

A key is 256 random bits, kept in its own file as AES-256-GCM ciphertext bound to the supply's name, so
that a key cannot be put beside another supply's data. The key folder is apart from the data folder so
that backups of the data can outlive the keys: what is destroyed stays destroyed in every backup.
"""

from __future__ import annotations

import os
import re
import secrets
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from joinedup.engine.errors import error

NONCE_BYTES = 12  # NIST SP 800-38D, the size made for GCM
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


def is_name(text: str) -> bool:
    """Whether a supply can have this name: small letters, digits and hyphens, so that it stays in its folder."""
    return _NAME.fullmatch(text) is not None


def see_on_disk(folder: Path) -> None:
    """Wait until what was put into the folder, or taken out of it, is so on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class KeyRing:
    """The folder of wrapped keys. `master_key` is 32 bytes."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self._folder = folder
        self._master = AESGCM(master_key)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _path(self, name: str) -> Path:
        if not is_name(name):
            raise error("vault-damaged", name="with an impossible name")
        return self._folder / f"{name}.key"

    def names(self) -> frozenset[str]:
        """The supplies that have a key."""
        return frozenset(path.stem for path in self._folder.glob("*.key") if is_name(path.stem))

    def make(self, name: str) -> str:
        """A new key, safely on disk before it is used; base64 text as DuckDB takes it.

        Raises `vault-name-taken` where there is one, and `vault-unwritable`; a half-written key is removed.
        """
        key = secrets.token_bytes(32)
        nonce = secrets.token_bytes(NONCE_BYTES)
        wrapped = nonce + self._master.encrypt(nonce, key, name.encode())
        path = self._path(name)
        try:
            _write_new(path, wrapped)
        except FileExistsError:
            raise error("vault-name-taken", name=name) from None
        except OSError:
            raise error("vault-unwritable", name=name) from None
        return b64encode(key).decode()

    def get(self, name: str) -> str:
        """The key. Raises `vault-key-missing`, or `master-key-wrong` where it does not unwrap."""
        try:
            wrapped = self._path(name).read_bytes()
        except FileNotFoundError:
            raise error("vault-key-missing", name=name) from None
        try:
            key = self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            raise error("master-key-wrong", where=f"{name}.key") from None
        return b64encode(key).decode()

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key. Removing one that is not there is no error: the outcome is the same."""
        path = self._path(name)
        if path.exists():
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            see_on_disk(self._folder)


def _write_new(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    see_on_disk(path.parent)


def new_master_key(path: Path) -> bytes:
    """Make a master key file (32 bytes, readable by its owner only) unless there is one; return the key.

    Raises `master-key-wrong` for a file of another size.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        # made apart and linked into place, so that nobody ever sees half a key and the first one stays
        making = path.with_name(f"{path.name}.{secrets.token_hex(8)}.making")
        try:
            _write_new(making, secrets.token_bytes(32))
            with suppress(FileExistsError):
                path.hardlink_to(making)
        finally:
            making.unlink(missing_ok=True)
        see_on_disk(path.parent)
    key = path.read_bytes()
    if len(key) != 32:
        raise error("master-key-wrong", where=path.name)
    return key
